"""What the trial ledger remembers of a run."""

from collections.abc import Iterable
from dataclasses import dataclass

from tradecore.contracts.common import SCHEMA


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A run that tried `trials` parameter sets of a strategy.

    `data` holds the symbols and the SHA-256 of the files of bars: what shares one of them is the same data.
    `request` is the fingerprint of what was asked for; asking for the same once more tries nothing new.
    `counted` is the instant, ISO 8601 UTC. `holdout` says which sealed end of the data was opened for it, empty where
    none was; a run that opens one and tries nothing has no strategy and no trials.
    """

    run: str
    strategy: str
    data: tuple[str, ...]
    trials: int
    request: str
    counted: str
    holdout: str = ""
    schema: int = SCHEMA


def tried_before(entries: Iterable[LedgerEntry], entry: LedgerEntry) -> int:
    """Sets of the same strategy that other requests tried on the same data; each request counts once."""
    others = {
        other.request: other.trials
        for other in entries
        if other.strategy == entry.strategy and other.request != entry.request and set(other.data) & set(entry.data)
    }
    return sum(others.values())


def looks_before(entries: Iterable[LedgerEntry], entry: LedgerEntry) -> int:
    """Other requests for which a sealed end of the same data was opened, whatever the strategy."""
    return len(
        {
            other.request
            for other in entries
            if other.holdout and other.request != entry.request and set(other.data) & set(entry.data)
        }
    )

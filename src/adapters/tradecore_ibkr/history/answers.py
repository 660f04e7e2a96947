"""Answers of IBKR on disk, so that nothing has to be asked for twice."""

import re
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tradecore.config import fingerprint
from tradecore.errors import RequestError
from tradecore.packed import pack, unpack
from tradecore_ibkr.history.walk import PriceBar
from tradecore_kit.atomic import make_folder, read_bytes, write_bytes
from tradecore_kit.codec import dumps, encode, read
from tradecore_kit.names import checked_artifact, inside

DIGITS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the contract as the user writes it, `TRADES` or `MIDPOINT`, and what ends at `end` (ns UTC).

    `zone` is that of dates, where bars of days begin.
    """

    contract: str
    prices: str
    regular: bool
    bar: str
    duration: str
    end: int
    zone: str = ""

    @property
    def key(self) -> str:
        """Tells it from every other request."""
        return fingerprint(encode(self))[:DIGITS]

    @property
    def name(self) -> str:
        """Of the file that holds the answer: the contract to be read by people, and a hash of everything."""
        words = re.sub(r"[^a-z0-9]+", "-", self.contract.lower()).strip("-")[:32] or "contract"
        return checked_artifact(f"{words}-{self.key}.json")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as its file has it: columns packed bit by bit, and a hash over request and columns."""

    asked: Asked
    time: tuple[int, ...]
    prices: tuple[str, ...]
    sha256: str
    schema: int = 1


class Answers:
    """A folder of answers, one file each, which appear whole or not at all. Deleting it costs time only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, asked: Asked) -> Sequence[PriceBar] | None:
        """The answer, if it is there and is what was written; a damaged one is not there."""
        with suppress(FileNotFoundError):
            path = inside(self._folder, asked.name)
            content = read_bytes(path)
            with suppress(RequestError):
                kept = read(Kept, content, str(path))
                if kept.asked == asked and kept.sha256 == _hash(asked, kept.time, kept.prices):
                    columns = [unpack(text) for text in kept.prices]
                    return [PriceBar(*row) for row in zip(kept.time, *columns, strict=True)]
        return None

    def keep(self, asked: Asked, bars: Sequence[PriceBar]) -> None:
        """Puts an answer there; raises StorageError. One that a power cut tears is asked for again."""
        rows = sorted(bars)
        time = tuple(bar.time for bar in rows)
        prices = tuple(pack(array("d", column)) for column in tuple(zip(*rows, strict=True))[1:])
        kept = Kept(asked, time, prices, _hash(asked, time, prices))
        write_bytes(inside(make_folder(self._folder), asked.name), dumps(encode(kept), asked.name), sync=False)


def _hash(asked: Asked, time: tuple[int, ...], prices: tuple[str, ...]) -> str:
    return fingerprint({"asked": encode(asked), "time": list(time), "prices": list(prices)})

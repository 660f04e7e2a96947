"""Where it is remembered how much was ever tried."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tradecore.contracts.ledger import LedgerEntry


class OpenLedger(Protocol):
    """The ledger in the hands of one."""

    def entries(self) -> Sequence[LedgerEntry]:
        """All that was ever appended, in that order.

        Raises RequestError, with the file and the line, for what is no entry or of a newer tradecore.
        """
        ...

    def append(self, entry: LedgerEntry) -> None:
        """Keeps the entry, which survives the machine's death from here on; raises StorageError."""
        ...


class TrialLedger(Protocol):
    """Every run that tried parameter sets. It only grows, and outlives the runs."""

    def opened(self) -> AbstractContextManager[OpenLedger]:
        """The ledger, which nobody else of any process has open while the block runs."""
        ...

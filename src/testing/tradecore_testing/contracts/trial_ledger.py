"""What every trial ledger does."""

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tradecore.contracts.ledger import LedgerEntry
from tradecore.ports.trial_ledger import TrialLedger

ENTRY = LedgerEntry("20260101-000000-optimize-0000", "sma_cross", ("AAPL", "ab12"), 190, "c0ffee", "2026-01-01T00:00Z")


class TrialLedgerContract(ABC):
    """Subclass as `class TestMine(TrialLedgerContract)` and return an empty ledger."""

    @abstractmethod
    def ledger(self) -> TrialLedger:
        """The ledger under test; the same one during one test."""

    def test_begins_empty(self) -> None:
        """Nothing was tried yet."""
        with self.ledger().opened() as book:
            assert list(book.entries()) == []

    def test_keeps_entries_in_their_order(self) -> None:
        """In the block that appends, and in later ones."""
        second = replace(ENTRY, run="20260101-000001-optimize-0000", trials=7, data=())
        with self.ledger().opened() as book:
            book.append(ENTRY)
            book.append(second)
            assert list(book.entries()) == [ENTRY, second]
        with self.ledger().opened() as book:
            assert list(book.entries()) == [ENTRY, second]

    def test_one_has_it_at_a_time(self) -> None:
        """What was read stays true until the block ends, so that nobody counts the same place twice."""

        def count(_: int) -> None:
            with self.ledger().opened() as book:
                book.append(replace(ENTRY, trials=len(book.entries())))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(count, range(40)))
        with self.ledger().opened() as book:
            assert [entry.trials for entry in book.entries()] == list(range(40))

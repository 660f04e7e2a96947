"""What every bar source does."""

from abc import ABC, abstractmethod
from math import isnan

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import UnreadableFile
from tradecore.ports.bar_source import BarSource

NUMBERS = ("open", "high", "low", "close", "volume")


class BarSourceContract(ABC):
    """Subclass, and hand over a source with one readable and one missing thing to read."""

    @abstractmethod
    def source(self) -> BarSource:
        """The source under test."""

    @abstractmethod
    def readable(self) -> BarsSpec:
        """Bars that exist, at least two of them."""

    @abstractmethod
    def missing(self) -> BarsSpec:
        """Bars that do not."""

    def test_columns_are_complete(self) -> None:
        """Five columns of floats and a line number, each as long as time."""
        table = self.source().read(self.readable()).table
        assert len(table) > 1
        assert {*NUMBERS, "line"} <= set(table.names)
        assert all(isinstance(float(value), float) for name in NUMBERS for value in table[name])

    def test_times_are_nanoseconds(self) -> None:
        """Whole numbers within 1970 and 2100."""
        times = self.source().read(self.readable()).table.time
        assert all(0 <= int(time) < 4_102_444_800_000_000_000 for time in times)
        assert all(int(time) == time for time in times)

    def test_reading_twice_gives_the_same(self) -> None:
        """No state between two calls."""
        first, second = (self.source().read(self.readable()) for _ in range(2))
        assert first.symbol == second.symbol
        assert list(first.table.time) == list(second.table.time)
        for name in NUMBERS:
            pairs = zip(first.table[name], second.table[name], strict=True)
            assert all(a == b or (isnan(a) and isnan(b)) for a, b in pairs)

    def test_fingerprint_is_a_hash(self) -> None:
        """The same for the same bars."""
        first, second = (self.source().fingerprint(self.readable()) for _ in range(2))
        assert first == second
        assert len(bytes.fromhex(first)) == 32

    def test_what_is_missing_is_an_error(self) -> None:
        """Reading and fingerprinting both say so."""
        with pytest.raises(UnreadableFile):
            self.source().read(self.missing())
        with pytest.raises(UnreadableFile):
            self.source().fingerprint(self.missing())

"""What every stream of live bars does."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import pytest

from tradecore.bars import MINUTE
from tradecore.contracts.bars import BarsSpec
from tradecore.errors import LinkDown
from tradecore.instruments import Instrument
from tradecore.ports.bar_stream import BarStream, SourceBar, StreamWanted

# A Friday, 09:30 in New York.
START = 1_767_364_200_000_000_000
SYMBOLS = ("AAPL", "MSFT")


class BarStreamContract(ABC):
    """Subclass as `class TestMine(BarStreamContract)`.

    The source has bars of one minute of SYMBOLS, and what `publish` says is all that there ever was.
    """

    # How long `next` may wait at a time (seconds), and how often it is asked before a bar counts as missing.
    wait, asks = 0.1, 100

    @abstractmethod
    def stream(self) -> BarStream:
        """The stream under test, not begun; the same one during one test."""

    @abstractmethod
    def publish(self, bars: Sequence[SourceBar]) -> None:
        """These bars have closed now, at the source."""

    def spec(self, symbol: str) -> BarsSpec:
        """How the source's bars of a symbol are read."""
        return BarsSpec(f"{symbol}.csv", symbol, step="1min")

    def wanted(self, *since: int) -> list[StreamWanted]:
        """Each of SYMBOLS since a minute."""
        pairs = zip(SYMBOLS, since, strict=True)
        return [StreamWanted(Instrument(one), self.spec(one), START + minute * MINUTE) for one, minute in pairs]

    def bar(self, minute: int, symbol: str = "AAPL") -> SourceBar:
        """The bar of a minute; no two are alike."""
        price = 100.0 + minute / 4 + (50.0 if symbol == "MSFT" else 0.0)
        return SourceBar(
            symbol, START + minute * MINUTE, price, price + 1.0, price - 0.5, price + 0.25, 1_000.0 + minute
        )

    def taken(self, stream: BarStream, count: int) -> list[SourceBar]:
        """The next bars, whatever words come between; fewer when they do not come."""
        found: list[SourceBar] = []
        for _ in range(self.asks):
            if len(found) == count:
                break
            word = stream.next(self.wait)
            if isinstance(word, SourceBar):
                found.append(word)
        return found

    def begun(self, *since: int) -> BarStream:
        """The stream, begun."""
        stream = self.stream()
        stream.begin(self.wanted(*since), MINUTE)
        return stream

    def test_bars_come_as_they_close(self) -> None:
        """Each once, a symbol's in their order, every number as it was."""
        self.publish([self.bar(0), self.bar(0, "MSFT")])
        stream = self.begun(1, 1)
        for minute in (1, 2, 3):
            bars = [self.bar(minute), self.bar(minute, "MSFT")]
            self.publish(bars)
            assert sorted(self.taken(stream, 2), key=lambda bar: bar.symbol) == bars
        assert self.nothing_comes(stream)

    def test_what_was_missed_comes_first(self) -> None:
        """From the instant on that is wanted of each symbol."""
        past = [self.bar(minute, symbol) for minute in range(4) for symbol in SYMBOLS]
        self.publish(past)
        stream = self.begun(2, 3)
        found = self.taken(stream, 3)
        assert [bar for bar in found if bar.symbol == "AAPL"] == [self.bar(2), self.bar(3)]
        assert [bar for bar in found if bar.symbol == "MSFT"] == [self.bar(3, "MSFT")]
        self.publish([self.bar(4)])
        assert self.taken(stream, 1) == [self.bar(4)]

    def test_a_symbol_that_is_halted_holds_up_no_other(self) -> None:
        """Its bars are just not there."""
        self.publish([self.bar(0), self.bar(0, "MSFT")])
        stream = self.begun(1, 1)
        self.publish([self.bar(1)])
        assert self.taken(stream, 1) == [self.bar(1)]
        self.publish([self.bar(2), self.bar(2, "MSFT")])
        assert len(self.taken(stream, 2)) == 2

    def test_it_begins_again_where_it_is_told_to(self) -> None:
        """After it was closed, and without that."""
        self.publish([self.bar(minute, symbol) for minute in range(3) for symbol in SYMBOLS])
        stream = self.begun(2, 2)
        assert len(self.taken(stream, 2)) == 2
        stream.begin(self.wanted(1, 2), MINUTE)
        assert len(self.taken(stream, 3)) == 3
        stream.close()
        self.publish([self.bar(3)])
        stream.begin(self.wanted(3, 3), MINUTE)
        assert self.taken(stream, 1) == [self.bar(3)]
        assert self.nothing_comes(stream)

    def test_one_that_is_closed_has_nothing(self) -> None:
        """And says so; closing it again is harmless."""
        self.publish([self.bar(0), self.bar(0, "MSFT")])
        stream = self.begun(0, 0)
        stream.close()
        stream.close()
        with pytest.raises(LinkDown):
            stream.next(0.0)

    def nothing_comes(self, stream: BarStream) -> bool:
        """Whether a few looks find no bar."""
        return not any(isinstance(stream.next(self.wait / 10), SourceBar) for _ in range(3))

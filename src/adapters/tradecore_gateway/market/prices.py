"""What prices were and are: the port of the gateway's markets, and what is computed from their bars."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tradecore_gateway.market.listing import Listing

# Parts of a bar's length at which its extremes, and its close, are known.
INSIDE, CLOSE = 0.5, 0.98


class Bar(NamedTuple):
    """Prices over [time, time + step), in nanoseconds UTC; `trades` counts what it is made of."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    trades: int

    @property
    def average(self) -> float:
        """About what a unit was traded at."""
        return (self.open + self.high + self.low + self.close) / 4.0

    def upto(self, part: float) -> "Bar":
        """The bar as it is known after a part of its length."""
        if part >= CLOSE:
            return self
        some = self._replace(volume=self.volume // 2, trades=max(self.trades // 2, 1))
        if part >= INSIDE:
            return some._replace(close=self.low if self.close > self.open else self.high)
        return some._replace(high=self.open, low=self.open, close=self.open)


class Market(Protocol):
    """Prices of everything that is listed, in bars; the same ones whenever they are asked for."""

    def step_of(self, listing: Listing) -> int:
        """The length of a listing's finest bars in nanoseconds; its session may cut one short."""
        ...

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        """The bars that open in [start, end), ascending, of liquid hours and others."""
        ...

    def following(self, listing: Listing, time: int) -> Bar | None:
        """The bar that is on at an instant, else the next one; None where none follows."""
        ...

    def first(self, listing: Listing) -> int:
        """The instant from which on there are bars."""
        ...


def merged(bars: Sequence[Bar], time: int) -> Bar:
    """One bar of several that follow each other; at least one."""
    return Bar(
        time,
        bars[0].open,
        max(bar.high for bar in bars),
        min(bar.low for bar in bars),
        bars[-1].close,
        sum(bar.volume for bar in bars),
        sum(bar.trades for bar in bars),
    )

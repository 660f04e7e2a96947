"""Recorded bars in pieces: finer bars that make up just these, since a broker's come finer than a session's."""

from collections.abc import Iterable, Iterator, Sequence
from math import floor
from typing import NamedTuple

from tradecore.table import Table


class Bar(NamedTuple):
    """A recorded bar, known at `available`; instants in ns UTC."""

    time: int
    available: int
    open: float
    high: float
    low: float
    close: float
    volume: float


def pieces(bar: Bar, length: int) -> Iterator[tuple[int, float, float, float, float, float]]:
    """Time, open, high, low, close and volume of each `length` ns of a bar; together they are the bar.

    Prices go from open to close in even steps; on the way, a bar that rises meets its low first.
    """
    count = max(-(-(bar.available - bar.time) // length), 1)
    rises = bar.close >= bar.open
    first, second = count // 3, max(2 * count // 3, count // 3 + (count > 1))
    at_low, at_high = (first, second) if rises else (second, first)
    part = floor(bar.volume / count)
    for k in range(count):
        begins, ends = (bar.open + (bar.close - bar.open) * step / count for step in (k, k + 1))
        begins, ends = bar.open if k == 0 else begins, bar.close if k == count - 1 else ends
        high = bar.high if k == at_high else min(max(begins, ends), bar.high)
        low = bar.low if k == at_low else max(min(begins, ends), bar.low)
        volume = bar.volume - part * (count - 1) if k == count - 1 else float(part)
        yield bar.time + k * length, begins, high, low, ends, volume


def table_of(bars: Iterable[Bar], length: int) -> Table:
    """All pieces of ascending bars, as a gateway takes them."""
    rows = [piece for bar in bars for piece in pieces(bar, length)]
    columns: Sequence[Sequence[float]] = tuple(zip(*rows, strict=True))
    names = ("open", "high", "low", "close", "volume")
    return Table(columns[0], dict(zip(names, columns[1:], strict=True)))  # pyright: ignore[reportArgumentType]

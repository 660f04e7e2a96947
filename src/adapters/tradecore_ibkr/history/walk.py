"""The way through history: from the newest bar to the oldest, each request ending where the last answer began.

What a duration of `1 D` gives depends on holidays, half days and the hours of a market; the first bar of an answer does
not. So nothing is left out between two answers and nothing is asked for twice, whatever the calendar. From new to old,
because only the newest end is known: where history begins is what the walk finds out.
"""

from collections.abc import Generator, Sequence
from typing import NamedTuple


class PriceBar(NamedTuple):
    """One bar: its opening instant (ns UTC), prices and volume."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float


# Asks for what ends at an instant (ns UTC), is sent the bars of the answer, in any order.
Walk = Generator[int, Sequence[PriceBar], None]


def walk(start: int, end: int, step: int, span: int) -> Walk:
    """Yields the ends of requests until every bar that opens in [start, end) was in an answer.

    An empty answer is stepped over by the `span` that it covers (ns), but for one `step` (ns): a bar that opened
    before it would be half a bar otherwise.
    """
    cursor = end
    while cursor > start:
        answer = yield cursor
        cursor = min((bar.time for bar in answer if bar.time < cursor), default=cursor - span + step)


def within(bars: Sequence[PriceBar], start: int, end: int, step: int) -> list[PriceBar]:
    """The bars of all answers that open from `start` on and have closed by `end`, ascending, each time once.

    Of answers that overlap the later one in the list holds.
    """
    found = {bar.time: bar for bar in bars if bar.time >= start and bar.time + step <= end}
    return [found[time] for time in sorted(found)]

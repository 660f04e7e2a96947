"""Which bars had a position, from the tables of a run alone."""

from bisect import bisect_right

from tradecore.table import Table


def in_position(equity: Table, fills: Table) -> list[int]:
    """1 for each bar in which a position was held, for however short a part of it."""
    times = list(equity.time)
    traded = {times[bisect_right(times, time) - 1] for time in fills.time}
    return [1 if value or time in traded else 0 for value, time in zip(equity["exposure"], equity.time, strict=True)]

"""Drift: whether live equity is still where returns out of sample let one expect it."""

from bisect import bisect_left
from collections.abc import Sequence

from tradecore.inference.resampling import Cone
from tradecore.live.actions import Alarm


def lines_at(cone: Cone, bars: int) -> tuple[float, ...] | None:
    """The cone's growth at each of its shares after so many bars, between two known ones in proportion.

    None beyond its horizon.
    """
    if bars <= 0:
        return (1.0,) * len(cone.shares)
    place = bisect_left(cone.bars, bars)
    if place == len(cone.bars):
        return None
    after, before = cone.bars[place], cone.bars[place - 1] if place else 0
    part = (bars - before) / (after - before)
    return tuple(_between(row, place, part) for row in cone.growth)


def _between(row: Sequence[float], place: int, part: float) -> float:
    begin = row[place - 1] if place else 1.0
    return begin + part * (row[place] - begin)


class Drift:
    """Says once when equity leaves the cone's outermost lines, and again only after it has been back inside."""

    def __init__(self, cone: Cone, initial: float) -> None:
        self._cone, self._initial = cone, initial
        self._outside = False

    def look(self, bars: int, equity: float) -> Alarm | None:
        """The alarm, at the bar at which it is due."""
        lines = lines_at(self._cone, bars)
        growth = equity / self._initial
        outside = lines is not None and not lines[0] <= growth <= lines[-1]
        left, self._outside = outside and not self._outside, outside
        if not left or lines is None:
            return None
        side = "below" if growth < lines[0] else "above"
        low, high = (f"{value - 1.0:+.1%}" for value in (lines[0], lines[-1]))
        shares = self._cone.shares
        return Alarm(
            "drift",
            f"Equity has left its cone {side}: {growth - 1.0:+.1%} after {bars:,} bars, where {shares[0]:.0%} to "
            f"{shares[-1]:.0%} of the draws lie between {low} and {high}.",
        )

"""How far and how long the equity fell below its highest value."""

from collections.abc import Sequence
from typing import NamedTuple


class Drawdown(NamedTuple):
    """The deepest fall: `depth` (0 or negative, a fraction of the peak) and where it lies.

    `peak`, `trough` and `recovery` are places in the equity; -1 as peak is the initial cash before
    the first mark, None as recovery says that it has not come. `bars` counts from the peak to the
    recovery, or to the last mark.
    """

    depth: float
    bars: int
    peak: int | None = None
    trough: int | None = None
    recovery: int | None = None


NONE = Drawdown(0.0, 0)


def drawdowns(equity: Sequence[float], initial: float) -> list[float]:
    """V / cummax(V) - 1 at each mark, the running maximum starting at `initial`; 0 or negative."""
    result: list[float] = []
    highest = initial
    for value in equity:
        highest = max(highest, value)
        result.append(value / highest - 1.0)
    return result


def max_drawdown(equity: Sequence[float], initial: float) -> Drawdown:
    """The deepest drawdown, the earliest of equals; its peak is the last mark at the maximum before it."""
    depths = drawdowns(equity, initial)
    depth = min(depths, default=0.0)
    if depth >= 0.0:
        return NONE
    trough = depths.index(depth)
    peak = next((i for i in range(trough - 1, -1, -1) if depths[i] == 0.0), -1)
    recovery = next((i for i in range(trough, len(depths)) if depths[i] == 0.0), None)
    end = len(depths) - 1 if recovery is None else recovery
    return Drawdown(depth, end - peak, peak, trough, recovery)


def calmar(annual_return: float | None, depth: float) -> float | None:
    """Annual return / |max drawdown| (Young 1991, over the whole run); None without a drawdown."""
    return None if annual_return is None or depth == 0.0 else annual_return / -depth

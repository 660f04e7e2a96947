"""How far and how long the equity fell below its highest value."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from tradecore.loops import Loops, as_written
from tradecore.metrics.passes import Walk, falls, walk


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


def drawdowns(equity: Sequence[float], initial: float, loops: Loops = as_written) -> "array[float]":
    """V / cummax(V) - 1 at each mark, the running maximum starting at `initial`; 0 or negative."""
    result = array("d", [0.0]) * len(equity)
    loops(falls)(equity, initial, result)
    return result


def max_drawdown(equity: Sequence[float], initial: float) -> Drawdown:
    """The deepest drawdown, the earliest of equals; its peak is the last mark at the maximum before it."""
    return deepest(walk(equity, initial, array("d", equity)), len(equity))


def deepest(found: Walk, bars: int) -> Drawdown:
    """The deepest drawdown that a walk over so many bars has met."""
    if found.trough < 0:
        return NONE
    recovery = None if found.recovery < 0 else found.recovery
    end = bars - 1 if recovery is None else recovery
    return Drawdown(found.depth, end - found.peak, found.peak, found.trough, recovery)


def calmar(annual_return: float | None, depth: float) -> float | None:
    """Annual return / |max drawdown| (Young 1991, over the whole run); None without a drawdown."""
    return None if annual_return is None or depth == 0.0 else annual_return / -depth

"""Prices: on the tick grid, made worse by slippage, reached or not."""

from math import ceil, nan
from math import floor as floored

from tradecore.costs import slipped, ticked
from tradecore.simulation.rows import Floor

# Decimal fractions are not exact in binary: a price this close to a tick is on it.
NEARLY = 1e-9


def on_tick(price: float, tick: float, side: float) -> float:
    """The price on the tick grid: up for `side` 1, down for -1; tick 0 leaves it, NaN stays NaN.

    Up is against a buyer, down against a seller, and the other way round it is the passive side.
    """
    if price != price:
        return nan
    if tick <= 0.0:
        return price
    if side > 0.0:
        return ceil(price / tick - NEARLY) * tick
    return floored(price / tick + NEARLY) * tick


def worsened(floor: Floor, i: int, price: float, side: float) -> float:
    """The price that a market or stop order of a buyer (`side` 1) or a seller (-1) gets, slippage in it."""
    tick = floor.terms.tick[i]
    price = ticked(floor.rules.ticks, slipped(floor.rules.slippage, price, side), side, tick)
    return on_tick(price, tick, side)


def touched(penetrate: bool | None, beyond: float) -> bool:  # noqa: FBT001 - None or True, so that a compiler prunes
    """Whether a price that is `beyond` a limit by so much (0 at it, below 0 past it) fills it; NaN never does."""
    if penetrate is None:
        return beyond <= 0.0
    return beyond < 0.0


def waits(wait: bool | None, inside: int) -> bool:  # noqa: FBT001 - as above
    """Whether protection has to wait for the next bar."""
    if wait is None:
        return False
    return inside == 1

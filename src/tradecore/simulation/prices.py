"""Prices on the tick grid."""

from math import ceil, floor, nan

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
    return floor(price / tick + NEARLY) * tick

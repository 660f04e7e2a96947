"""What a model learns to predict."""

from array import array
from math import nan
from typing import Literal

from tradecore.bars import Bars


def labels(bars: Bars, horizon: int, target: Literal["return", "price"] = "return") -> "array[float]":
    """The close `horizon` bars ahead of each row, NaN in the last `horizon` rows.

    `return` is later close / close - 1 on split-adjusted prices; `price` is the later close in the
    row's own price units, so that a split between the two leaves no trace.
    """
    close, scale = array("d", bars.adjusted()["close"]), bars.scale()
    found = array("d", [nan]) * len(bars)
    for t in range(len(bars) - horizon):
        later = close[t + horizon]
        found[t] = later / close[t] - 1.0 if target == "return" else later / scale[t]
    return found


def naive(bars: Bars, target: Literal["return", "price"] = "return") -> "array[float]":
    """The forecast that nothing changes: a return of 0, or the row's own close."""
    if target == "return":
        return array("d", [0.0]) * len(bars)
    return array("d", bars["close"])

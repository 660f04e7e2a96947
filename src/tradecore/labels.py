"""What a model learns to predict."""

from array import array
from math import nan
from typing import Literal, TypeAlias

from tradecore.bars import Bars
from tradecore.ports.learner import Aim

Target: TypeAlias = Literal["return", "price", "direction"]

# The unit that predictions of a target are in.
UNIT_OF: dict[Target, str] = {"return": "return", "price": "price", "direction": "probability"}


def labels(bars: Bars, horizon: int, target: Target = "return") -> "array[float]":
    """The close `horizon` bars ahead of each row, NaN in the last `horizon` rows.

    `return` is later close / close - 1 on split-adjusted prices; `price` is the later close in the
    row's own price units, so that a split between the two leaves no trace; `direction` is 1 where the return is
    above 0 and 0 elsewhere.
    """
    close, scale = array("d", bars.adjusted()["close"]), bars.scale()
    found = array("d", [nan]) * len(bars)
    for t in range(len(bars) - horizon):
        later = close[t + horizon]
        if target == "price":
            found[t] = later / scale[t]
        else:
            change = later / close[t] - 1.0
            found[t] = change if target == "return" else float(change > 0.0)
    return found


def naive(bars: Bars, target: Target = "return", base: float = 0.5) -> "array[float]":
    """The forecast that knows nothing: a return of 0, the row's own close, or the share `base` that rises."""
    if target == "price":
        return array("d", bars["close"])
    return array("d", [base if target == "direction" else 0.0]) * len(bars)


def target_of(unit: str) -> Target:
    """The target that predictions in a unit are of."""
    return next(target for target, each in UNIT_OF.items() if each == unit)


def aim_of(target: Target) -> Aim:
    """What a learner is asked for to predict a target."""
    return "probability" if target == "direction" else "value"

"""What a model learns to predict."""

from array import array
from collections.abc import MutableSequence, Sequence
from math import nan
from typing import Literal, TypeAlias

from tradecore.bars import Bars
from tradecore.columns import typed
from tradecore.loops import Loops, as_written
from tradecore.ports.learner import Aim

Target: TypeAlias = Literal["return", "price", "direction"]

# The unit that predictions of a target are in.
UNIT_OF: dict[Target, str] = {"return": "return", "price": "price", "direction": "probability"}


def labels(bars: Bars, horizon: int, target: Target = "return", loops: Loops = as_written) -> "array[float]":
    """The close `horizon` bars ahead of each row, NaN in the last `horizon` rows.

    `return` is later close / close - 1 on split-adjusted prices; `price` is the later close in the
    row's own price units, so that a split between the two leaves no trace; `direction` is 1 where the return is
    above 0 and 0 elsewhere.
    """
    close, found = typed("d", bars.adjusted(loops)["close"]), array("d", [nan]) * len(bars)
    if target == "price":
        loops(later_price)(close, bars.scale(loops), horizon, found)
    else:
        loops(later_return if target == "return" else later_rise)(close, horizon, found)
    return found


def later_price(close: Sequence[float], scale: Sequence[float], horizon: int, found: MutableSequence[float]) -> None:
    """The adjusted close so many rows ahead in the units of each row, where there is one."""
    for t in range(len(close) - horizon):
        found[t] = close[t + horizon] / scale[t]


def later_return(close: Sequence[float], horizon: int, found: MutableSequence[float]) -> None:
    """What is earned from each close to the one so many rows ahead, where there is one."""
    for t in range(len(close) - horizon):
        found[t] = close[t + horizon] / close[t] - 1.0


def later_rise(close: Sequence[float], horizon: int, found: MutableSequence[float]) -> None:
    """1 where something is earned until then, else 0."""
    for t in range(len(close) - horizon):
        found[t] = 1.0 if close[t + horizon] / close[t] - 1.0 > 0.0 else 0.0


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

"""Feature columns from TA-Lib, in one batch from the first bar."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import talib
import talib.abstract
from numpy.typing import NDArray

from tradecore.bars import Bars
from tradecore.errors import InvalidValue, UnknownName
from tradecore.features import Feature
from tradecore.table import Column
from tradecore_talib.studies import STUDIES, Argument, Study

Numbers = NDArray[np.float64]


class TalibFeatures:
    """The feature set `talib`: `talib.rsi(14)`, `talib.macd(12,26,9)`; every argument is given."""

    def names(self) -> Sequence[str]:
        """What can be asked for, sorted."""
        return sorted(STUDIES)

    def compute(self, bars: Bars, feature: Feature) -> Column:
        """One float a bar; prices in the row's own raw units. See `tradecore.ports.feature_set`."""
        study, arguments = resolve(feature)
        adjusted = bars.adjusted()
        inputs: list[Any] = [np.asarray(adjusted[name], dtype=np.float64) for name in study.inputs]
        if not len(bars):
            return inputs[0]
        outputs: Any = getattr(talib, study.function)(*inputs, **arguments)
        values: Any = outputs[study.output] if isinstance(outputs, (tuple, list)) else outputs
        return values / np.asarray(bars.scale()) if study.degree and adjusted is not bars else values

    def warmup(self, feature: Feature) -> int:
        """TA-Lib's lookback; Wilder's and exponential averages carry earlier bars on for ever."""
        study, arguments = resolve(feature)
        abstract: Any = talib.abstract
        function = abstract.Function(study.function)
        function.set_parameters(arguments)
        return int(function.lookback)


def resolve(feature: Feature) -> tuple[Study, dict[str, float]]:
    """The study and its checked arguments by TA-Lib's names."""
    if feature.name not in STUDIES:
        raise UnknownName("talib feature", feature.name, STUDIES)
    study = STUDIES[feature.name]
    if len(feature.args) != len(study.arguments):
        raise InvalidValue("feature", str(feature), usage(feature.name, study))
    given: dict[str, float] = {}
    for text, argument in zip(feature.args, study.arguments, strict=True):
        given[argument.name] = number(text, argument, feature, study)
    if given.get("fastperiod", 0) >= given.get("slowperiod", 1):
        raise InvalidValue("feature", str(feature), "a fastperiod below the slowperiod")
    return study, {**given, **study.fixed}


def number(text: str, argument: Argument, feature: Feature, study: Study) -> float:
    """The argument as the type TA-Lib wants, within its bounds."""
    try:
        value = int(text) if argument.whole else float(text)
    except ValueError:
        raise InvalidValue("feature", str(feature), usage(feature.name, study)) from None
    if not argument.low <= value <= argument.high:
        raise InvalidValue("feature", str(feature), usage(feature.name, study))
    return value


def usage(name: str, study: Study) -> str:
    """`rsi(timeperiod)` and the bounds in words."""
    names = ", ".join(a.name for a in study.arguments)
    bounds = "; ".join(
        f"{a.name} a {'whole ' if a.whole else ''}number from {a.low:g} to {a.high:g}" for a in study.arguments
    )
    return f"talib.{name}({names})" + (f", {bounds}" if bounds else "") if names else f"talib.{name}"

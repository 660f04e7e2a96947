"""The feature set `core`: what strategies and models can ask for without any library."""

from array import array
from collections.abc import Callable, Sequence
from math import nan
from typing import NamedTuple

from tradecore import indicators
from tradecore.bars import DAY, Bars
from tradecore.errors import InvalidValue, UnknownName
from tradecore.features import Feature
from tradecore.table import Column

Windows = tuple[int, ...]


class Recipe(NamedTuple):
    """How one feature is computed on adjusted bars.

    `windows` names its arguments, each at least `fewest`; `priced` values are divided by the row's
    scale, which puts them back into the row's own price units.
    """

    compute: Callable[[Bars, Windows], Column]
    windows: tuple[str, ...] = ()
    warmup: Callable[[Windows], int] = lambda _: 0
    priced: bool = False
    fewest: int = 1


class CoreFeatures:
    """Registered as `core`, which needs no prefix: `sma(20)`, `change(1)`, `close`."""

    def names(self) -> Sequence[str]:
        """What can be asked for, sorted."""
        return sorted([*RAW, *RECIPES])

    def compute(self, bars: Bars, feature: Feature) -> Column:
        """One float a bar, prices in the row's own raw units; see `tradecore.ports.feature_set`."""
        if feature.name in RAW:
            feature.integers()
            return column(bars, feature.name)
        recipe, windows = resolve(feature)
        values = recipe.compute(bars.adjusted(), windows)
        if not recipe.priced:
            return values
        return array("d", (v / s for v, s in zip(values, bars.scale(), strict=True)))

    def warmup(self, feature: Feature) -> int:
        """Bars before the first value."""
        if feature.name in RAW:
            return 0
        recipe, windows = resolve(feature)
        return recipe.warmup(windows)


def resolve(feature: Feature) -> tuple[Recipe, Windows]:
    """The recipe and its checked arguments."""
    if feature.name not in RECIPES:
        raise UnknownName("feature", feature.name, [*RAW, *RECIPES])
    recipe = RECIPES[feature.name]
    windows = feature.integers(*recipe.windows)
    if any(w < recipe.fewest for w in windows):
        raise InvalidValue("feature", str(feature), f"windows of {recipe.fewest} bars or more")
    return recipe, windows


def column(bars: Bars, name: str) -> "array[float]":
    """A column as plain floats."""
    return array("d", bars[name])


def empty(bars: Bars) -> "array[float]":
    """A column to be filled."""
    return array("d", [nan]) * len(bars)


def ratio(above: Sequence[float], below: Sequence[float]) -> "array[float]":
    """Quotients, NaN where `below` is 0."""
    return array("d", (a / b if b != 0.0 else nan for a, b in zip(above, below, strict=True)))


def change(bars: Bars, windows: Windows) -> Column:
    """Simple return of the close over n bars."""
    out = empty(bars)
    indicators.change(column(bars, "close"), windows[0], out)
    return out


def sma(bars: Bars, windows: Windows) -> Column:
    """Mean of the last n closes."""
    out = empty(bars)
    indicators.sma(column(bars, "close"), windows[0], out)
    return out


def atr(bars: Bars, windows: Windows) -> Column:
    """Average true range over n bars, Wilder's smoothing."""
    out = empty(bars)
    indicators.atr(column(bars, "high"), column(bars, "low"), column(bars, "close"), windows[0], out)
    return out


def volatility(bars: Bars, windows: Windows) -> "array[float]":
    """Sample standard deviation of the last n one-bar returns, per bar (not annualised)."""
    returns, out = empty(bars), empty(bars)
    indicators.change(column(bars, "close"), 1, returns)
    indicators.deviation(returns, windows[0], out)
    return out


def volatility_ratio(bars: Bars, windows: Windows) -> Column:
    """volatility(n) / volatility(m); NaN where the latter is 0."""
    return ratio(volatility(bars, windows[:1]), volatility(bars, windows[1:]))


def position_in_range(bars: Bars, windows: Windows) -> Column:
    """Where the close lies between the lowest low (0) and the highest high (1) of n bars; 0.5 in a flat range."""
    top, bottom, out = empty(bars), empty(bars), empty(bars)
    indicators.highest(column(bars, "high"), windows[0], top)
    indicators.lowest(column(bars, "low"), windows[0], bottom)
    close = column(bars, "close")
    for t in range(windows[0] - 1, len(bars)):
        width = top[t] - bottom[t]
        out[t] = (close[t] - bottom[t]) / width if width > 0.0 else 0.5
    return out


def volume_ratio(bars: Bars, windows: Windows) -> Column:
    """Volume / its mean over n bars, the bar itself included; NaN where nothing traded."""
    volume, out = column(bars, "volume"), empty(bars)
    indicators.sma(volume, windows[0], out)
    return ratio(volume, out)


def bar_of_session(bars: Bars, _: Windows) -> Column:
    """How many bars of its session came before: 0 for the first."""
    out = empty(bars)
    indicators.since_change(bars["session"], out)
    return out


def weekday(bars: Bars, _: Windows) -> Column:
    """Day of the week of the session, Monday 0 (1970-01-01 was a Thursday)."""
    return array("d", ((day + 3) % 7 for day in bars["session"]))


def hour(bars: Bars, _: Windows) -> Column:
    """Hours since midnight UTC at the bar's opening, with its fraction."""
    return array("d", ((t % DAY) / (DAY / 24) for t in bars.time))


def before_full(windows: Windows) -> int:
    """Bars before a window that includes the bar itself is full."""
    return windows[0] - 1


RAW = ("open", "high", "low", "close", "volume")
RECIPES = {
    "change": Recipe(change, ("n",), max),
    "sma": Recipe(sma, ("n",), before_full, priced=True),
    "atr": Recipe(atr, ("n",), max, priced=True),
    "volatility": Recipe(volatility, ("n",), max, fewest=2),
    "volatility_ratio": Recipe(volatility_ratio, ("n", "m"), max, fewest=2),
    "position_in_range": Recipe(position_in_range, ("n",), before_full),
    "volume_ratio": Recipe(volume_ratio, ("n",), before_full),
    "bar_of_session": Recipe(bar_of_session),
    "weekday": Recipe(weekday),
    "hour": Recipe(hour),
}

"""The feature set `core`: what strategies and models can ask for without any library."""

from array import array
from collections.abc import Callable, Sequence
from copy import copy
from math import nan
from typing import NamedTuple

from tradecore import indicators
from tradecore.bars import DAY, HOUR, Bars
from tradecore.columns import typed
from tradecore.errors import InvalidValue, UnknownName
from tradecore.features import Feature
from tradecore.loops import Loops, as_written
from tradecore.table import Column

Windows = tuple[int, ...]


class Recipe(NamedTuple):
    """How one feature is computed on adjusted bars.

    `windows` names its arguments, each at least `fewest`; `priced` values are divided by the row's
    scale, which puts them back into the row's own price units.
    """

    compute: Callable[[Bars, Windows, Loops], Column]
    windows: tuple[str, ...] = ()
    warmup: Callable[[Windows], int] = lambda _: 0
    priced: bool = False
    fewest: int = 1


class CoreFeatures:
    """Registered as `core`, which needs no prefix: `sma(20)`, `change(1)`, `close`."""

    def __init__(self, loops: Loops = as_written) -> None:
        self.loops = loops
        # Many features are asked of the same bars, one after the other.
        self._adjusted: tuple[Bars, Bars] | None = None

    def with_loops(self, loops: Loops) -> "CoreFeatures":
        """The same features, whose loops run as `loops` makes them."""
        quick = copy(self)
        quick.loops = loops
        return quick

    def names(self) -> Sequence[str]:
        """What can be asked for, sorted."""
        return sorted([*RAW, *RECIPES])

    def compute(self, bars: Bars, feature: Feature) -> Column:
        """One float a bar, prices in the row's own raw units; see `tradecore.ports.feature_set`."""
        if feature.name in RAW:
            feature.integers()
            return column(bars, feature.name)
        recipe, windows = resolve(feature)
        adjusted = self.adjusted(bars)
        values = recipe.compute(adjusted, windows, self.loops)
        if not recipe.priced or adjusted is bars:
            return values
        out = empty(bars)
        self.loops(indicators.ratio)(values, bars.scale(self.loops), out)
        return out

    def adjusted(self, bars: Bars) -> Bars:
        """The bars without the traces of splits."""
        if self._adjusted is None or self._adjusted[0] is not bars:
            self._adjusted = bars, bars.adjusted(self.loops)
        return self._adjusted[1]

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
    """A column as plain floats, to be read only."""
    return typed("d", bars[name])


def empty(bars: Bars) -> "array[float]":
    """A column to be filled."""
    return array("d", [nan]) * len(bars)


def change(bars: Bars, windows: Windows, loops: Loops) -> Column:
    """Simple return of the close over n bars."""
    out = empty(bars)
    loops(indicators.change)(column(bars, "close"), windows[0], out)
    return out


def sma(bars: Bars, windows: Windows, loops: Loops) -> Column:
    """Mean of the last n closes."""
    out = empty(bars)
    loops(indicators.sma)(column(bars, "close"), windows[0], out)
    return out


def atr(bars: Bars, windows: Windows, loops: Loops) -> Column:
    """Average true range over n bars, Wilder's smoothing."""
    out = empty(bars)
    loops(indicators.atr)(column(bars, "high"), column(bars, "low"), column(bars, "close"), windows[0], out)
    return out


def volatility(bars: Bars, windows: Windows, loops: Loops) -> "array[float]":
    """Sample standard deviation of the last n one-bar returns, per bar (not annualised)."""
    returns, out = empty(bars), empty(bars)
    loops(indicators.change)(column(bars, "close"), 1, returns)
    loops(indicators.deviation)(returns, windows[0], out)
    return out


def volatility_ratio(bars: Bars, windows: Windows, loops: Loops) -> Column:
    """volatility(n) / volatility(m); NaN where the latter is 0."""
    above, below = (volatility(bars, (window,), loops) for window in windows)
    out = empty(bars)
    loops(indicators.ratio)(above, below, out)
    return out


def position_in_range(bars: Bars, windows: Windows, loops: Loops) -> Column:
    """Where the close lies between the lowest low (0) and the highest high (1) of n bars; 0.5 in a flat range."""
    top, bottom, out = empty(bars), empty(bars), empty(bars)
    loops(indicators.highest)(column(bars, "high"), windows[0], top)
    loops(indicators.lowest)(column(bars, "low"), windows[0], bottom)
    loops(indicators.position)(column(bars, "close"), bottom, top, out)
    return out


def volume_ratio(bars: Bars, windows: Windows, loops: Loops) -> Column:
    """Volume / its mean over n bars, the bar itself included; NaN where nothing traded."""
    volume, average, out = column(bars, "volume"), empty(bars), empty(bars)
    loops(indicators.sma)(volume, windows[0], average)
    loops(indicators.ratio)(volume, average, out)
    return out


def bar_of_session(bars: Bars, _: Windows, loops: Loops) -> Column:
    """How many bars of its session came before: 0 for the first."""
    out = empty(bars)
    loops(indicators.since_change)(typed("q", bars["session"]), out)
    return out


def weekday(bars: Bars, _: Windows, loops: Loops) -> Column:
    """Day of the week of the session, Monday 0 (1970-01-01 was a Thursday)."""
    out = empty(bars)
    loops(indicators.turn)(typed("q", bars["session"]), 3, 7, 1, out)
    return out


def hour(bars: Bars, _: Windows, loops: Loops) -> Column:
    """Hours since midnight UTC at the bar's opening, with its fraction."""
    out = empty(bars)
    loops(indicators.turn)(typed("q", bars.time), 0, DAY, HOUR, out)
    return out


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

"""Features that know the future, and honest ones that look alike. Half of what the leak check is tried on."""

from array import array
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import nan

from tradecore.bars import Bars
from tradecore.core_features import CoreFeatures
from tradecore.errors import UnknownName
from tradecore.features import Feature
from tradecore.table import Column

Values = list[float]


def closes(bars: Bars) -> Values:
    """The closes as plain floats."""
    return [float(v) for v in bars["close"]]


def centred_average(bars: Bars) -> Values:
    """Mean of two bars before, the bar itself, and two after."""
    close = closes(bars)
    windows = [close[max(0, t - 2) : t + 3] for t in range(len(close))]
    return [sum(w) / len(w) for w in windows]


def next_change(bars: Bars) -> Values:
    """shift(-1) of the return: the classic."""
    close = closes(bars)
    return [b / a - 1 for a, b in pairwise(close)] + [nan] * bool(close)


def global_score(bars: Bars) -> Values:
    """(close - mean of the file) / deviation of the file."""
    close = closes(bars)
    mean = sum(close) / len(close)
    deviation = (sum((c - mean) ** 2 for c in close) / len(close)) ** 0.5
    return [(c - mean) / deviation if deviation else nan for c in close]


def coming_high(bars: Bars) -> Values:
    """Highest high of the next five bars."""
    high = [float(v) for v in bars["high"]]
    return [max(high[t + 1 : t + 6], default=nan) for t in range(len(high))]


def session_close(bars: Bars) -> Values:
    """The session's last close, written into its every bar."""
    last = {day: float(close) for day, close in zip(bars["session"], bars["close"], strict=True)}
    return [last[day] for day in bars["session"]]


def filled_backwards(bars: Bars) -> Values:
    """A five-bar average whose missing first values are filled from behind."""
    values = list(CoreFeatures().compute(bars, Feature("sma", ("5",))))
    first = next((v for v in values if v == v), nan)
    return [v if v == v else first for v in values]


def whole_rank(bars: Bars) -> Values:
    """Rank of the volume among all bars of the file, 0 to 1."""
    volume = [float(v) for v in bars["volume"]]
    ordered = sorted(volume)
    return [ordered.index(v) / len(ordered) for v in volume]


def smoothed_both_ways(bars: Bars) -> Values:
    """An exponential average run forwards, then backwards."""
    forwards = exponential(closes(bars))
    return exponential(forwards[::-1])[::-1]


def back_adjusted(bars: Bars) -> Values:
    """Closes in the share units of the last bar: every later split changes them all."""
    scale = list(bars.scale())
    return [close * s / scale[-1] for close, s in zip(closes(bars), scale, strict=True)]


def coarse_close(bars: Bars) -> Values:
    """The close of the four-bar bar that a bar lies in, written into its every bar, as a join by its start does."""
    close = closes(bars)
    return [close[min(t - t % 4 + 3, len(close) - 1)] for t in range(len(close))]


def interpolated(bars: Bars) -> Values:
    """A line drawn from each tenth close to the next."""
    close = closes(bars)
    found: Values = []
    for t in range(len(close)):
        first, last = t - t % 10, min(t - t % 10 + 10, len(close) - 1)
        part = (t - first) / (last - first) if last > first else 0.0
        found.append(close[first] + part * (close[last] - close[first]))
    return found


def wrapped_round(bars: Bars) -> Values:
    """The close of three bars before by rolling: the first three are those of the file's end."""
    close = closes(bars)
    return close[-3:] + close[:-3]


def exponential(values: Values) -> Values:
    """Three tenths of the new, seven of the old."""
    smooth: Values = []
    for value in values:
        smooth.append(value if not smooth else 0.3 * value + 0.7 * smooth[-1])
    return smooth


def trailing_average(bars: Bars) -> Values:
    """The honest twin of the centred average."""
    close = closes(bars)
    return [sum(close[max(0, t - 4) : t + 1]) / len(close[max(0, t - 4) : t + 1]) for t in range(len(close))]


def last_change(bars: Bars) -> Values:
    """The honest twin of shift(-1)."""
    close = closes(bars)
    return [nan] * bool(close) + [b / a - 1 for a, b in pairwise(close)]


def running_score(bars: Bars) -> Values:
    """The close scored by all closes so far."""
    scores: Values = []
    close = closes(bars)
    for t in range(len(close)):
        seen = close[: t + 1]
        mean = sum(seen) / len(seen)
        deviation = (sum((c - mean) ** 2 for c in seen) / len(seen)) ** 0.5
        scores.append((close[t] - mean) / deviation if deviation else nan)
    return scores


def past_high(bars: Bars) -> Values:
    """Highest high of the five bars before."""
    high = [float(v) for v in bars["high"]]
    return [max(high[max(0, t - 5) : t], default=nan) for t in range(len(high))]


def close_of_session_before(bars: Bars) -> Values:
    """The last close of the session before."""
    days, close, before = bars["session"], closes(bars), nan
    values: Values = []
    for t in range(len(close)):
        if t and days[t] != days[t - 1]:
            before = close[t - 1]
        values.append(before)
    return values


def filled_forwards(bars: Bars) -> Values:
    """The last close of a Monday, carried on."""
    held = nan
    values: Values = []
    for day, close in zip(bars["session"], closes(bars), strict=True):
        held = close if (day + 3) % 7 == 0 else held
        values.append(held)
    return values


def rank_so_far(bars: Bars) -> Values:
    """Rank of the volume among the bars so far."""
    volume = [float(v) for v in bars["volume"]]
    return [sorted(volume[: t + 1]).index(volume[t]) / (t + 1) for t in range(len(volume))]


def smoothed_forwards(bars: Bars) -> Values:
    """The exponential average alone."""
    return exponential(closes(bars))


LEAKY: dict[str, Callable[[Bars], Values]] = {
    f.__name__: f
    for f in (
        centred_average,
        next_change,
        global_score,
        coming_high,
        session_close,
        filled_backwards,
        whole_rank,
        smoothed_both_ways,
        back_adjusted,
        coarse_close,
        interpolated,
        wrapped_round,
    )
}
HONEST: dict[str, Callable[[Bars], Values]] = {
    f.__name__: f
    for f in (
        trailing_average,
        last_change,
        running_score,
        past_high,
        close_of_session_before,
        filled_forwards,
        rank_so_far,
        smoothed_forwards,
    )
}


class Suspects:
    """The feature set `suspect` with all of them."""

    def names(self) -> Sequence[str]:
        """Leaky and honest."""
        return sorted(LEAKY | HONEST)

    def compute(self, bars: Bars, feature: Feature) -> Column:
        """As the function of that name says."""
        known = LEAKY | HONEST
        if feature.name not in known:
            raise UnknownName("feature", feature.name, known)
        return array("d", known[feature.name](bars) if len(bars) else [])

    def warmup(self, feature: Feature) -> int:  # noqa: ARG002
        """Five bars for all of them."""
        return 5

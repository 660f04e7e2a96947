"""What a picture or a page of a training shows, all in returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from tradecore.distribution import mean
from tradecore.metrics.returns import deviation
from tradecore.table import Column, Table
from tradecore.views.text import day

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of similar prediction: mean of what was predicted and of what came, as returns.

    `error` is the standard error of `actual` with the rows thinned by the horizon, since labels of
    neighbouring rows overlap; None below two independent rows.
    """

    rows: int
    predicted: float
    actual: float
    error: float | None


class ForecastErrors(NamedTuple):
    """Mean absolute errors in returns over `rows` held-out rows.

    `noise` is the standard error of naive - model, the rows thinned by the horizon because their labels
    overlap; None below two independent rows.
    """

    model: float
    naive: float
    noise: float | None
    rows: int
    horizon: int


@dataclass(frozen=True, slots=True)
class TrainingView:
    """Predicted against actual returns on held-out rows.

    `time` (ns UTC), `predicted` and `actual` have one length. `model_error` and `naive_error` are the
    running means of absolute errors over the same rows, so that one sees when either led.
    """

    title: str
    horizon: int
    time: Column
    predicted: tuple[float, ...]
    actual: tuple[float, ...]
    bins: tuple[Bin, ...]
    model_error: tuple[float, ...]
    naive_error: tuple[float, ...]
    sentences: tuple[str, ...] = ()
    zone: str = "UTC"


def training_view(model: str, validation: Table, sentences: Sequence[str] = (), zone: str = "UTC") -> TrainingView:
    """The view of a training's held-out rows; `validation` has the columns of its schema, sorted by time.

    Prices become returns against the naive forecast, which is the price of the moment.
    """
    predicted, actual = returns_of(validation, "prediction"), returns_of(validation, "actual")
    horizon = int(validation["horizon"][0]) if len(validation) else 0
    return TrainingView(
        title=_title(model, validation, horizon, zone),
        horizon=horizon,
        time=validation.time,
        predicted=tuple(predicted),
        actual=tuple(actual),
        bins=calibration(predicted, actual, horizon),
        model_error=_running_mean([abs(p - a) for p, a in zip(predicted, actual, strict=True)]),
        naive_error=_running_mean([abs(a) for a in actual]),
        sentences=tuple(sentences),
        zone=zone,
    )


def returns_of(validation: Table, column: str) -> list[float]:
    """A column of a validation table as returns, whatever its unit."""
    rows = zip(validation[column], validation["naive"], validation["unit"], strict=True)
    return [float(value) if unit == "return" else value / naive - 1.0 for value, naive, unit in rows]


def calibration(predicted: Sequence[float], actual: Sequence[float], horizon: int, bins: int = BINS) -> tuple[Bin, ...]:
    """Up to `bins` groups of equal size by predicted value, ascending; fewer when there are fewer rows."""
    order = sorted(range(len(predicted)), key=lambda i: (predicted[i], i))
    groups = min(bins, len(order))
    cuts = [len(order) * k // groups for k in range(groups + 1)] if groups else [0]
    return tuple(
        _bin([predicted[i] for i in order[a:b]], [actual[i] for i in order[a:b]], horizon) for a, b in pairwise(cuts)
    )


def _bin(predicted: Sequence[float], actual: Sequence[float], horizon: int) -> Bin:
    independent = len(actual) // max(horizon, 1)
    spread = deviation(actual)
    error = None if spread is None or independent < 2 else spread / sqrt(independent)  # noqa: PLR2004
    return Bin(len(actual), mean(predicted), mean(actual), error)


def _running_mean(values: Sequence[float]) -> tuple[float, ...]:
    result: list[float] = []
    total = 0.0
    for count, value in enumerate(values, 1):
        total += value
        result.append(total / count)
    return tuple(result)


def forecast_errors(validation: Table) -> ForecastErrors:
    """Mean absolute errors of the model and of the naive forecast, in returns; of at least one row."""
    predicted, actual = returns_of(validation, "prediction"), returns_of(validation, "actual")
    model = [abs(p - a) for p, a in zip(predicted, actual, strict=True)]
    naive = [abs(a) for a in actual]
    horizon = int(validation["horizon"][0])
    spread = deviation([n - m for m, n in zip(model, naive, strict=True)])
    independent = len(actual) // max(horizon, 1)
    noise = None if spread is None or independent < 2 else spread / sqrt(independent)  # noqa: PLR2004
    return ForecastErrors(mean(model), mean(naive), noise, len(actual), horizon)


def _title(model: str, validation: Table, horizon: int, zone: str) -> str:
    if not len(validation):
        return f"{model}: no held-out rows"
    symbol, rows = validation["symbol"][0], len(validation)
    span = f"{day(validation.time[0], zone)} to {day(validation.time[-1], zone)}"
    return f"{model} on {symbol}, {horizon} bars ahead: {rows:,} held-out rows, {span}"

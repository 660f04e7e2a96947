"""What a picture or a page of a training shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from tradecore.distribution import mean
from tradecore.labels import Target, target_of
from tradecore.learning.bins import BINS, Bin, calibration
from tradecore.learning.importance import Importance
from tradecore.learning.months import Month, by_month
from tradecore.learning.outcomes import Outcomes
from tradecore.metrics.returns import deviation
from tradecore.table import Column, Table
from tradecore.views.text import day

__all__ = ["BINS", "Bin", "ForecastErrors", "TrainingView", "calibration", "forecast_errors", "training_view"]


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
    """Predictions beside what came on held-out rows: returns, or for a direction probabilities beside 1 and 0.

    `time` (ns UTC), `predicted` and `actual` have one length. `model_error` and `naive_error` are the
    running means of absolute errors in returns over the same rows, of log losses for a direction, so that one sees
    when either led.
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
    target: Target = "return"
    months: tuple[Month, ...] = ()
    importances: tuple[Importance, ...] = ()


def training_view(
    model: str,
    validation: Table,
    sentences: Sequence[str] = (),
    zone: str = "UTC",
    importances: Sequence[Importance] = (),
) -> TrainingView:
    """The view of a training's held-out rows; `validation` has the columns of its schema, sorted by time.

    Prices become returns against the naive forecast, which is the price of the moment.
    """
    held = outcomes_of(validation)
    horizon = int(validation["horizon"][0]) if len(validation) else 0
    predicted, actual = shown(held)
    return TrainingView(
        title=_title(model, validation, horizon, zone),
        horizon=horizon,
        time=validation.time,
        predicted=tuple(predicted),
        actual=tuple(actual),
        bins=calibration(predicted, actual, horizon),
        model_error=_running_mean(costs(held)),
        naive_error=_running_mean(held.naive_losses() if held.target == "direction" else [abs(a) for a in actual]),
        sentences=tuple(sentences),
        zone=zone,
        target=held.target,
        months=by_month(held),
        importances=tuple(importances),
    )


def outcomes_of(validation: Table) -> Outcomes:
    """The rows of a table with the columns of the schema `validation`."""
    target: Target = target_of(validation["unit"][0]) if len(validation) else "return"
    columns = (validation[name] for name in ("available", "prediction", "actual", "naive", "moved"))
    return Outcomes(target, *columns)


def shown(held: Outcomes) -> tuple[Sequence[float], Sequence[float]]:
    """Predicted and actual as returns; of a direction the probability of a rise, and 1 or 0."""
    return (held.predicted, held.actual) if held.target == "direction" else (held.expected(), held.moved)


def costs(held: Outcomes) -> list[float]:
    """Each row's absolute error in returns; of a direction its log loss."""
    if held.target == "direction":
        return held.losses()
    return [abs(p - a) for p, a in zip(held.expected(), held.moved, strict=True)]


def forecast_errors(held: Outcomes, horizon: int) -> ForecastErrors:
    """Mean absolute errors of the model and of the naive forecast, in returns; of at least one row."""
    model, naive = costs(held), [abs(a) for a in held.moved]
    spread = deviation([n - m for m, n in zip(model, naive, strict=True)])
    independent = len(model) // max(horizon, 1)
    noise = None if spread is None or independent < 2 else spread / sqrt(independent)  # noqa: PLR2004
    return ForecastErrors(mean(model), mean(naive), noise, len(model), horizon)


def _running_mean(values: Sequence[float]) -> tuple[float, ...]:
    result: list[float] = []
    total = 0.0
    for count, value in enumerate(values, 1):
        total += value
        result.append(total / count)
    return tuple(result)


def _title(model: str, validation: Table, horizon: int, zone: str) -> str:
    if not len(validation):
        return f"{model}: no held-out rows"
    symbol, rows = validation["symbol"][0], len(validation)
    span = f"{day(validation.time[0], zone)} to {day(validation.time[-1], zone)}"
    return f"{model} on {symbol}, {horizon} bars ahead: {rows:,} held-out rows, {span}"

"""Predicting bars with a stored model, so that the file can prove later whose it is."""

from collections.abc import Sequence
from math import isfinite

from tradecore.bars import Bars
from tradecore.contracts.predict import PredictRequest, PredictResult
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InSample, ModelError
from tradecore.instants import format_instant
from tradecore.labels import labels, naive, target_of
from tradecore.learning.judge import Metrics, judge
from tradecore.learning.outcomes import Outcomes
from tradecore.table import Table
from tradecore.usecases.bars import concerns, load_bars
from tradecore.usecases.predicting import (
    Predicted,
    manifest_of,
    open_model,
    predict_bars,
    standing_of,
    stranger,
)
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.predict import predict_report


def run(request: PredictRequest, tools: Tools) -> PredictResult:
    """Predicts every bar with complete features; writes predictions.csv, its manifest predictions.json and report.html.

    Bars that overlap the model's training interval are left out, or marked when `in_sample` asks for
    them. Raises UntrustedModel or ModelError for a model that is not what its record says, InvalidValue for bars of
    another step, InSample when nothing else is left.
    """
    opened = open_model(request.model, request.model_sha256, tools)
    record = opened.record
    tools.progress.step("reading bars")
    loaded = load_bars(request.bars, tools.catalog)
    bars, found = loaded.bars, predict_bars(opened, loaded, tools, in_sample=request.in_sample)
    if not found.places:
        raise nothing_left(record, bars, found.complete)
    predictions, rows = found.table, found.places
    tools.progress.step("writing results")
    tools.artifacts.table("predictions.csv", predictions)
    tools.artifacts.record("predictions.json", manifest_of(record, bars, loaded.fingerprint, predictions))
    known = outcomes(record, bars, rows, predictions)
    metrics = judge(known)
    result = PredictResult(
        model=record.name,
        rows=len(rows),
        start=format_instant(bars.time[rows[0]]),
        end=format_instant(bars["available"][rows[-1]]),
        metrics=metrics,
        sentences=(
            *standing_of(record.name, tools),
            *told(record, bars.symbol, found, metrics),
            *concerns([loaded]),
        ),
    )
    if request.report.html:
        write_report(predict_report(request, result, record, predictions, known), tools)
    return result


def outcomes(record: ModelRecord, bars: Bars, rows: Sequence[int], predictions: Table) -> Outcomes:
    """The rows whose outcome is known and that the model has not seen."""
    target = target_of(record.unit)
    actual, moved = labels(bars, record.horizon, target), labels(bars, record.horizon)
    still = naive(bars, target, 0.5 if record.base_rate is None else record.base_rate)
    known = [k for k, t in enumerate(rows) if isfinite(actual[t]) and not predictions["in_sample"][k]]
    places = [rows[k] for k in known]
    return Outcomes(
        target,
        [bars["available"][t] for t in places],
        [predictions["prediction"][k] for k in known],
        [actual[t] for t in places],
        [still[t] for t in places],
        [moved[t] for t in places],
    )


def told(record: ModelRecord, symbol: str, found: Predicted, metrics: Metrics) -> tuple[str, ...]:
    """What to read first of predictions."""
    lines: list[str] = []
    marked, left_out = sum(found.table["in_sample"]), len(found.complete) - len(found.places)
    if marked:
        lines.append(f"IN SAMPLE: {marked:,} of the rows lie inside the training interval and are marked so.")
    if left_out:
        lines.append(
            f"{left_out:,} bars between {record.train_start} and {record.label_end} were left out: "
            "the model was trained on them."
        )
    if stranger(record, symbol):
        lines.append(stranger(record, symbol))
    skill, n = metrics["skill"], metrics["n"]
    if skill is not None:
        better = "better" if skill > 0 else "worse"
        lines.append(
            f"On {n:,} unseen bars with a known outcome its mean absolute error is {abs(skill):.2%} {better} "
            "than that of forecasting no change."
        )
    gain, area = metrics["log_loss_skill"], metrics["auc"]
    if gain is not None and area is not None:
        better = "better" if gain > 0 else "worse"
        lines.append(
            f"On {n:,} unseen bars with a known outcome its AUC is {area:.3f}, where a coin has 0.5, and its log loss "
            f"{abs(gain):.2%} {better} than that of always saying the share of rises in training."
        )
    return tuple(lines)


def nothing_left(record: ModelRecord, bars: Bars, complete: Sequence[int]) -> InSample | ModelError:
    """Why no bar can be predicted."""
    if complete:
        return InSample(
            f"All {len(complete):,} bars that could be predicted lie between {record.train_start} and "
            f"{record.label_end}, where model {record.name} was trained. Take later bars, or ask for in-sample "
            "predictions, which are marked."
        )
    return ModelError(
        f"No bar of {len(bars):,} has all features of model {record.name}: "
        "they need a longer history than these bars give."
    )

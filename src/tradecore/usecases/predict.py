"""Predicting bars with a stored model, so that the file can prove later whose it is."""

from array import array
from collections.abc import Sequence
from math import isfinite

from tradecore.bars import Bars
from tradecore.contracts.predict import PredictionsManifest, PredictRequest, PredictResult
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InSample, InvalidValue, ModelError
from tradecore.feature_table import compute_all
from tradecore.features import Feature, parse_feature
from tradecore.instants import format_instant, parse_instant
from tradecore.labels import labels, naive, target_of
from tradecore.learning.judge import Metrics, judge
from tradecore.learning.outcomes import Outcomes
from tradecore.prediction_rows import joined_digests, row_digests
from tradecore.predictions import overlaps
from tradecore.promotion import override_of
from tradecore.steps import format_step
from tradecore.table import Column, Table
from tradecore.usecases.bars import load_bars
from tradecore.usecases.examples import complete_rows
from tradecore.usecases.records import features_fingerprint
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.predict import predict_report


def run(request: PredictRequest, tools: Tools) -> PredictResult:
    """Predicts every bar with complete features; writes predictions.csv, its manifest predictions.json and report.html.

    Bars that overlap the model's training interval are left out, or marked when `in_sample` asks for
    them. Raises UntrustedModel or ModelError for a model that is not what its record says, InvalidValue for bars of
    another step, InSample when nothing else is left.
    """
    record = tools.models.record(request.model)
    features = features_of(record)
    model = tools.catalog.learner(record.learner).from_bytes(tools.models.content(request.model))
    tools.progress.step("reading bars")
    loaded = load_bars(request.bars, tools.catalog)
    bars = loaded.bars
    check_step(record, bars)
    tools.progress.step("computing features")
    table = loaded.behind(compute_all(loaded.history, features, tools.catalog))
    inside = overlaps(bars, parse_instant(record.train_start), parse_instant(record.label_end))
    complete = complete_rows(table)
    rows = complete if request.in_sample else [t for t in complete if not inside[t]]
    if not rows:
        raise nothing_left(record, bars, complete)
    tools.progress.step(f"predicting {len(rows):,} bars")
    predictions = predictions_table(record, bars, rows, model.predict(table.take(rows)), inside)
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
        sentences=(*standing_of(record.name, tools), *told(record, bars, rows, inside, len(complete), metrics)),
    )
    if request.report.html:
        write_report(predict_report(request, result, record, predictions, known), tools)
    return result


def features_of(record: ModelRecord) -> tuple[Feature, ...]:
    """The features in their order; raises ModelError when the record's list is not the one it was made with."""
    features = tuple(parse_feature(text) for text in record.features)
    if features_fingerprint(map(str, features)) != record.features_fingerprint:
        raise ModelError(f"The record of model {record.name} lists other features than it was trained on: train again.")
    return features


def check_step(record: ModelRecord, bars: Bars) -> None:
    """Raises InvalidValue unless the bars are as long as those of the training."""
    step = format_step(bars.step)
    if step != record.step:
        raise InvalidValue("bars.step", step, f"{record.step}, which model {record.name} was trained on")


def predictions_table(
    record: ModelRecord, bars: Bars, rows: Sequence[int], predicted: Column, inside: Sequence[bool]
) -> Table:
    """The rows as the schema `predictions` has them."""
    count = len(rows)
    return Table(
        array("q", (bars.time[t] for t in rows)),
        {
            "available": array("q", (bars["available"][t] for t in rows)),
            "symbol": [bars.symbol] * count,
            "prediction": array("d", predicted),
            "unit": [record.unit] * count,
            "sigma": array("d", [record.sigma]) * count,
            "horizon": [record.horizon] * count,
            "model": [record.name] * count,
            "train_end": array("q", [parse_instant(record.label_end)]) * count,
            "in_sample": array("q", (int(inside[t]) for t in rows)),
        },
    )


def manifest_of(record: ModelRecord, bars: Bars, fingerprint: str, predictions: Table) -> PredictionsManifest:
    """What makes the file known again."""
    return PredictionsManifest(
        model=record.name,
        model_sha256=record.sha256,
        data_sha256=fingerprint,
        symbol=bars.symbol,
        step=record.step,
        unit=record.unit,
        horizon=record.horizon,
        sigma=record.sigma,
        train_start=record.train_start,
        label_end=record.label_end,
        rows=len(predictions),
        digests=joined_digests(row_digests(predictions)),
    )


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


def standing_of(name: str, tools: Tools) -> tuple[str, ...]:
    """What has to be said of a model wherever it appears."""
    sentence = override_of(name, tools.models.standing(name))
    return (sentence,) if sentence else ()


def told(
    record: ModelRecord, bars: Bars, rows: Sequence[int], inside: Sequence[bool], complete: int, metrics: Metrics
) -> tuple[str, ...]:
    """What to read first of predictions."""
    lines: list[str] = []
    marked = sum(inside[t] for t in rows)
    if marked:
        lines.append(f"IN SAMPLE: {marked:,} of the rows lie inside the training interval and are marked so.")
    if complete > len(rows):
        lines.append(
            f"{complete - len(rows):,} bars between {record.train_start} and {record.label_end} were left out: "
            "the model was trained on them."
        )
    if bars.symbol != record.symbol:
        lines.append(f"The model was trained on {record.symbol}, not on {bars.symbol}.")
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

"""Opening a model of the registry, and what it says of bars."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.bars import Bars
from tradecore.contracts.predict import PredictionsManifest
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue, ModelError
from tradecore.feature_table import compute_all
from tradecore.features import Feature, parse_feature
from tradecore.instants import parse_instant
from tradecore.ports.learner import FittedModel
from tradecore.prediction_rows import joined_digests, row_digests
from tradecore.predictions import overlaps
from tradecore.promotion import override_of
from tradecore.steps import format_step
from tradecore.table import Column, Table
from tradecore.usecases.bars import Loaded
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.examples import complete_rows
from tradecore.usecases.records import features_fingerprint
from tradecore.usecases.tools import Tools


@dataclass(frozen=True, slots=True)
class Opened:
    """A model with its record and the features that it asks for, in their order."""

    record: ModelRecord
    features: tuple[Feature, ...]
    model: FittedModel


@dataclass(frozen=True, slots=True)
class Predicted:
    """Predictions as the schema `predictions` has them, made at the bars `places`; `complete` could be predicted."""

    table: Table
    places: Sequence[int]
    complete: Sequence[int]


def open_model(name: str, sha256: str, tools: Tools) -> Opened:
    """The model of that name, its feature list and its file checked against the record.

    Raises UnknownName for a name that nobody has, ModelError when the record is another one than that of `sha256`
    (empty: whichever it is) or lists other features than it was trained on, and UntrustedModel for a file that is not
    the recorded one or that the learner did not write.
    """
    record = tools.models.record(name)
    if sha256 and record.sha256 != sha256:
        raise ModelError(
            f"Model {name} is not the one that the request was made with: the SHA-256 of its file was "
            f"{sha256[:12]}... and is {record.sha256[:12]}... now. Make a new request to use this one."
        )
    features = features_of(record)
    return Opened(record, features, tools.catalog.learner(record.learner).from_bytes(tools.models.content(name)))


def predict_bars(opened: Opened, loaded: Loaded, tools: Tools, *, in_sample: bool) -> Predicted:
    """Every bar with complete features; those of the training interval are left out, or marked when `in_sample`.

    Raises InvalidValue for bars of another step than the model was trained on. There may be no row.
    """
    record, bars = opened.record, loaded.bars
    check_step(record, bars)
    tools.progress.step("computing features")
    loops = choose_loops("auto", len(loaded.history), tools.catalog)
    table = loaded.behind(compute_all(loaded.history, opened.features, tools.catalog, loops))
    inside = overlaps(bars, parse_instant(record.train_start), parse_instant(record.label_end))
    complete = complete_rows(table)
    rows = complete if in_sample else [t for t in complete if not inside[t]]
    tools.progress.step(f"predicting {len(rows):,} bars")
    said: Column = opened.model.predict(table.take(rows)) if rows else array("d")
    return Predicted(predictions_table(record, bars, rows, said, inside), rows, complete)


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


def standing_of(name: str, tools: Tools) -> tuple[str, ...]:
    """What has to be said of a model wherever it appears; nothing of one that the registry does not have."""
    sentence = override_of(name, tools.models.standing(name)) if name in tools.models.names() else ""
    return (sentence,) if sentence else ()


def stranger(record: ModelRecord, symbol: str) -> str:
    """Says so when a model is used on something else than it was trained on."""
    return "" if symbol == record.symbol else f"The model was trained on {record.symbol}, not on {symbol}."

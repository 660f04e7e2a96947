"""Columns that a backtest is given, in files or by a model: predictions and signals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.predict import PredictionsSpec
from tradecore.errors import InSample, InvalidValue, ModelError, PredictionsMismatch
from tradecore.instants import format_instant
from tradecore.ports.catalog import Catalog
from tradecore.predictions import Joined, as_inputs, join
from tradecore.table import Column
from tradecore.usecases.bars import Loaded
from tradecore.usecases.predicting import Opened, manifest_of, open_model, predict_bars, standing_of, stranger
from tradecore.usecases.tools import Tools

# A run with predictions for fewer of its bars than this says so.
ENOUGH = 0.9


def given_columns(
    request: BacktestRequest, loaded: Sequence[Loaded], tools: Tools
) -> tuple[list[Mapping[str, Column]], bool, tuple[str, ...]]:
    """Each instrument's columns from the request's files or model, whether any is in sample, and what to warn of.

    Raises InSample for predictions on bars that their model was trained on, unless the request
    allows them, InvalidValue for predictions from both, and what reading and joining the files or opening the
    model raises.
    """
    bars = [one.bars for one in loaded]
    predicted = predictions_of(request, loaded, tools)
    signalled = joined_signals(request, bars, tools.catalog)
    refuse_in_sample(request, bars, predicted)
    given: list[Mapping[str, Column]] = []
    for place, one in enumerate(bars):
        columns: dict[str, Column] = {}
        if predicted:
            columns.update(as_inputs(predicted[place], one))
        if signalled:
            columns["signal"] = signalled[place].values
        given.append(columns)
    everything = (*predicted, *signalled)
    told = [warning for joined in everything for warning in joined.warnings]
    covered = [coverage(one, joined) for one, joined in zip(bars, predicted, strict=False)]
    standing = [line for joined in predicted for line in standing_of(joined.model, tools)]
    warnings = tuple(dict.fromkeys(warning for warning in (*standing, *covered, *told) if warning))
    return given, any(any(joined.in_sample) for joined in predicted), warnings


def predictions_of(request: BacktestRequest, loaded: Sequence[Loaded], tools: Tools) -> list[Joined]:
    """Predictions laid over each instrument's bars, from the request's file or its model; empty without either."""
    if request.model and request.predictions is not None:
        raise InvalidValue("model", request.model, f"one source of predictions, which {request.predictions.path} is")
    if not request.model:
        return joined_predictions(request, [one.bars for one in loaded], tools.catalog)
    opened = open_model(request.model, request.model_sha256, tools)
    return [said_by(opened, one, tools) for one in loaded]


def said_by(opened: Opened, loaded: Loaded, tools: Tools) -> Joined:
    """What a model says of one instrument's bars, laid over them as its file of predictions would be."""
    record, bars = opened.record, loaded.bars
    table = predict_bars(opened, loaded, tools, in_sample=True).table
    if not len(table):
        raise ModelError(
            f"No bar of {bars.symbol} has all features of model {record.name}: "
            "they need a longer history than these bars give."
        )
    manifest = manifest_of(record, bars, loaded.fingerprint, table)
    joined = join(bars, table, PredictionsSpec(f"model {record.name}"), manifest)
    return replace(joined, warnings=(*filter(None, [stranger(record, bars.symbol)]), *joined.warnings))


def coverage(bars: Bars, joined: Joined) -> str:
    """Says so when a good part of the run has no prediction: it cannot trade there, but its benchmark can."""
    known = [place for place, value in enumerate(joined.values) if isfinite(value)]
    if not known or len(known) >= ENOUGH * len(bars):
        return ""
    first, last = format_instant(bars.time[known[0]]), format_instant(bars.time[known[-1]])
    return (
        f"Predictions cover {len(known):,} of the {len(bars):,} bars of {bars.symbol}, from {first} to {last}; "
        f"nothing is entered outside them, while holding goes on. For a fair comparison run from --start {first}."
    )


def joined_predictions(request: BacktestRequest, bars: Sequence[Bars], catalog: Catalog) -> list[Joined]:
    """The request's predictions laid over each instrument's bars; empty without a file."""
    spec = request.predictions
    if spec is None:
        return []
    raw = catalog.prediction_source("csv").read(spec)
    symbols = [one.symbol for one in bars]
    joined = [join(one, raw.table, spec, raw.manifest, symbols=symbols) for one in bars]
    refuse_other_bars(request, joined, raw.manifest.data_sha256 if raw.manifest else "")
    return joined


def refuse_other_bars(request: BacktestRequest, joined: Sequence[Joined], data_sha256: str) -> None:
    """Says so when our own predictions were made from another version of the bars' file."""
    known = {spec.sha256 for spec in request.bars if spec.sha256}
    if data_sha256 and known and data_sha256 not in known and any(one.own for one in joined):
        path = request.predictions.path if request.predictions else ""
        raise PredictionsMismatch(
            f"{path} was predicted from another version of the bars (SHA-256 {data_sha256[:12]}...). "
            "Predict again on these bars, so that what is traded is what was predicted."
        )


def joined_signals(request: BacktestRequest, bars: Sequence[Bars], catalog: Catalog) -> list[Joined]:
    """The request's signals laid over each instrument's bars; empty without a file."""
    spec = request.signals
    if spec is None:
        return []
    raw = catalog.prediction_source("csv").read(spec)
    symbols = [one.symbol for one in bars]
    return [join(one, raw.table, spec, raw.manifest, value="signal", symbols=symbols) for one in bars]


def refuse_in_sample(request: BacktestRequest, bars: Sequence[Bars], joined: Sequence[Joined]) -> None:
    """Raises InSample with the first bar that the model was trained on, unless the request allows it."""
    if request.in_sample or not joined:
        return
    for one, column in zip(bars, joined, strict=True):
        inside = [place for place, flag in enumerate(column.in_sample) if flag]
        if inside:
            first, last = format_instant(one.time[inside[0]]), format_instant(one.time[inside[-1]])
            end = format_instant(column.label_end) if column.label_end else "unknown"
            raise InSample(
                f"{len(inside):,} bars of {one.symbol} from {first} to {last} were seen by the model in training "
                f"(its labels end at {end}). Start the run after that, or pass --in-sample to run it marked IN SAMPLE."
            )

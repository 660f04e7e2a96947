"""Columns that a backtest is given in files: predictions and signals."""

from collections.abc import Mapping, Sequence
from math import isfinite

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.errors import InSample, PredictionsMismatch
from tradecore.instants import format_instant
from tradecore.ports.catalog import Catalog
from tradecore.predictions import Joined, as_inputs, join
from tradecore.promotion import override_of
from tradecore.table import Column
from tradecore.usecases.tools import Tools

# A run with predictions for fewer of its bars than this says so.
ENOUGH = 0.9


def given_columns(
    request: BacktestRequest, bars: Sequence[Bars], tools: Tools
) -> tuple[list[Mapping[str, Column]], bool, tuple[str, ...]]:
    """Each instrument's columns from the request's files, whether any is in sample, and what to warn of.

    Raises InSample for predictions on bars that their model was trained on, unless the request
    allows them, and what reading and joining the files raises.
    """
    predicted = joined_predictions(request, bars, tools.catalog)
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
    overridden = [remark_on(one.model, tools) for one in predicted]
    warnings = tuple(dict.fromkeys(warning for warning in (*overridden, *covered, *told) if warning))
    return given, any(any(joined.in_sample) for joined in predicted), warnings


def remark_on(model: str, tools: Tools) -> str:
    """What has to be said of a model of the registry wherever it appears; nothing of a stranger's."""
    return override_of(model, tools.models.standing(model)) if model in tools.models.names() else ""


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

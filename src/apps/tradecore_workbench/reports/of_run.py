"""The report of a run, made again from its folder, and for data from the bars that it looked at."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import TradecoreError, UnknownName
from tradecore.ports.artifacts import Written
from tradecore.prepared import SET
from tradecore.schemas import BARS, EQUITY, PREDICTIONS, TRADES, VALIDATION
from tradecore.space import Space, space
from tradecore.usecases.bars import load_bars
from tradecore.usecases.predict import outcomes
from tradecore.usecases.report import NAME
from tradecore.views.backtest import backtest_view
from tradecore.views.report import Report, doubts, with_files
from tradecore.views.reports.backtest import backtest_report
from tradecore.views.reports.data import data_report
from tradecore.views.reports.leaks import leaks_report
from tradecore.views.reports.predict import predict_report
from tradecore.views.reports.promote import promote_report
from tradecore.views.reports.sets import set_report
from tradecore.views.reports.train import train_report
from tradecore.views.reports.walkforward import walkforward_report
from tradecore.views.training import training_view
from tradecore.views.walk import walk_view
from tradecore_workbench.counting import symbol_of
from tradecore_workbench.reports.search import optimize_report_of
from tradecore_workbench.reports.tables import table_of
from tradecore_workbench.run import Run


def report_of(run: Run) -> Report:
    """What report.html was made of.

    Raises JobError for a run without a result, UnreadableFile for a damaged one, and DataError where bars have changed
    since, for the runs whose reports show prices.
    """
    if run.kind not in MAKERS:
        raise UnknownName("report of job type", run.kind, MAKERS)
    report = MAKERS[run.kind](run)
    manifest: Any = run.record.result.get("manifest", ())
    files = [Written(each["name"], each["bytes"], each["sha256"]) for each in manifest if each["name"] != NAME]
    return with_files(report, files)


def _train(run: Run) -> Report:
    result = run.result
    validation = table_of(run.store, run.id, "validation.csv", VALIDATION)
    view = training_view(result.model.name, validation, result.sentences, importances=result.importances)
    return train_report(run.request, result, view, doubts(result.sentences))


def _promote(run: Run) -> Report:
    result = run.result
    return promote_report(run.request, result, run.workbench.models.record(result.model))


def _walk(run: Run) -> Report:
    request, result = run.request, run.result
    equity = table_of(run.store, run.id, "equity.csv", EQUITY)
    axes, warnings = _axes(run)
    view = walk_view(result, equity, axes, ", ".join(result.symbols))
    return walkforward_report(request, result, view, (*doubts(result.sentences), *warnings))


def _axes(run: Run) -> tuple[Space | None, tuple[str, ...]]:
    """Where the parameters could wander; a strategy that is gone, or another one by now, hides nothing else."""
    request = run.request
    if not request.over:
        return None, ()
    try:
        return space(run.workbench.catalog.strategy(request.strategy), request.parameters, request.over), ()
    except TradecoreError as error:
        return None, (f"How the parameters moved cannot be drawn: {error}",)


def _backtest(run: Run) -> Report:
    request, result = run.request, run.result
    equity = table_of(run.store, run.id, "equity.csv", EQUITY)
    trades = table_of(run.store, run.id, "trades.csv", TRADES)
    bars = [load_bars(spec, run.workbench.catalog).bars for spec in request.bars]
    view = backtest_view(result.strategy, bars, equity, trades, result.sentences, in_sample=result.in_sample)
    return backtest_report(request, result, view, trades, doubts(result.sentences))


def _predict(run: Run) -> Report:
    record = run.workbench.models.record(run.result.model)
    predictions = table_of(run.store, run.id, "predictions.csv", PREDICTIONS)
    bars = load_bars(run.request.bars, run.workbench.catalog).bars
    rows = [bisect_left(bars.time, time) for time in predictions.time]
    return predict_report(run.request, run.result, record, predictions, outcomes(record, bars, rows, predictions))


def _data(run: Run) -> Report:
    request, result, catalog = run.request, run.result, run.workbench.catalog
    loaded = load_bars(request.bars, catalog, look=True)
    made = None
    if result.resampled:
        table = table_of(run.store, run.id, "bars.csv", BARS)
        made = replace(loaded.bars, time=table.time, columns=table.columns)
    return data_report(request, result, loaded.bars, loaded.findings, made)


def _set(run: Run) -> Report:
    """Of the set as it is by now."""
    loaded = load_bars(BarsSpec(run.result.name, source=SET), run.workbench.catalog, look=True)
    return set_report(run.kind, run.request, run.result, loaded.bars, loaded.findings)


def _leaks(run: Run) -> Report:
    return leaks_report(run.request, run.result, symbol_of(run.request.bars))


MAKERS: Mapping[str, Callable[[Run], Report]] = {
    "backtest": _backtest,
    "data": _data,
    "import": _set,
    "leaks": _leaks,
    "optimize": optimize_report_of,
    "predict": _predict,
    "promote": _promote,
    "train": _train,
    "update": _set,
    "walkforward": _walk,
}

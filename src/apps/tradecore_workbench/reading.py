"""The tables of a finished run as its use case made them, for those who draw them again."""

from dataclasses import dataclass

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest, BacktestResult
from tradecore.errors import TradecoreError
from tradecore.schemas import ALL
from tradecore.table import Table
from tradecore.usecases.bars import load_bars
from tradecore_workbench.reports.tables import table_of
from tradecore_workbench.run import Run


@dataclass(frozen=True, slots=True)
class Traded:
    """A finished backtest with its tables; `bars` is empty where they can no more be read, and `missing` says why."""

    request: BacktestRequest
    result: BacktestResult
    equity: Table
    trades: Table
    fills: Table
    bars: tuple[Bars, ...]
    missing: str = ""


def table(run: Run, name: str) -> Table:
    """A table of the run by its schema's name (equity, trades ...), all of its columns; times in ns UTC.

    Raises UnknownName where the run has none, UnreadableFile where it is not what was written.
    """
    run.file(f"{name}.csv")
    return table_of(run.store, run.id, f"{name}.csv", ALL[name])


def traded(run: Run) -> Traded:
    """A backtest's tables and bars; raises JobError without a result."""
    request, result = run.request, run.result
    bars, missing = _bars(run, request)
    return Traded(request, result, table(run, "equity"), table(run, "trades"), table(run, "fills"), bars, missing)


def _bars(run: Run, request: BacktestRequest) -> tuple[tuple[Bars, ...], str]:
    """What it traded on, if its files are still the same."""
    try:
        return tuple(load_bars(spec, run.catalog).bars for spec in request.bars), ""
    except TradecoreError as error:
        return (), str(error)

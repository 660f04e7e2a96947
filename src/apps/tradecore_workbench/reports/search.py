"""A search that is over, made again from its table of trials."""

from tradecore.schemas import EQUITY
from tradecore.tried import Tried, read_trials
from tradecore.views.report import Report, doubts
from tradecore.views.reports.optimize import optimize_report
from tradecore.views.searching.finished import finished, finished_view
from tradecore_workbench.counting import specs_of, symbol_of
from tradecore_workbench.reports.tables import reading, table_of
from tradecore_workbench.run import Run

TRIALS = "trials.csv"
# A search of more sets is shown by its first ones; the file has all.
MOST = 50_000


def tried_of(run: Run, by: str = "") -> Tried:
    """The sets of a search and what each came to, the first MOST of them; by its own objective unless `by` another."""
    result, request = run.result, run.request
    return reading(
        run.store,
        run.id,
        TRIALS,
        lambda lines, name: read_trials(lines, by or result.by, request.min_trades, name, MOST),
    )


def optimize_report_of(run: Run) -> Report:
    """Its report, with the landscape that the trials make."""
    request, result, tried = run.request, run.result, tried_of(run)
    equity = table_of(run.store, run.id, "equity.csv", EQUITY) if result.metrics else None
    found = finished(result, tried)
    view = finished_view(request, result, found, equity, [symbol_of(spec) for spec in specs_of(request)])
    return optimize_report(request, result, view, found.trials, found.landscape, doubts(result.sentences))

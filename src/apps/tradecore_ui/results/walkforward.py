"""What came of a walk forward: the stitched curve over its windows, then how the parameters moved."""

from tradecore_ui.results.reports import charts_of, closer, drawn, head, made
from tradecore_workbench.run import Run

# The curve and the ribbon of windows stand below each other, so that their times do too.
OVER_TIME = 2


def show(run: Run) -> None:
    """Verdict, curve and ribbon, drift, and the table of windows."""
    report = made(run)
    charts = charts_of(report)
    head(report)
    drawn(run, charts[:OVER_TIME], beside=1)
    drawn(run, charts[OVER_TIME:])
    closer(run, report, {})

"""The report of a run on a page: the numbers to see first, the verdict, its charts, then one closer look."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from tradecore.views.charts import Chart, Grid
from tradecore.views.report import Report
from tradecore.views.text import counted
from tradecore_ui import tiles as numbers
from tradecore_ui.boundary import plain
from tradecore_ui.charts import chart
from tradecore_ui.desk import exchange_zone, in_zone
from tradecore_ui.results.about import about
from tradecore_ui.tables import grid, metrics
from tradecore_ui.words import listed, verdict
from tradecore_workbench.reports.of_run import report_of
from tradecore_workbench.run import Run

Look = Callable[[], None]
BESIDE = 2
# So many sentences of a verdict are read at once.
FIRST = 5


@st.cache_resource(max_entries=16, show_spinner="Reading the run ...")
def _made(folder: str, finished: str, _run: Run) -> Report:  # noqa: ARG001 - they say which one, and since when
    return report_of(_run)


def made(run: Run) -> Report:
    """The report of a finished run, kept for the next look."""
    return _made(str(run.folder), run.status.finished, run)


def show(run: Run, report: Report, more: Mapping[str, Look] | None = None) -> None:
    """All of a report; `more` are closer looks that the page has besides, in front of the report's own tables."""
    head(report)
    drawn(run, charts_of(report))
    closer(run, report, more or {})


def charts_of(report: Report) -> list[Chart]:
    """Its charts without its tables."""
    return [block for block in report.blocks if isinstance(block, Chart)]


def head(report: Report) -> None:
    """The numbers to see first, the verdict, what questions it, and its reasons."""
    numbers.tiles(report.tiles)
    verdict(report.sentences[:1])
    for warning in report.warnings:
        st.warning(plain(warning), icon=":material/warning:")
    listed(report.sentences[1:FIRST])
    more = report.sentences[FIRST:]
    if more:
        with st.expander(counted(len(more), "more remark")):
            listed(more)


def drawn(run: Run, charts: Sequence[Chart], beside: int = BESIDE) -> None:
    """So many charts beside each other; those that are left over share the last row."""
    exchange = exchange_zone(run.request)
    for start in range(0, len(charts), beside):
        row = charts[start : start + beside]
        for column, each in zip(st.columns(len(row)), row, strict=True):
            with column:
                chart(in_zone(each, exchange), f"{run.id}.{each.title}")


def closer(run: Run, report: Report, more: Mapping[str, Look]) -> None:
    """One table at a time."""
    looks: dict[str, Look] = {**more}
    for place, block in enumerate(block for block in report.blocks if isinstance(block, Grid)):
        looks[block.title] = _grid(block, f"{run.id}.{place}")
    if report.metrics:
        looks["All numbers"] = lambda: metrics(report.columns, report.metrics, f"{run.id}.metrics")
    looks["Request and files"] = lambda: about(run, run.request)
    chosen = st.segmented_control(
        "Look at", list(looks), default=next(iter(looks)), required=True, key=f"look.{run.id}"
    )
    looks[chosen]()


def _grid(block: Grid, key: str) -> Look:
    return lambda: grid(block, key)

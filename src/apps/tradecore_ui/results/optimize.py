"""What came of a search: its landscape, every set that was tried, and the best one as a backtest."""

import pandas as pd
import streamlit as st

from tradecore.contracts.optimize import single
from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.tried import Tried
from tradecore.views.heat import heat_of
from tradecore.views.searching.cells import caption
from tradecore.views.searching.ranked import ranked
from tradecore.views.text import label
from tradecore_ui.desk import workbench
from tradecore_ui.heat import heat
from tradecore_ui.links import open_run
from tradecore_ui.results.columns import columns
from tradecore_ui.results.reports import charts_of, closer, drawn, head, made
from tradecore_ui.tables import frame
from tradecore_ui.words import empty
from tradecore_workbench.reports.search import tried_of
from tradecore_workbench.run import Run

# More rows than this nobody reads; the file has them all.
MOST_ROWS = 5_000


@st.cache_resource(max_entries=8, show_spinner="Reading the trials ...")
def _tried(folder: str, finished: str, by: str, _run: Run) -> Tried:  # noqa: ARG001
    return tried_of(_run, by)


def trials_of(run: Run, by: str) -> Tried:
    """The sets of a search, ranked by a metric, kept for the next look."""
    return _tried(str(run.folder), run.status.finished, by, run)


def show(run: Run) -> None:
    """Verdict, heat map, landscape, and the table of all sets."""
    report, by = made(run), run.result.by
    head(report)
    if not run.result.best:
        empty("No set could be chosen.", "Ask for fewer trades, give it more bars, or try other values.")
    _map(run, by)
    drawn(run, charts_of(report))
    closer(run, report, {"All sets": lambda: _sets(run, by)})


def _map(run: Run, by: str) -> None:
    """The heat map over two axes of choice, coloured by any metric of the trials."""
    found = trials_of(run, by)
    landscape = found.landscape()
    names = [axis.name for axis in landscape.space.axes]
    shown = heat_of(found.trials, landscape)
    st.markdown("##### Landscape")
    across, upward, colour = st.columns(3)
    x = across.selectbox("across", names, names.index(shown.x), key=f"heat.x.{run.id}")
    others = [name for name in names if name != x]
    usual = others.index(shown.y) if shown.y in others else 0
    y = upward.selectbox("up", others, usual, key=f"heat.y.{run.id}.{x}") if others else None
    metrics = list(LARGER_IS_BETTER)
    name = colour.selectbox("colour", metrics, metrics.index(by), key=f"heat.by.{run.id}", format_func=label)
    coloured = found if name == by else trials_of(run, name)
    view = heat_of(coloured.trials, coloured.landscape(), [x, *([y] if y else [])])
    heat(view, name, run.id)
    st.caption(caption(view, name))


def _sets(run: Run, by: str) -> None:
    """Every set, the best first; a chosen one can be run as a backtest of its own."""
    found = trials_of(run, by)
    rows = pd.DataFrame(ranked(found, MOST_ROWS))
    picked = frame(
        rows, f"sets.{run.id}", on_select="rerun", selection_mode="single-row", height=420, column_config=columns(by)
    )
    st.caption("The best first. A set is worth as much as its neighbours: sort by a parameter and look along it.")
    with st.container(horizontal=True):
        if picked.selection.rows:
            index = int(rows["trial"].iloc[picked.selection.rows[0]])
            if st.button(f"Backtest set {index}", key=f"single.{run.id}", icon=":material/candlestick_chart:"):
                open_run("backtest", workbench().submit(single(run.request, found.strategies[index]._asdict())))
        st.download_button(
            "All trials", lambda: run.file("trials.csv").read_bytes(), f"{run.id}-trials.csv", "text/csv",
            key=f"trials.{run.id}", on_click="ignore", icon=":material/download:",
        )  # fmt: skip

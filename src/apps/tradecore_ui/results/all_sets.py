"""The parameter sets of several searches in one table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from tradecore.jobs import RunLine, State, Wanted
from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.views.listing import choice
from tradecore.views.searching.ranked import ranked
from tradecore.views.text import counted, label
from tradecore_ui.desk import workbench, zone
from tradecore_ui.results.columns import columns
from tradecore_ui.results.optimize import trials_of
from tradecore_ui.tables import frame
from tradecore_ui.words import empty

NEWEST, AT_FIRST, MOST_ROWS = 60, 3, 1_000


def listed() -> None:
    """Which searches, by what, and their sets beside each other."""
    wanted = Wanted((State.SUCCEEDED.value,), ("optimize",))
    lines = {line.job_id: line for line in workbench().runs.lines(wanted, NEWEST)}
    if not lines:
        empty("There is no finished search yet.", "Start one on the page Optimise: its sets are compared here.")
        return
    left, middle, right = st.columns([4, 2, 1])
    chosen = left.multiselect(
        "Searches",
        list(lines),
        list(lines)[:AT_FIRST],
        key=f"sets.runs.{zone()}",
        format_func=lambda each: _words(lines[each]),
    )
    names = list(LARGER_IS_BETTER)
    by = middle.selectbox("best by", names, names.index("sharpe"), key="sets.by", format_func=label)
    fewest = right.number_input("Trades", 0, step=10, key="sets.trades", help="Fewer than 30 prove nothing.")
    if chosen:
        _table(chosen, by, int(fewest))
    else:
        empty("No search is chosen.", "Choose one or more above.")


def _table(job_ids: Sequence[str], by: str, fewest: int) -> None:
    rows = pd.concat([_rows(job_id, by) for job_id in job_ids], ignore_index=True)
    enough = rows.loc[rows["trades"] >= fewest]
    kept = enough.sort_values(by=label(by), ascending=not LARGER_IS_BETTER[by], kind="stable")
    frame(kept.head(MOST_ROWS), f"sets.{'.'.join(job_ids)}.{by}", height=460, column_config=columns(by))
    st.caption(
        f"{counted(len(kept), 'set')} of {counted(len(job_ids), 'run')}, the best first. Sets that are good in every "
        "search, on other bars and in other years, are worth more than the best of one."
    )


def _rows(job_id: str, by: str) -> pd.DataFrame:
    run = workbench().run(job_id)
    rows = pd.DataFrame(ranked(trials_of(run, by), MOST_ROWS))
    rows.insert(0, "run", job_id)
    return rows


def _words(line: RunLine) -> str:
    return choice(line, zone())

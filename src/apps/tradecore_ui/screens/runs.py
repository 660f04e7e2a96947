"""Runs: find them, look at one, compare several, and note, repeat, stop or go on with them."""

import pandas as pd
import streamlit as st

from tradecore.jobs import UNKNOWN, State, Wanted
from tradecore.views.compared_runs.model import LETTERS
from tradecore.views.run_rows import PAGE, page_of, run_rows
from tradecore_ui.desk import RUN, workbench, zone
from tradecore_ui.results.compared import compare
from tradecore_ui.results.one import show
from tradecore_ui.tables import frame
from tradecore_ui.words import empty
from tradecore_workbench.kinds import KINDS


def wanted() -> Wanted:
    """What is looked for."""
    kind, state, text = st.columns([2, 2, 3])
    kinds = kind.multiselect("Type", list(KINDS), key="runs.type", placeholder="all")
    states = state.multiselect("State", [*(each.value for each in State), UNKNOWN], key="runs.state", placeholder="all")
    words = text.text_input("Text", key="runs.text", placeholder="in id, symbol, strategy, model, result or error")
    return Wanted(tuple(states), tuple(kinds), words.strip())


def listed(looked: Wanted) -> list[str]:
    """A page of the list; the ids of those that are chosen."""
    lines = workbench().runs.lines(looked)
    if not lines:
        nothing = looked == Wanted()
        empty(
            "There is no run yet." if nothing else "No run is like that.",
            "Begin on the page Backtest, or with: tradecore demo." if nothing else "Take away a filter.",
        )
        return []
    number = 1
    if len(lines) > PAGE:
        pages = page_of(len(lines), 1)[2]
        number = int(st.number_input(f"Page of {pages:,}", 1, pages, 1, key=f"runs.page.{hash(looked)}", width=160))
    first, last, _ = page_of(len(lines), number)
    st.caption(
        f"{len(lines):,} runs, the newest first; {first + 1:,} to {last:,} are shown. Choose one to look at it, "
        f"or 2 to {len(LETTERS)} of one type to compare them."
    )
    part = lines[first:last]
    chosen = frame(
        pd.DataFrame(run_rows(part, zone())),
        f"runs.{hash((looked, number))}",
        on_select="rerun",
        selection_mode="multi-row",
        height=min(35 * len(part) + 38, 423),
        column_config={
            "asked": f"asked for ({zone()})",
            "came": st.column_config.TextColumn("what came of it", width="large"),
        },
    )
    return [part[place].job_id for place in chosen.selection.rows if place < len(part)]


st.title("Runs")
looked = wanted()
picked = listed(looked)
named = st.query_params.get(RUN, "")
if len(picked) > 1:
    compare(picked)
elif picked or named:
    show(workbench().run(picked[0] if picked else named))

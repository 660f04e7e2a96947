"""Experiments beside each other: a list to sort and choose from, one looked at, several compared."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from tradecore.views.compared_runs.model import LETTERS
from tradecore.views.experiments import NUMBERS, WORDS, Experiment, experiment_rows, heading, ledger_grid, together
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.results.columns import headed
from tradecore_ui.results.compared import compare
from tradecore_ui.results.one import show
from tradecore_ui.tables import frame, grid
from tradecore_workbench.experiments import ledger


def listed(found: Sequence[Experiment]) -> list[str]:
    """All of them in a table; the ids of those that are chosen."""
    for line in together(found):
        st.markdown(plain(line))
    rows = pd.DataFrame(experiment_rows(found))
    picked = frame(
        rows,
        f"experiments.{hash(tuple(each.job_id for each in found))}",
        on_select="rerun",
        selection_mode="multi-row",
        height=min(35 * len(found) + 38, 423),
        column_config=headed({name: heading(name) for name in NUMBERS}),
    )
    st.caption(f"{WORDS} Choose one to look at it, or 2 to {len(LETTERS)} of one type to compare them.")
    return [found[place].job_id for place in picked.selection.rows if place < len(found)]


def looked_at(job_ids: Sequence[str]) -> None:
    """One run with its notes, or several beside each other."""
    if len(job_ids) > 1:
        compare(job_ids)
    elif job_ids:
        show(workbench().run(job_ids[0]))


def counted() -> None:
    """How much was ever tried."""
    entries = ledger(workbench())
    if entries:
        grid(ledger_grid(entries), "ledger")

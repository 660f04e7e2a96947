"""Experiments: all that was tried, by the numbers that compare it, and how much that was."""

import streamlit as st

from tradecore_ui.desk import workbench
from tradecore_ui.requests.filters import text_asked, wish
from tradecore_ui.results import all_sets
from tradecore_ui.results.experiments import counted, listed, looked_at
from tradecore_ui.words import empty
from tradecore_workbench.experiments import experiments

# So many of the newest are read; the text looks through all.
NEWEST = 200

RUNS, SETS = "Runs", "Parameter sets"

st.title("Experiments")
part = st.segmented_control(
    "Show", [RUNS, SETS], default=RUNS, required=True, key="experiments.part", label_visibility="collapsed"
)
if part == SETS:
    all_sets.listed()
    st.stop()
text = text_asked()
found = experiments(workbench(), NEWEST, text)
if not found and not text:
    empty("There is no experiment yet.", "Run a backtest, a search, a walk forward or a training, or: tradecore demo.")
else:
    wanted = wish(found)
    kept = [each for each in found if wanted.accepts(each)]
    if len(found) == NEWEST:
        st.caption(f"The newest {NEWEST:,} are shown; the text finds older ones.")
    if kept:
        looked_at(listed(kept))
    else:
        empty("No experiment is like that.", "Take away a filter.")
    counted()

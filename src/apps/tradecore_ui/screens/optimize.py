"""Optimise: many parameter sets of one strategy, and what the best of them is worth."""

import streamlit as st

from tradecore_ui.jobs import finished
from tradecore_ui.picking import picked
from tradecore_ui.requests.optimize import ask
from tradecore_ui.results.optimize import show
from tradecore_ui.words import empty

st.title("Optimise")
run = picked("optimize")
ask(expanded=run is None)
if run is None:
    empty("There is no search yet.", "Choose bars, a strategy and its axes above, and estimate before you start.")
elif finished(run):
    show(run)

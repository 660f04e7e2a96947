"""Backtest: a form from the strategy's own parameters, and all that came of a run."""

import streamlit as st

from tradecore_ui.jobs import finished
from tradecore_ui.picking import picked
from tradecore_ui.requests.backtest import ask
from tradecore_ui.results.backtest import show
from tradecore_ui.words import empty

st.title("Backtest")
run = picked("backtest")
ask(expanded=run is None)
if run is None:
    empty("There is no backtest yet.", "Choose bars and a strategy above, and run one.")
elif finished(run):
    show(run)

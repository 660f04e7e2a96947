"""Walk-forward: what is left of a strategy where nothing was chosen with hindsight."""

import streamlit as st

from tradecore_ui.jobs import finished
from tradecore_ui.picking import picked
from tradecore_ui.requests.walkforward import ask
from tradecore_ui.results.walkforward import show
from tradecore_ui.words import empty

st.title("Walk-forward")
run = picked("walkforward")
ask(expanded=run is None)
if run is None:
    empty("There is no walk forward yet.", "Choose bars, a strategy and its windows above.")
elif finished(run):
    show(run)

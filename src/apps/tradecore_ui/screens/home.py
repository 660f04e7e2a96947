"""Home: what runs, and what came of the newest runs."""

import streamlit as st

from tradecore_ui.desk import workbench

st.title("Home")
desk = workbench()
lines = desk.runs.lines(limit=10)
if not lines:
    st.info("There is no run yet. Make a first one on the page Backtest, or with: tradecore demo")
for line in lines:
    st.write(line.type, line.subject, line.headline)

"""Backtest: a form from the strategy's own parameters, and all that came of a run."""

import streamlit as st

from tradecore.contracts.settings import CostSettings
from tradecore.views.forms import of_contract, of_strategy
from tradecore_ui.desk import bars_offered, chosen, workbench
from tradecore_ui.forms import Form, nested
from tradecore_ui.jobs import finished
from tradecore_ui.submitting import submit

desk = workbench()
st.title("Backtest")
form = Form("backtest")
with st.expander("New backtest", expanded=chosen("backtest") is None):
    name = st.selectbox("strategy", desk.catalog.names("strategy"), key="backtest.strategy")
    with st.form("backtest.form", border=False):
        bars = form.bars(bars_offered())
        asked = form.ask(of_strategy(desk.catalog.strategy(name), desk.settings.strategy_values(name)))
        asked |= form.ask(of_contract(CostSettings, desk.settings.resolved().values, "costs."))
        if st.form_submit_button("Run the backtest", type="primary"):
            submit(form, "backtest", {"bars": bars, "strategy": name, **nested(asked)})
run = chosen("backtest")
if run is not None and finished(run):
    st.write(run.sentences)

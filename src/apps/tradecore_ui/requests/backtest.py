"""The form of a backtest."""

import streamlit as st

from tradecore.contracts.backtest import BacktestRequest
from tradecore.views.forms import of_contract
from tradecore_ui.desk import bars_offered
from tradecore_ui.forms import Form, nested
from tradecore_ui.requests.trading import decided_on, parameters_of, sections, strategy_asked, words_of
from tradecore_ui.submitting import submit

PAGE = "backtest"
HOW = ("periods_per_year", "engine", "in_sample", "check_leaks")


def ask(*, expanded: bool) -> None:
    """Draws the form and submits what was asked."""
    form = Form(PAGE)
    with st.expander("New backtest", expanded=expanded, icon=":material/add_circle:"):
        name = strategy_asked(PAGE)
        st.caption(words_of(name))
        with st.form(f"{PAGE}.form", border=False):
            bars = form.bars(bars_offered())
            given = decided_on(form, name)
            asked = form.ask(parameters_of(name), columns=4) | sections(form)
            with st.expander("How it is run"):
                asked |= form.ask(of_contract(BacktestRequest, {}, names=HOW))
            form.room("strategy")
            if st.form_submit_button("Run the backtest", type="primary", icon=":material/play_arrow:"):
                submit(form, PAGE, {**({"bars": [bars]} if bars else {}), "strategy": name, **given, **nested(asked)})

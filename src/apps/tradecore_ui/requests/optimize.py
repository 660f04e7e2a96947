"""The form of a search."""

import streamlit as st

from tradecore.contracts.optimize import OptimizeRequest
from tradecore.views.forms import of_contract
from tradecore_ui.desk import bars_offered
from tradecore_ui.forms import Form, nested
from tradecore_ui.requests.searching import axes, estimated, how
from tradecore_ui.requests.trading import decided_on, sections, strategy_asked, words_of
from tradecore_ui.submitting import submit

PAGE = "optimize"
RUN = ("periods_per_year", "engine", "workers", "bar_returns", "in_sample", "check_leaks")


def ask(*, expanded: bool) -> None:
    """Draws the form; tells what the search would do, or submits it."""
    form = Form(PAGE)
    with st.expander("New search", expanded=expanded, icon=":material/add_circle:"):
        name = strategy_asked(PAGE)
        st.caption(words_of(name))
        with st.form(f"{PAGE}.form", border=False):
            bars = form.bars(bars_offered())
            given = decided_on(form, name)
            asked = axes(form, name) | how(form, OptimizeRequest) | sections(form)
            with st.expander("How it is run"):
                asked |= form.ask(of_contract(OptimizeRequest, {}, names=RUN))
            form.room("strategy")
            left, right, _ = st.columns([1, 1, 3])
            first = left.form_submit_button("Estimate", icon=":material/calculate:", width="stretch")
            start = right.form_submit_button(
                "Start the search", type="primary", icon=":material/play_arrow:", width="stretch"
            )
        overrides = {"bars": [bars] if bars else [], "strategy": name, **given, **nested(asked)}
        if first:
            estimated(form, PAGE, overrides)
        if start:
            submit(form, PAGE, overrides)

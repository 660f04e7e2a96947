"""The form of a search."""

import streamlit as st

from tradecore.contracts.optimize import OptimizeRequest
from tradecore_ui.desk import bars_offered
from tradecore_ui.forms import Form, nested
from tradecore_ui.requests.searching import axes, buttons, how, run_asked, sent
from tradecore_ui.requests.trading import decided_on, sections, strategy_asked, words_of

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
            asked |= run_asked(form, OptimizeRequest, RUN)
            wish = buttons("Start the search")
        sent(form, PAGE, wish, {"bars": [bars] if bars else [], "strategy": name, **given, **nested(asked)})

"""The form of a session at the simulated broker."""

from typing import Any

import streamlit as st

from tradecore.contracts.live import LiveSettings
from tradecore.errors import TradecoreError
from tradecore.views.forms import of_contract
from tradecore_kit.codec import decode
from tradecore_ui.desk import bars_offered, workbench
from tradecore_ui.forms import Form, nested
from tradecore_ui.live.picking import show
from tradecore_ui.requests.trading import (
    SECTIONS,
    decided_on,
    parameters_of,
    sections,
    strategy_asked,
    words_of,
)

PAGE = "live"
HOW = ("policy", "speed", "reference")
FEED = ("feed", "source_step", "barrier", "silence")


def ask(*, expanded: bool) -> None:
    """Draws the form; a session that it makes is left in the supervisor's charge."""
    form = Form(PAGE)
    with st.expander("New session", expanded=expanded, icon=":material/add_circle:"):
        st.caption(
            "It trades what a backtest of the same bars would, at the simulated broker. Paper and real accounts are "
            "asked for at the command line, where nobody clicks by mistake."
        )
        name = strategy_asked(PAGE)
        st.caption(words_of(name))
        with st.form(f"{PAGE}.form", border=False):
            session = st.text_input("name", key=f"{PAGE}.name", placeholder="summer-1", help="Of its folder in live/.")
            form.room("session")
            bars = form.bars(bars_offered())
            given = decided_on(form, name)
            asked = form.ask(parameters_of(name), columns=4)
            asked |= sections(form, {key: kind for key, kind in SECTIONS.items() if key != "report"})
            st.markdown("##### How it trades")
            live = form.ask(of_contract(LiveSettings, {}, "live.", HOW))
            beside = st.multiselect("challengers", sorted(workbench().models.names()), key=f"{PAGE}.challengers")
            form.room("live.challengers")
            with st.expander("Live bars instead of recorded ones"):
                live |= form.ask(of_contract(LiveSettings, {}, "live.", FEED))
            if st.form_submit_button("Start the session", type="primary", icon=":material/play_arrow:"):
                fields = {"bars": [bars] if bars else [], "strategy": name, **given, **nested(asked)}
                _start(form, session.strip(), fields, {**nested(live), "live.challengers": beside})


def _start(form: Form, session: str, fields: dict[str, object], live: dict[str, Any]) -> None:
    """Makes it and starts it; what is refused is shown beside its field."""
    sessions = workbench().sessions
    try:
        with st.spinner("Starting the session ..."):
            told = {key.removeprefix("live."): value for key, value in live.items()}
            settings = decode(LiveSettings, {"account": sessions.own_account(session), **told}, "live")
            sessions.create(session, workbench().request("backtest", fields), settings)
            sessions.start(session)
    except TradecoreError as error:
        form.refuse(error)
        return
    show(session)
    st.rerun()

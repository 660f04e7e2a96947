"""The kill switch of all sessions: thrown with two clicks, taken back on purpose only."""

import streamlit as st

from tradecore.live.events import Operator
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.polling import polled
from tradecore_workbench.panic import heeds

BY = "the workstation"
KNOWN = "live.killed"
STOPS = "Stops all ordering of all sessions at once."
RED = "<style>.st-key-kill-switch button{background:#b42318;color:#fff;border-color:#b42318}</style>"


def switch() -> None:
    """Its state, looked at each second, and the way to the other one."""
    st.session_state[KNOWN] = workbench().sessions.store.kill_switch().state()
    polled(_watch)
    if st.session_state[KNOWN]:
        _take_back()
    else:
        _throw()


def _watch() -> None:
    """Says that it is on, and who has heeded it; the page is drawn anew when it was thrown or taken back."""
    sessions = workbench().sessions
    reason = sessions.store.kill_switch().state()
    if bool(reason) != bool(st.session_state.get(KNOWN)):
        st.rerun()
    if not reason:
        return
    st.error(f"**THE KILL SWITCH IS ON**: {plain(reason)}. No session sends a new order.", icon=":material/block:")
    for name in filter(sessions.alive, sessions.store.names()):
        heeded = heeds(sessions.store.pulse(name))
        told = "has stopped ordering" if heeded else "HAS NOT ANSWERED YET; its supervisor steps in after 5 s"
        st.caption(f"{plain(name)} {told}.")


def _throw() -> None:
    st.html(RED)
    with st.container(key="kill-switch"), st.popover("Kill switch", icon=":material/block:", help=STOPS):
        st.markdown("No session sends another order from then on; working orders go as each session's policy says.")
        reason = st.text_input("Why", key="live.kill.reason", placeholder="it is kept, and shown")
        if st.button("Throw the kill switch", key="live.kill", type="primary", icon=":material/block:"):
            workbench().sessions.store.kill_switch().throw(reason.strip() or f"thrown from {BY}")
            st.rerun()


def _take_back() -> None:
    sessions = workbench().sessions
    alive = [name for name in sessions.store.names() if sessions.alive(name)]
    with st.popover("Take it back", icon=":material/undo:"):
        wanted = st.multiselect("and resume", alive, alive, key=f"live.resume.{'.'.join(alive)}")
        reason = st.text_input("Why", key="live.back.reason", placeholder="it goes into the sessions' logs")
        sure = st.checkbox("I have looked at positions and orders, and they may trade again.", key="live.back.sure")
        if st.button("Take the kill switch back", key="live.back", type="primary", disabled=not sure):
            sessions.store.kill_switch().clear()
            for name in wanted:
                sessions.store.post(name, Operator("resume", BY, reason.strip()))
            st.rerun()

"""How a session stands, looked at each second."""

from time import time_ns

import streamlit as st

from tradecore.bars import DAY
from tradecore.live.pulse import Pulse
from tradecore.views.holdings import held_grid, orders_grid
from tradecore.views.home import alarm_row
from tradecore.views.session import SessionView, alarms_of, session_view
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.jobs import badge
from tradecore_ui.live.picking import zone_of
from tradecore_ui.live.tail import tail_of
from tradecore_ui.polling import polled
from tradecore_ui.tables import grid
from tradecore_ui.tiles import tiles

# Alarms older than a day stand in their own list only.
ALARMS, LOOKED = 3, 200


def seen(session: str) -> tuple[SessionView, Pulse | None]:
    """The session as it stands now, and the sign of life that says so."""
    sessions = workbench().sessions
    pulse = sessions.store.pulse(session)
    return session_view(session, pulse, time_ns(), alive=sessions.alive(session), zone=zone_of(session)), pulse


def standing(session: str) -> SessionView:
    """State, first numbers, holdings and newest alarms; the page is drawn anew when the state has changed."""
    key, (first, _) = f"live.state.{session}", seen(session)
    st.session_state[key] = first.state

    def watch() -> None:
        view, pulse = seen(session)
        if view.state != st.session_state.get(key):
            st.rerun()
        _draw(view, pulse)

    polled(watch)
    return first


def _draw(view: SessionView, pulse: Pulse | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        badge(view.state, view.tone)
        st.markdown(f"**{plain(view.name)}**  {plain(view.words)}")
        st.caption(_supervised(view))
    if view.remedy:
        st.caption(plain(view.remedy))
    tiles(view.tiles)
    store = workbench().sessions.store
    if pulse is not None:
        lines = tail_of(view.name)
        for number, table in enumerate((held_grid(pulse, lines), orders_grid(pulse, lines))):
            if table is not None:
                grid(table, f"holdings.{number}.{view.name}")
    for line in alarms_of(view.name, store.alarms(LOOKED), time_ns() - DAY)[:ALARMS]:
        at, _, words = alarm_row(line, zone_of(view.name))
        st.warning(plain(f"{at} {words}".strip()), icon=":material/notifications:")


def _supervised(view: SessionView) -> str:
    if not view.may_stop:
        return ""
    kept = workbench().sessions.supervised(view.name)
    return "The supervisor starts it again should it die." if kept else "No supervisor watches it."

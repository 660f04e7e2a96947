"""Which session the page shows."""

import streamlit as st

from tradecore_ui.desk import exchange_zone, workbench, zone

SESSION = "session"


def picked() -> str | None:
    """The session that the address names, else one that is at work, else the newest; None where there is none."""
    sessions = workbench().sessions
    names = list(sessions.store.names())
    if not names:
        return None
    named = st.query_params.get(SESSION, "")
    shown = named if named in names else next((name for name in names if sessions.alive(name)), _newest(names))
    # A list for each session: what is chosen elsewhere is not overruled by what was chosen here before.
    key = f"live.session.{shown}"
    st.selectbox("Session", names, names.index(shown), key=key, on_change=lambda: show(st.session_state[key]))
    return shown


def zone_of(session: str) -> str:
    """The zone in which times of a session are written."""
    return zone(_exchange(str(workbench().folder), session))


@st.cache_data(show_spinner=False, max_entries=64)
def _exchange(folder: str, session: str) -> str:  # noqa: ARG001 - the folder is part of the key
    return exchange_zone(workbench().sessions.request(session).trade)


def show(session: str) -> None:
    """From now on the page shows this session, after a reload too."""
    st.query_params[SESSION] = session


def _newest(names: list[str]) -> str:
    store = workbench().sessions.store
    pulses = {name: store.pulse(name) for name in names}
    return max(names, key=lambda name: pulse.at if (pulse := pulses[name]) is not None else "")

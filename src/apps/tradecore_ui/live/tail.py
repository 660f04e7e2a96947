"""The newest events of a session, which all tabs of a server read together."""

from collections.abc import Sequence

import streamlit as st

from tradecore.live.events import Line
from tradecore_ui.desk import workbench
from tradecore_workbench.tailing import Tail


@st.cache_resource(show_spinner=False, max_entries=16)
def _tail(folder: str, session: str) -> Tail:  # noqa: ARG001 - the folder is part of the key
    return Tail(workbench().sessions.store, session)


def tail_of(session: str) -> Sequence[Line]:
    """The newest lines of its log, of which each look reads those that are new."""
    return _tail(str(workbench().folder), session).lines()

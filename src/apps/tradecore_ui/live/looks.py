"""The closer looks at a session: its log, its challengers, its alarms, and what was asked."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.live.discretion import masked
from tradecore.views.charts import Grid
from tradecore.views.contest import HEAD, contest_lines, contest_rows
from tradecore.views.home import alarm_row
from tradecore.views.live import standing_line
from tradecore.views.session import alarms_of
from tradecore.views.session_log import log_rows
from tradecore_kit.codec import encode
from tradecore_ui.boundary import complain, plain
from tradecore_ui.desk import workbench
from tradecore_ui.live.picking import zone_of
from tradecore_ui.live.tail import tail_of
from tradecore_ui.polling import polled
from tradecore_ui.tables import frame, grid
from tradecore_ui.words import empty
from tradecore_workbench.challenging import contest_of, standings

SHOWN, ALARMS = 200, 500
WIDTHS = {"number": st.column_config.NumberColumn(width=70), "at": st.column_config.TextColumn(width=130)}


def looks(session: str) -> None:
    """One of them."""
    look = st.segmented_control("Look at", list(LOOKS), default="Log", required=True, key="live.look")
    LOOKS[look](session)


def _log(session: str) -> None:
    everything = st.toggle("Bars, too", key="live.log.all")

    def draw() -> None:
        rows = log_rows(tail_of(session), zone_of(session), SHOWN, quiet=not everything)
        if rows:
            frame(pd.DataFrame(rows), "live.log", height=320, column_config=WIDTHS)
        else:
            st.caption("Nothing has happened yet.")

    polled(draw)
    st.caption(
        f"The newest {SHOWN} events, times in {zone_of(session)}. More: tradecore live tail {session} --lines 1000"
    )


def _challengers(session: str) -> None:
    """How each stands; what they came to is computed when somebody asks, since it takes the whole logs."""
    beside = standings(workbench().adapters, session)
    if not beside:
        empty("No model decides beside this session.", "A new session has some where models are chosen below.")
        return
    pulse = workbench().sessions.store.pulse(session)
    of = pulse.bars if pulse else 0
    for one in beside:
        st.caption(plain(standing_line(one.model, one.pulse, of, alive=one.alive)))
    if st.button("Hold them against the champion", key="live.contest", icon=":material/compare_arrows:"):
        try:
            with st.spinner("Reading the logs ..."):
                found = contest_of(workbench().adapters, session)
        except TradecoreError as error:
            complain(error)
            return
        grid(Grid("Champion and challengers", HEAD, tuple(contest_rows(found)), left=2), "contest")
        st.markdown("\n".join(f"- {plain(line)}" for line in contest_lines(found)))


def _alarms(session: str) -> None:
    lines = alarms_of(session, workbench().sessions.store.alarms(ALARMS))
    if not lines:
        empty("No alarm was raised.", "What each would mean stands in docs/live.md.")
        return
    rows = [alarm_row(line, zone_of(session)) for line in lines]
    frame(pd.DataFrame([{"at": at, "alarm": words} for at, _, words in rows]), "live.alarms")


def _request(session: str) -> None:
    request = workbench().sessions.request(session)
    told = encode(request)
    told["live"]["account"] = masked(request.live.account)
    st.json(told, expanded=2)
    st.caption(plain(f"It lies in {workbench().sessions.store.location(session)}; the account's id is masked."))


LOOKS: Mapping[str, Callable[[str], None]] = {
    "Log": _log,
    "Challengers": _challengers,
    "Alarms": _alarms,
    "Request": _request,
}

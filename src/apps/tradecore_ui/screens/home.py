"""Home: what is at work, what came of the newest runs, and how the sessions stand."""

import streamlit as st

from tradecore.views.home import alarm_row, at_work, newest, session_row
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench, zone
from tradecore_ui.jobs import badge, line_of_work
from tradecore_ui.links import to_page, to_run
from tradecore_ui.polling import polled
from tradecore_ui.results.sentences import first_sentences
from tradecore_ui.words import empty

RECENT, LOOKED, ALARMS = 30, 200, 5


def work() -> None:
    """What is not over, each with its progress; the page is drawn anew when one more is."""
    lines = at_work(workbench().runs.lines(limit=RECENT))
    if st.session_state.setdefault("home.at_work", len(lines)) > len(lines):
        st.session_state["home.at_work"] = len(lines)
        st.rerun()
    st.session_state["home.at_work"] = len(lines)
    if not lines:
        st.caption("Nothing is at work.")
    for line in lines:
        line_of_work(line)


def live() -> None:
    """The kill switch, the sessions and the newest alarms."""
    sessions = workbench().sessions
    halted = sessions.store.kill_switch().state()
    if halted:
        st.error(f"The kill switch is on: {plain(halted)}. No session sends a new order.", icon=":material/block:")
    names = sessions.store.names()
    if not names:
        st.caption("There is no session yet.")
    for name in reversed(names):
        row = session_row(name, sessions.store.pulse(name), alive=sessions.alive(name), zone=zone())
        with st.container(horizontal=True, vertical_alignment="center"):
            badge(row.state, row.tone)
            st.markdown(f"**{plain(row.name)}**  {plain(row.words)}")
        if row.why:
            st.caption(plain(row.why))
    for alarm in sessions.store.alarms(ALARMS):
        at, session, words = alarm_row(alarm, zone())
        st.warning(plain(f"{at} {session} {words}".strip()), icon=":material/notifications:")


st.title("Home")
left, right = st.columns([3, 2], gap="large")
lines = workbench().runs.lines(limit=LOOKED)
with left:
    st.markdown("##### Newest results")
    if not lines:
        empty("There is no run yet.", "Fill this workspace with: tradecore demo. Or begin with your own prices:")
        to_page("backtest", "Backtest")
    for found in newest(lines, first_sentences(lines), zone()):
        with st.container(border=True, gap="xxsmall"):
            to_run(found.kind, found.job_id, f"{found.title}: {found.about or found.job_id}")
            st.markdown(plain(found.sentence or found.headline))
            st.caption(" ".join(word for word in (found.at, plain(found.headline)) if word))
with right:
    st.markdown("##### At work")
    polled(work)
    st.markdown("##### Live")
    polled(live, 2.0)

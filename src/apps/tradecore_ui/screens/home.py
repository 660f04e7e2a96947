"""Home: what is at work, what came of the newest runs, and how the sessions stand."""

from collections.abc import Sequence

import streamlit as st

from tradecore.views.home import MANY, SessionRow, alarm_row, at_work, newest, session_row, tiles
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench, zone
from tradecore_ui.jobs import badge, line_of_work
from tradecore_ui.links import to_page, to_run
from tradecore_ui.polling import polled
from tradecore_ui.results.sentences import first_sentences
from tradecore_ui.tiles import tiles as drawn
from tradecore_ui.words import empty

RECENT, LOOKED, ALARMS = 30, 200, 5
WORKING = "home.at_work"


def sessions() -> Sequence[SessionRow]:
    """A line for each, the newest first."""
    desk = workbench().sessions
    found = ((name, desk.store.pulse(name), desk.alive(name)) for name in reversed(desk.store.names()))
    return [session_row(name, pulse, alive=alive, zone=zone()) for name, pulse, alive in found]


def first() -> None:
    """The numbers to see first."""
    store = workbench().sessions.store
    working = at_work(workbench().runs.lines(limit=RECENT))
    drawn(tiles(len(working), sessions(), store.kill_switch().state(), len(store.alarms(MANY))))


def work() -> None:
    """What is not over, each with its progress; the page is drawn anew when one of them is."""
    lines = at_work(workbench().runs.lines(limit=RECENT))
    ids = [line.job_id for line in lines]
    over = set(st.session_state.get(WORKING, ids)).difference(ids)
    st.session_state[WORKING] = ids
    if over:
        st.rerun()
    if not lines:
        st.caption("Nothing is at work.")
    for line in lines:
        line_of_work(line)


def live() -> None:
    """The kill switch, the sessions and the newest alarms."""
    store = workbench().sessions.store
    halted = store.kill_switch().state()
    if halted:
        st.error(f"The kill switch is on: {plain(halted)}. No session sends a new order.", icon=":material/block:")
    rows = sessions()
    if not rows:
        st.caption("There is no session yet. Begin one with: tradecore live start")
    for row in rows:
        with st.container(border=True, gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                badge(row.state, row.tone)
                st.markdown(f"**{plain(row.name)}**", width="content")
            st.markdown(plain(row.words))
            if row.why:
                st.caption(plain(row.why))
    for alarm in store.alarms(ALARMS):
        at, session, words = alarm_row(alarm, zone())
        st.warning(plain(f"{at} {session} {words}".strip()), icon=":material/notifications:")


def results() -> None:
    """The newest run of each type, and the first sentence of its verdict."""
    lines = workbench().runs.lines(limit=LOOKED)
    if not lines:
        empty("There is no run yet.", "Fill this workspace with: tradecore demo. Or begin with your own prices:")
        to_page("backtest", "Backtest")
    for found in newest(lines, first_sentences(lines), zone()):
        with st.container(border=True, gap="xxsmall"):
            to_run(found.kind, found.job_id, f"{found.title}: {found.about or found.job_id}")
            st.markdown(plain(found.sentence or found.headline))
            st.caption(" · ".join(word for word in (found.at, plain(found.headline)) if word))


st.title("Home")
polled(first, 2.0)
left, right = st.columns([3, 2], gap="large")
with left:
    st.markdown("##### Newest results")
    results()
with right:
    st.markdown("##### At work")
    polled(work)
    st.markdown("##### Live")
    polled(live, 2.0)
    to_page("live", "All sessions")

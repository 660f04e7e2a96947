"""What a person may do about a session: start it again, stop it, resume it, adopt, and leave a note."""

from collections.abc import Callable

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.live.events import Note, Operator
from tradecore.views.session import SessionView
from tradecore_ui.boundary import complain
from tradecore_ui.desk import workbench
from tradecore_ui.live.switch import BY


def people(session: str, view: SessionView) -> None:
    """A button for whatever makes sense now, each with what it does."""
    sessions = workbench().sessions
    killed = bool(sessions.store.kill_switch().state())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if view.may_start and st.button("Start", key="live.start", icon=":material/play_arrow:", help=STARTS):
            _done(lambda: sessions.start(session), "Starting the session ...")
        if view.may_stop and not sessions.supervised(session) and st.button("Watch it", key="live.watch", help=WATCHES):
            _done(lambda: sessions.start(session), "Asking the supervisor ...")
        if view.may_stop:
            _asked("Stop", STOPS, "live.stop", lambda why: sessions.stop(session, why or f"asked by {BY}"))
        if view.may_resume and not killed:
            _asked("Resume", RESUMES, "live.resume", lambda why: _post(session, Operator("resume", BY, why)))
        if view.may_adopt:
            _asked("Adopt", ADOPTS, "live.adopt", lambda why: _post(session, Operator("adopt", BY, why)))
        _note(session)


STARTS = "From where its log ends. Only the supervisor starts daemons; closing this page touches nothing."
WATCHES = "Its daemon is left in the supervisor's charge, which starts it again should it die. It trades on meanwhile."
STOPS = "Its daemon ends. Positions stay, and so does what protects them at the broker."
RESUMES = "It may order again, from the next bar on."
ADOPTS = "What the broker holds is taken as the truth instead of what the log says, and is not protected then."


def _asked(name: str, words: str, key: str, act: Callable[[str], object]) -> None:
    """A button behind a question, with a reason for the log."""
    with st.popover(name):
        st.markdown(words)
        why = st.text_input("Why", key=f"{key}.why", placeholder="it goes into the session's log").strip()
        if st.button(f"{name} it", key=key, type="primary"):
            _done(lambda: act(why), f"{name} ...")


def _note(session: str) -> None:
    with st.popover("Note", icon=":material/edit_note:"), st.form(f"live.note.{session}", border=False):
        text = st.text_area("What is to be remembered", key=f"live.note.text.{session}")
        if st.form_submit_button("Write it into the log") and text.strip():
            _done(lambda: _post(session, Note(text.strip(), BY)), "")


def _post(session: str, asked: Operator | Note) -> None:
    sessions = workbench().sessions
    taken = sessions.asked(session, sessions.store.post(session, asked), 2.0)
    if not taken:
        st.toast("Nobody is at work on it: it will find this when it is started again.")


def _done(act: Callable[[], object], words: str) -> None:
    try:
        with st.spinner(words or "..."):
            act()
    except TradecoreError as error:
        complain(error)
    else:
        st.rerun()

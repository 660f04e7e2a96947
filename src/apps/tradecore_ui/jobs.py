"""The panel of a run: what it does, how far it is, the best so far, its log, and how to stop it or go on with it."""

from time import time_ns

import streamlit as st

from tradecore.jobs import RunLine, State, stamp
from tradecore.views.charts import Tone
from tradecore.views.job import JobView, job_view
from tradecore_kit.atomic import last_lines
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.links import to_run
from tradecore_ui.polling import polled
from tradecore_workbench.run import Run

BADGES = {Tone.GOOD: "green", Tone.BAD: "red", Tone.FIRST: "blue"}
LOG_LINES = 40


def finished(run: Run) -> bool:
    """Whether there is a result; if not, the panel of the run is drawn, and again each second until it is over."""
    if run.succeeded:
        return True
    if run.status.state.final or not run.record.known:
        _panel(run)
    else:
        polled(lambda: _watched(run))
    return False


def line_of_work(line: RunLine) -> None:
    """One run that is at work, with its progress and a way to it."""
    view = job_view(workbench().runs.record(line.job_id), stamp(time_ns()))
    with st.container(border=True, gap="xxsmall"):
        to_run(line.type, line.job_id, f"{line.type} {line.subject} {line.symbols}".strip())
        if view.fraction is not None:
            st.progress(min(view.fraction, 1.0), f"{plain(view.words)} {view.count}")
        else:
            st.markdown(plain(view.words))


def badge(state: str, tone: Tone) -> None:
    """The state of a run, in its colour."""
    st.badge(state, color=BADGES.get(tone, "gray"))  # pyright: ignore[reportArgumentType]


def _watched(run: Run) -> None:
    """The panel; when the run is over, the page is drawn anew with what came of it."""
    if run.status.state.final:
        st.rerun()
    _panel(run)


def _panel(run: Run) -> None:
    view = job_view(run.record, stamp(time_ns()))
    with st.container(border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left, st.container(horizontal=True, vertical_alignment="center"):
            badge(view.state, view.tone)
            st.markdown(f"**{view.kind}** `{view.job_id}`" + (f", {view.took}" if view.took else ""))
        with right:
            _actions(run, view)
        _words(run, view)
        _log(run)


def _words(run: Run, view: JobView) -> None:
    if run.status.state is State.FAILED:
        st.error(plain(view.words), icon=":material/error:")
        if view.where:
            st.caption(f"About: {plain(view.where)}")
    elif view.fraction is not None:
        st.progress(min(view.fraction, 1.0), f"{plain(view.words)} {view.count}")
    else:
        st.markdown(plain(view.words))
    if view.best:
        st.markdown(f"Best so far: **{plain(view.best)}**")
    if view.remedy:
        st.caption(view.remedy)


def _actions(run: Run, view: JobView) -> None:
    if view.alive and st.button("Cancel", key=f"cancel.{run.id}", icon=":material/stop_circle:"):
        workbench().cancel(run.id)
        st.rerun()
    if view.again and st.button("Resume", key=f"resume.{run.id}", icon=":material/play_circle:"):
        workbench().resume(run.id)
        st.rerun()


def _log(run: Run) -> None:
    """The last lines of its log; none while it is empty."""
    text = log_tail(run)
    if text:
        with st.expander("Log"):
            st.code(text, language=None, wrap_lines=True)


def log_tail(run: Run) -> str:
    """The last lines, however long the log is."""
    return "\n".join(last_lines(run.folder / "log.txt", LOG_LINES))

"""One run of any type: how it stands, what came of it, and what can be done with it."""

from collections.abc import Callable
from time import time_ns

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.instants import parse_instant
from tradecore.notes import PINNED, Notes, noted, tagged
from tradecore.views.report import beside
from tradecore.views.text import minute
from tradecore_ui.boundary import complain, plain
from tradecore_ui.desk import choose, workbench, zone
from tradecore_ui.jobs import finished
from tradecore_ui.links import to_run
from tradecore_ui.navigation import page_of
from tradecore_ui.results.about import about
from tradecore_ui.tables import metrics
from tradecore_ui.words import verdict
from tradecore_workbench.rerunning import begin, proof_of
from tradecore_workbench.run import Run


def show(run: Run) -> None:
    """The run, whatever its type; its own page draws more."""
    st.markdown(f"#### {run.kind} `{run.id}`")
    if page_of(run.kind) != "runs":
        to_run(run.kind, run.id, "Open it on its page")
    done = finished(run)
    if done:
        verdict(run.sentences)
        _again(run)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _notes(run)
    with right:
        _tags(run)
    if not done:
        return
    numbers = {name: value for name, value in run.metrics.items() if isinstance(value, int | float)}
    if numbers:
        with st.expander("All numbers"):
            metrics(*beside({run.kind: numbers}), f"numbers.{run.id}")
    about(run, run.request)


def _again(run: Run) -> None:
    """Repeats it, and tells of one that repeats another how it compares."""
    first = workbench().runs.notes(run.id).rerun_of
    if first:
        _proof(run, first)
        return
    if st.button("Run it again and compare", key=f"again.{run.id}", icon=":material/replay:"):
        try:
            choose(begin(workbench(), run.id))
        except TradecoreError as error:
            complain(error)
        else:
            st.rerun()


def _proof(run: Run, first: str) -> None:
    try:
        sentences = proof_of(workbench(), run.id).sentences
    except TradecoreError as error:
        sentences = (str(error),)
    st.info(plain(f"It repeats {first}. {' '.join(sentences)}"), icon=":material/fact_check:")


def _notes(run: Run) -> None:
    st.markdown("##### Notes")
    for note in workbench().runs.notes(run.id).notes:
        st.markdown(f":gray[{minute(parse_instant(note.at), zone())}]  {plain(note.text)}")
    with st.form(f"note.form.{run.id}", clear_on_submit=True, border=False):
        text = st.text_area("A note", key=f"note.{run.id}", height=68, placeholder="What you think of it.")
        if st.form_submit_button("Keep the note"):
            _changed(run, lambda notes: noted(notes, text, time_ns()))


def _tags(run: Run) -> None:
    st.markdown("##### Tags")
    present = workbench().runs.notes(run.id).tags
    given = st.multiselect(
        "Tags",
        sorted({*present, PINNED}),
        present,
        key=f"tags.{run.id}.{'.'.join(present)}",
        accept_new_options=True,
        help=f"A run with the tag {PINNED} is never pruned.",
        label_visibility="collapsed",
    )
    add, gone = set(given) - set(present), set(present) - set(given)
    if add or gone:
        _changed(run, lambda notes: tagged(notes, add, gone))


def _changed(run: Run, change: Callable[[Notes], Notes]) -> None:
    """Keeps what people say of the run, and shows it."""
    try:
        workbench().runs.annotate(run.id, change)
    except TradecoreError as error:
        complain(error)
    else:
        st.rerun()

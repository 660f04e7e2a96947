"""Which run a page shows: a list of the newest ones above it."""

from collections.abc import Sequence

import streamlit as st

from tradecore.jobs import RunLine, Wanted
from tradecore.views.listing import choice
from tradecore_ui.desk import choose, chosen, workbench, zone
from tradecore_workbench.run import Run

NEWEST = 60


def picked(kind: str) -> Run | None:
    """The run that is shown, with a list to show another one; None where there is none of this type."""
    newest = workbench().runs.lines(Wanted(types=(kind,)), NEWEST)
    run = chosen(kind, newest)
    if run is None:
        return None
    lines = {line.job_id: line for line in newest}
    names = list(lines) if run.id in lines else [run.id, *lines]
    # A list for each run: what is chosen elsewhere is not overruled by what was chosen here before. And one for each
    # text of it: the browser knows a choice by its text alone, which is another one once the run is over.
    key = f"{kind}.run.{run.id}.{_words(run.id, lines)}"
    st.selectbox(
        "Run",
        names,
        names.index(run.id),
        key=key,
        format_func=lambda name: _words(name, lines),
        on_change=lambda: _choose(st.session_state[key], names),
    )
    return run


def _choose(job_id: str, names: Sequence[str]) -> None:
    """Shows the run; not one whose text was another one until now, which has to be chosen again."""
    if job_id in names:
        choose(job_id)


def _words(job_id: str, lines: dict[str, RunLine]) -> str:
    return choice(lines[job_id], zone()) if job_id in lines else job_id

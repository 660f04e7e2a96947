"""The first sentence of runs, kept by run: what is over does not change."""

from collections.abc import Mapping, Sequence

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.jobs import RunLine
from tradecore.views.home import newest_of_each
from tradecore_ui.desk import workbench


def first_sentences(lines: Sequence[RunLine]) -> Mapping[str, str]:
    """By run id, of the newest run of each type that succeeded."""
    return {line.job_id: _first(line.job_id, line.finished) for line in newest_of_each(lines).values()}


@st.cache_data(show_spinner=False, max_entries=200)
def _first(job_id: str, finished: str) -> str:  # noqa: ARG001 - a run that was made again is another one
    try:
        sentences: Sequence[str] = workbench().result(job_id).sentences
    except TradecoreError as error:
        return str(error)
    return sentences[0] if sentences else ""

"""Ways from one page to a run on another."""

import streamlit as st

from tradecore_ui.boundary import plain
from tradecore_ui.desk import RUN
from tradecore_ui.navigation import file_of, page_of


def to_run(kind: str, job_id: str, words: str) -> None:
    """A link to the page of a run's type, with the run on it."""
    st.page_link(
        file_of(page_of(kind)), label=f"**{plain(words)}**", query_params={RUN: job_id}, icon=":material/arrow_forward:"
    )


def to_page(name: str, words: str) -> None:
    """A link to a page."""
    st.page_link(file_of(name), label=plain(words), icon=":material/arrow_forward:")


def open_run(kind: str, job_id: str) -> None:
    """Leaves the page for that of a run's type, with the run on it."""
    st.switch_page(file_of(page_of(kind)), query_params={RUN: job_id})

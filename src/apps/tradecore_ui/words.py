"""Sentences: the verdict of a run, what questions it, and what a page has to say when it is empty."""

from collections.abc import Sequence

import streamlit as st

from tradecore_ui.boundary import plain


def verdict(sentences: Sequence[str]) -> None:
    """The first sentence large, the others beneath it."""
    if not sentences:
        return
    st.markdown(f"**{plain(sentences[0])}**")
    listed(sentences[1:])


def listed(sentences: Sequence[str]) -> None:
    """Sentences one below the other."""
    if sentences:
        st.markdown("\n".join(f"- {plain(each)}" for each in sentences))


def empty(words: str, remedy: str) -> None:
    """What is missing, and what to do next."""
    st.info(f"{words} {remedy}", icon=":material/info:")

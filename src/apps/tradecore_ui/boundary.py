"""Where a page ends: whatever goes wrong in it becomes one paragraph, never a traceback."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st

from tradecore.errors import TradecoreError

LOG = logging.getLogger(__name__)


@contextmanager
def boundary() -> Generator[None]:
    """Draws what the block raises; a defect's traceback goes to the server's terminal."""
    try:
        yield
    except TradecoreError as error:
        complain(error)
    except Exception as error:
        LOG.exception("A page failed")
        st.error(
            f"{type(error).__name__}: {plain(str(error))} This is a defect of tradecore or of a plugin; the terminal "
            "in which tradecore ui runs has the traceback.",
            icon=":material/bug_report:",
        )


def complain(error: TradecoreError) -> None:
    """Draws what was refused, in its own words."""
    st.error(plain(str(error)), icon=":material/error:")


def plain(text: str) -> str:
    """A text of somebody else in which nothing is markup."""
    return "".join(f"\\{each}" if each in r"\`*_{}[]()<>#+-.!|$~:" else each for each in text)

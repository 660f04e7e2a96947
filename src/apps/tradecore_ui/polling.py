"""A part of a page that is drawn again and again, while the rest stays."""

from collections.abc import Callable

import streamlit as st

from tradecore_ui.boundary import boundary

EVERY = 1.0


def polled(draw: Callable[[], None], every: float = EVERY) -> None:
    """Draws now, and every so many seconds again; `draw` looks cheaply, and may ask for the whole page anew."""

    @st.fragment(run_every=every)
    def again() -> None:
        with boundary():
            draw()

    again()

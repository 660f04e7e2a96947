"""The numbers to see first."""

from collections.abc import Sequence

import streamlit as st

from tradecore.views.charts import Tone
from tradecore.views.meanings import explained
from tradecore.views.report import Tile
from tradecore_ui.boundary import plain

# What colours a metric's second line, by the tone of the number.
COLOURS = {Tone.GOOD: "green", Tone.BAD: "red"}


def tiles(numbers: Sequence[Tile]) -> None:
    """A row of tiles; what each means stands behind its question mark."""
    if not numbers:
        return
    for column, tile in zip(st.columns(len(numbers)), numbers, strict=True):
        with column.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(tile.label, tile.value, help=explained(tile.label) or None)
            words, colour = plain(tile.beside), COLOURS.get(tile.tone) if tile.tone else None
            st.caption(f":{colour}[{words}]" if colour and words else words)

"""The numbers to see first."""

from collections.abc import Sequence

import streamlit as st

from tradecore.views.charts import Tone
from tradecore.views.report import Tile
from tradecore.views.tile_words import told
from tradecore_ui.boundary import plain

# What colours a metric's second line, by the tone of the number.
COLOURS = {Tone.GOOD: "green", Tone.BAD: "red"}


def tiles(numbers: Sequence[Tile]) -> None:
    """A row of tiles; what each means stands behind its question mark."""
    if not numbers:
        return
    for column, tile in zip(st.columns(len(numbers)), numbers, strict=True):
        with column.container(border=True, height="stretch", gap="xxsmall"):
            words, colour = plain(tile.beside), COLOURS.get(tile.tone) if tile.tone else None
            value = f":{colour}[{tile.value}]" if colour and not words else tile.value
            st.metric(tile.label, value, help=told(tile.label) or None)
            st.caption(f":{colour}[{words}]" if colour and words else words)

"""The numbers to see first."""

from collections.abc import Sequence

import streamlit as st

from tradecore.views.charts import Tone
from tradecore.views.meanings import explained
from tradecore.views.report import Tile

# What colours a metric's second line, by the tone of the number.
COLOURS = {Tone.GOOD: "green", Tone.BAD: "red"}


def tiles(numbers: Sequence[Tile]) -> None:
    """A row of tiles; what each means stands behind its question mark."""
    if not numbers:
        return
    for column, tile in zip(st.columns(len(numbers)), numbers, strict=True):
        column.metric(
            tile.label,
            tile.value,
            tile.beside or None,
            delta_color=COLOURS.get(tile.tone, "off") if tile.tone else "off",  # pyright: ignore[reportArgumentType]
            delta_arrow="off",
            border=True,
            help=explained(tile.label) or None,
        )

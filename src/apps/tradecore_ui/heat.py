"""A heat map of a search, drawn with plotly."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.views.charts import Tone
from tradecore.views.optimize import Heat
from tradecore.views.searching.cells import told
from tradecore.views.text import label, metric
from tradecore_ui.desk import dark
from tradecore_ui.palette import shades

HEIGHT = 420
# With more cells than this, numbers in them cannot be read.
MOST_NUMBERS = 12


def heat(view: Heat, by: str, key: str) -> None:
    """The map with what it tells beneath."""
    st.plotly_chart(figure(view, by, is_dark=dark()), key=f"heat.{key}", config={"displayModeBar": False})


def figure(view: Heat, by: str, *, is_dark: bool) -> Any:  # noqa: ANN401 - plotly has no types
    """Cells in colour, those that could not be chosen in grey, a frame around the best set."""
    colours = shades(dark=is_dark)
    small = max(len(view.columns), len(view.rows)) <= MOST_NUMBERS
    texts = [["" if cell is None else metric(by, cell) for cell in row] for row in view.cells]
    poor = [
        [1.0 if cell is None and tried else None for cell, tried in zip(row, counts, strict=True)]
        for row, counts in zip(view.cells, view.tried, strict=True)
    ]
    across, upward = list(range(len(view.columns))), list(range(len(view.rows)))
    ground = go.Heatmap(
        x=across, y=upward, z=poor, showscale=False, hoverinfo="skip", opacity=0.35,
        colorscale=[[0, colours[Tone.QUIET]], [1, colours[Tone.QUIET]]],
    )  # fmt: skip
    cells = go.Heatmap(
        x=across, y=upward, z=[list(row) for row in view.cells], hovertext=told(view, by), hoverinfo="text",
        text=texts if small else None, texttemplate="%{text}" if small else None,
        colorscale="Viridis", reversescale=not LARGER_IS_BETTER[by], colorbar={"title": label(by), "thickness": 12},
        xgap=1, ygap=1,
    )  # fmt: skip
    drawn = go.Figure([ground, cells])
    drawn.update_layout(height=HEIGHT, margin={"l": 8, "r": 8, "t": 8, "b": 8})
    drawn.update_xaxes(title=view.x, tickvals=across, ticktext=list(view.columns), showgrid=False)
    drawn.update_yaxes(title=view.y or None, tickvals=upward, ticktext=list(view.rows), showgrid=False)
    if view.best is not None:
        row, column = view.best
        drawn.add_shape(
            type="rect", x0=column - 0.5, x1=column + 0.5, y0=row - 0.5, y1=row + 0.5,
            line={"color": colours[Tone.BAD], "width": 3},
        )  # fmt: skip
    return drawn

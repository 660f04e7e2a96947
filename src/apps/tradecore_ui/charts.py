"""Charts of the core's view models, drawn with plotly."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import streamlit as st

from tradecore.views.charts import Block, Chart, Grid, Layer, Line, Points, Strokes
from tradecore_ui.desk import dark
from tradecore_ui.palette import Shades, shades
from tradecore_ui.tables import grid

SECOND = 1_000_000_000
HIGH, LOW = 340, 200
FORMATS = {"percent": ".1%", "money": ",.0f", "number": "", "time": ""}
FEW = 2
# So many points hide each other unless they are small.
MANY = 200
ROOM = 0.04


def block(each: Block, key: str) -> None:
    """A chart or a grid."""
    if isinstance(each, Grid):
        grid(each, key)
    else:
        chart(each, key)


def chart(view: Chart, key: str) -> None:
    """A chart with its title above and its caption beneath."""
    st.markdown(f"##### {view.title}")
    st.plotly_chart(figure(view, is_dark=dark()), key=f"chart.{key}", config={"displayModeBar": False})
    if view.caption:
        st.caption(view.caption)


def figure(view: Chart, *, is_dark: bool) -> Any:  # noqa: ANN401 - plotly has no types
    """The figure; instants are written in the view's zone."""
    colours = shades(dark=is_dark)
    drawn = [trace for layer in view.layers for trace in _traces(layer, view, colours)]
    shape = go.Figure(drawn)
    named = sum(1 for layer in view.layers if layer.name)
    shape.update_layout(
        height=LOW if view.low else HIGH,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=named >= FEW,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x unified" if any(isinstance(layer, Line) for layer in view.layers) else "closest",
    )
    shape.update_yaxes(tickformat=FORMATS[view.y], title=view.y_name or None, zeroline=view.floor == 0.0)
    shape.update_xaxes(tickformat="" if view.x == "time" else FORMATS[view.x], title=view.x_name or None)
    if view.x != "time" and drawn:
        shape.update_xaxes(range=_widened(view.layers))
    return shape


def _widened(layers: Sequence[Layer]) -> Sequence[float]:
    """From the first to the last x, with some room, so that nothing lies on the frame."""
    ends = [float(x) for layer in layers for x in (min(layer.x), max(layer.x)) if len(layer.x)]
    room = (max(ends) - min(ends)) * ROOM or 1.0
    return min(ends) - room, max(ends) + room


def instants(times: Sequence[int], zone: str) -> list[str]:
    """Instants (ns UTC) as plotly takes those of a zone: without an offset."""
    tz = UTC if zone == "UTC" else ZoneInfo(zone)
    return [datetime.fromtimestamp(int(time) // SECOND, tz).strftime("%Y-%m-%d %H:%M:%S") for time in times]


def _traces(layer: Layer, view: Chart, colours: Shades) -> list[Any]:
    colour = colours[layer.tone]
    match layer:
        case Line():
            line = {"color": colour, "width": 1.6, "dash": "dash" if layer.dashed else "solid"}
            fill = {"fill": "tozeroy", "fillcolor": f"rgba{(*_rgb(colour), 0.22)}"} if layer.filled else {}
            how = {"name": layer.name, "mode": "lines", "showlegend": bool(layer.name), "line": line, **fill}
            return [go.Scatter(x=_x(layer.x, view), y=list(layer.y), **how)]
        case Points():
            size = 7 if len(layer.x) <= MANY else 4
            marker = {"color": colour, "size": size, "symbol": "circle-open" if layer.hollow else "circle"}
            reach = {"error_y": {"array": list(layer.reach), "color": colour}} if len(layer.reach) else {}
            return [
                go.Scatter(
                    x=_x(layer.x, view),
                    y=list(layer.y),
                    name=layer.name,
                    mode="markers",
                    marker=marker,
                    showlegend=bool(layer.name),
                    hoverinfo="text" if layer.notes else "skip",
                    text=list(layer.notes) or None,
                    **reach,
                )
            ]
        case Strokes():
            return [_strokes(layer, view, colour)]


def _strokes(layer: Strokes, view: Chart, colour: str) -> Any:  # noqa: ANN401
    """Each stroke apart from the next by a gap."""
    starts, ends = _x(layer.x, view), _x(layer.to_x, view)
    x: list[Any] = [each for start, end in zip(starts, ends, strict=True) for each in (start, end, None)]
    y: list[Any] = [each for start, end in zip(layer.y, layer.to_y, strict=True) for each in (start, end, None)]
    notes = [each for note in layer.notes for each in (note, note, "")]
    return go.Scatter(
        x=x,
        y=y,
        name=layer.name,
        mode="lines",
        line={"color": colour, "width": 2},
        text=notes or None,
        hoverinfo="text" if notes else "skip",
    )


def _x(values: Sequence[Any], view: Chart) -> list[Any]:
    return instants(values, view.zone) if view.x == "time" else list(values)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

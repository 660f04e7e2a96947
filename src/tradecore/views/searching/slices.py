"""The objective along each axis of a search: every set as a point, and the middle of them at each value."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from tradecore.landscape import Landscape
from tradecore.parameters import Value
from tradecore.space import Axis
from tradecore.trials import Trials
from tradecore.views.charts import Chart, Line, Points, Tone
from tradecore.views.heat import written
from tradecore.views.meanings import unit_of
from tradecore.views.text import label, percent

# More points than this are a cloud of one colour.
MOST_POINTS = 2_000
CAPTION = (
    "Each point is a set, the line the middle of those with that value. A broad hill can be traded; a lone spike is "
    "luck, and a line that still rises at its end asks for values beyond it."
)


def slice_charts(trials: Trials, landscape: Landscape) -> tuple[Chart, ...]:
    """One chart an axis, that with the most influence first; none for values that are no numbers to draw."""
    influence = landscape.influence()
    axes = sorted(landscape.space.axes, key=lambda axis: -influence[axis.name])
    charts = (_slice(trials, landscape.strategies, axis, influence[axis.name]) for axis in axes)
    return tuple(chart for chart in charts if chart.layers)


def _slice(trials: Trials, sets: Sequence[Any], axis: Axis, influence: float) -> Chart:
    by = trials.by
    rows = [
        (getattr(one, axis.name), value)
        for index, one in enumerate(sets)
        if trials.eligible(index) and (value := trials.value(by, index)) is not None
    ]
    step = -(-len(rows) // MOST_POINTS) or 1
    points, middles = rows[::step], _middles(rows)
    name = f"sets, one in {step}" if step > 1 else "sets"
    layers: list[Line | Points] = []
    if rows:
        layers.append(Points(name, *_columns(points), Tone.QUIET))
        layers.append(Line("middle", *_columns(middles)))
    if trials.best is not None:
        layers.append(_best(trials, sets[trials.best], axis))
    return Chart(
        f"{label(by)[:1].upper()}{label(by)[1:]} along {axis.name}",
        tuple(layers),
        x="number",
        y=unit_of(by),
        x_name=axis.name,
        y_name=label(by),
        caption=f"{axis.name} explains {percent(influence, 0)} of the differences. {CAPTION}",
    )


def _best(trials: Trials, one: Any, axis: Axis) -> Points:  # noqa: ANN401
    place, value = float(getattr(one, axis.name)), trials.value(trials.by, trials.best or 0) or 0.0
    return Points("best set", [place], [value], Tone.BAD, notes=(f"{axis.name}={written(getattr(one, axis.name))}",))


def _middles(rows: Sequence[tuple[Value, float]]) -> list[tuple[Value, float]]:
    groups: dict[Value, list[float]] = {}
    for place, value in rows:
        groups.setdefault(place, []).append(value)
    return [(place, median(groups[place])) for place in sorted(groups)]


def _columns(rows: Sequence[tuple[Value, float]]) -> tuple[list[float], list[float]]:
    return [float(place) for place, _ in rows], [value for _, value in rows]

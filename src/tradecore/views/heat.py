"""The objective of a search laid out over two axes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tradecore.landscape import Landscape
from tradecore.parameters import Value
from tradecore.space import Axis
from tradecore.trials import Trials
from tradecore.views.optimize import Heat

# More cells along an axis than this cannot be told apart: neighbouring values share one.
MOST_CELLS = 40


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the picture: the cell of each value of its axis. A side without an axis has one cell."""

    name: str = ""
    cells: Mapping[Value, int] = field(default_factory=dict[Value, int])

    @classmethod
    def of(cls, axis: Axis) -> "Side":
        """Each value has a cell, or with many values one that it shares with its neighbours."""
        count = len(axis.values)
        cells = min(count, MOST_CELLS)
        return cls(axis.name, {value: place * cells // count for place, value in enumerate(axis.values)})

    def place(self, strategy: Any) -> int:  # noqa: ANN401
        """The cell that a set lies in."""
        return self.cells[getattr(strategy, self.name)] if self.name else 0

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands beside each cell: its value, or the first and the last one."""
        members: dict[int, list[Value]] = {}
        for value, cell in self.cells.items():
            members.setdefault(cell, []).append(value)
        return tuple(_span(group) for group in members.values()) or ("",)


def heat_of(trials: Trials, landscape: Landscape, heatmap: Sequence[str] = ()) -> Heat:
    """The objective over the axes named, or the two that matter most; the first one named runs along x."""
    shown = shown_axes(landscape, heatmap)
    x, y = Side.of(shown[0]), Side.of(shown[1]) if len(shown) > 1 else Side()
    width, height = len(x.labels), len(y.labels)
    found = [[list[float]() for _ in range(width)] for _ in range(height)]
    tried = [[0] * width for _ in range(height)]
    for index, one in enumerate(landscape.strategies):
        row, column = y.place(one), x.place(one)
        tried[row][column] += 1
        value = trials.value(trials.by, index)
        if value is not None and trials.eligible(index):
            found[row][column].append(value)
    chosen = None if trials.best is None else landscape.strategies[trials.best]
    return Heat(
        x=x.name,
        y=y.name,
        columns=x.labels,
        rows=y.labels,
        cells=tuple(tuple(median(values) if values else None for values in row) for row in found),
        tried=tuple(map(tuple, tried)),
        best=None if chosen is None else (y.place(chosen), x.place(chosen)),
        others=tuple(axis.name for axis in landscape.space.axes if axis not in shown and len(axis.values) > 1),
    )


def shown_axes(landscape: Landscape, heatmap: Sequence[str]) -> Sequence[Axis]:
    """The axes named, in that order, or up to two with the most influence, that of more values first."""
    axes = {axis.name: axis for axis in landscape.space.axes}
    if heatmap:
        return [axes[name] for name in heatmap]
    influence = landscape.influence()
    several = [axis for axis in axes.values() if len(axis.values) > 1] or list(axes.values())[:1]
    ordered = sorted(several, key=lambda axis: -influence[axis.name])[:2]
    return sorted(ordered, key=lambda axis: -len(axis.values))


def written(value: Value) -> str:
    """A value as one types it."""
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


def _span(group: Sequence[Value]) -> str:
    return written(group[0]) + (f" to {written(group[-1])}" if len(group) > 1 else "")

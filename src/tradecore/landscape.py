"""Where the best set lies among the others: at an edge, on a plateau, and which axes matter."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median
from typing import Any

from tradecore.parameters import Value, parameters_of
from tradecore.space import Axis, Space

# An axis of fewer values has no inside, and of fewer other sets than this, or hardly more than the neighbours
# themselves, nobody can say that neighbours do better.
INSIDE = 3
OTHERS = 10


@dataclass(frozen=True, slots=True)
class Edge:
    """The best set has the lowest or highest value that was tried; `bound` when the strategy takes none beyond it."""

    name: str
    value: Value
    lowest: bool
    bound: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How sets do that differ from the best by one step, on one axis or several.

    `neighbours` were tried, `eligible` of them could have been chosen. `median` is that of their merits, and
    `better` the share of all sets further away that it beats or equals; None where there are too few to say.
    """

    neighbours: int
    eligible: int
    median: float | None = None
    better: float | None = None


@dataclass(frozen=True, slots=True)
class Landscape:
    """Sets over a space with the merit of each, more being better; None for one that cannot be chosen."""

    space: Space
    strategies: Sequence[Any]
    merits: Sequence[float | None]

    def edges(self, best: int) -> tuple[Edge, ...]:
        """The axes on whose ends the best set lies; not those on which one step inwards is as good."""
        limits = {each.name: each.range for each in parameters_of(self.space.strategy)}
        known = dict(zip(self.strategies, self.merits, strict=True))
        found: list[Edge] = []
        for axis in self.space.axes:
            chosen = self.strategies[best]
            value, values, bounds = getattr(chosen, axis.name), axis.values, limits[axis.name]
            if len(values) < INSIDE or value not in (values[0], values[-1]):
                continue
            lowest = value == values[0]
            inwards = chosen._replace(**{axis.name: values[1] if lowest else values[-2]})
            if known.get(inwards) != self.merits[best]:
                limit = None if bounds is None else bounds.low if lowest else bounds.high
                found.append(Edge(axis.name, value, lowest, value == limit))
        return tuple(found)

    def surroundings(self, best: int) -> Surroundings:
        """How the neighbours of the best set do, beside all the sets further away."""
        middle = [_place(axis, self.strategies[best]) for axis in self.space.axes]
        near, far, neighbours = list[float](), list[float](), 0
        for index, (one, merit) in enumerate(zip(self.strategies, self.merits, strict=True)):
            steps = (abs(_place(axis, one) - place) for axis, place in zip(self.space.axes, middle, strict=True))
            close = max(steps) <= 1
            neighbours += close and index != best
            if merit is not None and index != best:
                (near if close else far).append(merit)
        if not near:
            return Surroundings(neighbours, 0)
        typical = median(near)
        enough = len(far) >= max(OTHERS, 2 * len(near))
        beaten = sum(merit <= typical for merit in far) / len(far) if enough else None
        return Surroundings(neighbours, len(near), typical, beaten)

    def influence(self) -> Mapping[str, float]:
        """How much of the merits' variance the mean along each axis explains: 0 nothing, 1 all of it."""
        valued = [(one, merit) for one, merit in zip(self.strategies, self.merits, strict=True) if merit is not None]
        if not valued:
            return {axis.name: 0.0 for axis in self.space.axes}
        mean = fsum(merit for _, merit in valued) / len(valued)
        total = fsum((merit - mean) ** 2 for _, merit in valued)
        return {axis.name: _between(axis, valued, mean) / total if total else 0.0 for axis in self.space.axes}


def _place(axis: Axis, strategy: Any) -> int:  # noqa: ANN401
    """The place of a set's value on an axis."""
    return bisect_left(axis.values, getattr(strategy, axis.name))


def _between(axis: Axis, valued: Sequence[tuple[Any, float]], mean: float) -> float:
    """The sum of squares that the means of the axis's values explain."""
    groups: dict[Value, list[float]] = {}
    for one, merit in valued:
        groups.setdefault(getattr(one, axis.name), []).append(merit)
    return fsum(len(group) * (fsum(group) / len(group) - mean) ** 2 for group in groups.values())

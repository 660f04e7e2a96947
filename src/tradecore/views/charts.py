"""Charts as data: what a page or a notebook draws, whatever it draws with."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tradecore.table import Column

Unit = Literal["time", "money", "percent", "number"]
# A curve of more stretches than this is no finer on a page.
STRETCHES = 400


class Tone(StrEnum):
    """What a colour stands for; the one who draws chooses it, for light and dark."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FIFTH = "fifth"
    SIXTH = "sixth"
    GOOD = "good"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """A curve through (x, y), x ascending; `filled` to zero, `dashed` for what is only to compare with."""

    name: str
    x: Column
    y: Column
    tone: Tone = Tone.FIRST
    filled: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Separate (x, y); `reach` is how far a bar reaches up and down from each, `notes` says a word about each."""

    name: str
    x: Column
    y: Column
    tone: Tone = Tone.FIRST
    hollow: bool = False
    reach: Column = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strokes:
    """Straight lines from (x, y) to (to_x, to_y), such as trades; `notes` says a word about each."""

    name: str
    x: Column
    y: Column
    to_x: Column
    to_y: Column
    tone: Tone = Tone.FIRST
    notes: tuple[str, ...] = ()


Layer = Line | Points | Strokes


@dataclass(frozen=True, slots=True)
class Chart:
    """Layers over one pair of axes, the first one beneath.

    Instants on x are ns UTC and are written in `zone`; percent are fractions. `low` asks for less height,
    `floor` is a value of y that must be in sight.
    """

    title: str
    layers: tuple[Layer, ...]
    x: Unit = "time"
    y: Unit = "number"
    x_name: str = ""
    y_name: str = ""
    caption: str = ""
    zone: str = "UTC"
    low: bool = False
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a grid; `tone` colours it, the more the nearer `strength` is to 1."""

    text: str
    tone: Tone | None = None
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table; the first `left` columns hold text, the others numbers. A plain text is a cell without tone."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    caption: str = ""
    left: int = 1


Block = Chart | Grid


def thinned(x: Column, y: Column, stretches: int = STRETCHES) -> tuple[list[int | float], list[float]]:
    """First, lowest, highest and last point of each of `stretches` equal parts of x, which ascends.

    A line through them covers what one through every point does. Short series stay as they are.
    """
    if len(x) <= 4 * stretches:
        return list(x), list(y)
    places: list[int] = []
    first, width = x[0], (x[-1] - x[0]) / stretches
    start = 0
    for part in range(1, stretches + 1):
        end = len(x) if part == stretches else bisect_left(x, first + width * part, lo=start)
        if end > start:
            places += sorted(_corners(y, start, end))
        start = end
    return [x[place] for place in places], [y[place] for place in places]


def _corners(y: Sequence[float], start: int, end: int) -> set[int]:
    part = list(y[start:end])
    return {start, start + part.index(min(part)), start + part.index(max(part)), end - 1}

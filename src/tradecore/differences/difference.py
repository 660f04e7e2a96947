"""One place in which two files differ."""

from dataclasses import dataclass
from io import TextIOWrapper
from math import isfinite
from typing import BinaryIO

NOTHING = "nothing"
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place in which `file` differs: `place` names it, `first` and `second` are what stands there.

    In a table `row` counts its rows from 1, `line` is that of the file, and `column` is the column's name.
    """

    file: str
    place: str
    first: str
    second: str
    row: int = 0
    line: int = 0
    column: str = ""

    @property
    def sentence(self) -> str:
        """The same in words, with how far apart two numbers are."""
        apart = _apart(self.first, self.second)
        return f"{self.file} differs in {self.place}: {self.first} then, {self.second} now{apart}."


def cut(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def as_text(stream: BinaryIO) -> TextIOWrapper:
    """The stream as UTF-8, whatever is in it; to be detached before it is thrown away."""
    return TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="")


def _apart(first: str, second: str) -> str:
    try:
        a, b = float(first), float(second)
    except ValueError:
        return ""
    if not (isfinite(a) and isfinite(b)) or a == b:
        return ""
    return f" ({b - a:+.3g}, {abs(b - a) / max(abs(a), abs(b)):.1e} of it)"

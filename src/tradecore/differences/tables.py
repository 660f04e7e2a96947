"""The first difference of two tables."""

import csv
from collections.abc import Sequence
from itertools import zip_longest
from typing import BinaryIO

from tradecore.differences.difference import NOTHING, Difference, as_text, cut

Cells = Sequence[str]


def table_difference(file: str, first: BinaryIO, second: BinaryIO) -> Difference | None:
    """The first row and column that differ; None where every cell reads alike, or one of the two is no table."""
    one, other = as_text(first), as_text(second)
    try:
        left, right = csv.reader(one), csv.reader(other)
        names, theirs = next(left, list[str]()), next(right, list[str]())
        if names != theirs:
            return Difference(file, "its columns", ", ".join(names) or NOTHING, ", ".join(theirs) or NOTHING, line=1)
        for row, (a, b) in enumerate(zip_longest(left, right), 1):
            if a != b:
                return _row(file, names, row, max(left.line_num, right.line_num), a, b)
    except csv.Error:
        return None
    finally:
        one.detach()
        other.detach()
    return None


def _row(file: str, names: Cells, row: int, line: int, a: Cells | None, b: Cells | None) -> Difference:
    stamp = next((cells[0] for cells in (a, b) if cells), "")
    place = f"row {row:,} ({names[0]} {stamp})" if names and names[0] == "time" else f"row {row:,}"
    if a is None or b is None:
        whole = (NOTHING if cells is None else cut(",".join(cells)) for cells in (a, b))
        return Difference(file, place, *whole, row=row, line=line)
    column = next(k for k, (x, y) in enumerate(zip_longest(a, b)) if x != y)
    name = names[column] if column < len(names) else f"number {column + 1}"
    return Difference(file, f"{place}, column {name}", _cell(a, column), _cell(b, column), row, line, name)


def _cell(cells: Cells, column: int) -> str:
    if column >= len(cells):
        return NOTHING
    return cut(cells[column]) or "an empty cell"

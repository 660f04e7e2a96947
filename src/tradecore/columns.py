"""Handling columns of any buffer without knowing whose they are."""

from array import array
from collections.abc import Sequence
from typing import Any, Literal

from tradecore.table import Column


def plain(column: Column) -> list[Any]:
    """The values as Python scalars, in a list; quick for anything with a buffer."""
    try:
        return memoryview(column).tolist()  # pyright: ignore[reportArgumentType]
    except TypeError:
        return list(column)


def constant(column: Column, value: float) -> bool:
    """Whether every row holds `value`; at the speed of memory where the column is a buffer that holds its very bits."""
    if isinstance(column, array) and column.tobytes() == array(column.typecode, [value]).tobytes() * len(column):
        return True
    return all(one == value for one in column)


def typed(typecode: Literal["d", "q"], column: Column) -> "array[Any]":
    """The column as a buffer of this type; the very same one where it is that already, so nobody may write to it."""
    if isinstance(column, array) and column.typecode == typecode:
        return column
    return array(typecode, plain(column))


def head(column: "array[Any]", rows: int) -> "array[Any]":
    """The first rows; where there are no others, the very column."""
    return column if len(column) == rows else column[:rows]


def floats(values: Sequence[float]) -> "array[float]":
    """A buffer of float64."""
    return array("d", values)


def integers(values: Sequence[int]) -> "array[int]":
    """A buffer of int64."""
    return array("q", values)

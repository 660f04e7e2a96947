"""Handling columns of any buffer without knowing whose they are."""

from array import array
from collections.abc import Sequence
from typing import Any, Literal

from tradecore.table import Column

# What a buffer calls numbers of 64 bits that are laid out as ours.
_FORMATS = {"d": ("d",), "q": ("q", "l")}
_SIZE = 8


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
    return copied(typecode, column)


def copied(typecode: Literal["d", "q"], column: Column) -> "array[Any]":
    """A buffer of this type of one's own; at the speed of memory where the column is a buffer of such numbers."""
    try:
        view = memoryview(column)  # pyright: ignore[reportArgumentType]
    except TypeError:
        return array(typecode, column)
    if view.format not in _FORMATS[typecode] or view.itemsize != _SIZE or not view.c_contiguous or not view.nbytes:
        return array(typecode, view.tolist())
    made: array[Any] = array(typecode)
    made.frombytes(view.cast("B"))
    return made


def head(column: "array[Any]", rows: int) -> "array[Any]":
    """The first rows; where there are no others, the very column."""
    return column if len(column) == rows else column[:rows]


def floats(values: Sequence[float]) -> "array[float]":
    """A buffer of float64."""
    return copied("d", values)


def integers(values: Sequence[int]) -> "array[int]":
    """A buffer of int64."""
    return copied("q", values)

"""Handling columns of any buffer without knowing whose they are."""

from array import array
from collections.abc import Sequence
from typing import Any

from tradecore.table import Column


def plain(column: Column) -> list[Any]:
    """The values as Python scalars, in a list; quick for anything with a buffer."""
    try:
        return memoryview(column).tolist()  # pyright: ignore[reportArgumentType]
    except TypeError:
        return list(column)


def floats(values: Sequence[float]) -> "array[float]":
    """A buffer of float64."""
    return array("d", values)


def integers(values: Sequence[int]) -> "array[int]":
    """A buffer of int64."""
    return array("q", values)

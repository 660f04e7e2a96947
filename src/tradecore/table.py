"""Columns over instants: the one shape in which data crosses a port."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tradecore.errors import InvalidValue

# A list, an array.array or a numpy array: anything indexed, sliced and measured.
Column = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows stamped with int64 nanoseconds UTC and named columns of the same length.

    `time` need not be sorted or unique unless a subclass says so. Columns are never copied
    by the constructor, and slices share memory where the buffer allows it.
    """

    time: Column
    columns: Mapping[str, Column] = field(default_factory=dict[str, Column])

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if len(column) != len(self.time):
                raise InvalidValue(f"column {name}", f"{len(column)} rows", f"{len(self.time)} rows, as in time")

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, `time` excluded, in their order."""
        return tuple(self.columns)

    def slice(self, start: int, stop: int) -> Self:
        """Rows `start` to `stop` (exclusive), by position."""
        cut = {name: column[start:stop] for name, column in self.columns.items()}
        return replace(self, time=self.time[start:stop], columns=cut)

    def between(self, start: int, end: int) -> Self:
        """Rows with `start` <= time < `end`, in nanoseconds UTC; the table must be sorted by time."""
        return self.slice(bisect_left(self.time, start), bisect_left(self.time, end))

    def take(self, rows: Sequence[int]) -> Self:
        """The rows of the given positions, in the given order, as lists."""
        picked = {name: [column[i] for i in rows] for name, column in self.columns.items()}
        return replace(self, time=[self.time[i] for i in rows], columns=picked)

    def with_columns(self, **columns: Column) -> Self:
        """A table with these columns added or replaced."""
        return replace(self, columns={**self.columns, **columns})

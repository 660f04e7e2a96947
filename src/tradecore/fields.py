"""What a column or a field is: its kind, its unit, and the schema it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from numbers import Integral, Real

from tradecore.errors import InvalidValue
from tradecore.table import Table


class Kind(StrEnum):
    """What a cell holds: `time` is int64 ns UTC in a Table and ISO 8601 UTC in a file."""

    TIME = "time"
    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"


_TYPES: Mapping[Kind, type] = {
    Kind.TIME: Integral,
    Kind.NUMBER: Real,
    Kind.INTEGER: Integral,
    Kind.TEXT: str,
    Kind.FLAG: Integral,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table or one field of the metrics.

    `unit` is empty for pure text. An `optional` column may be missing, an optional metric may be null.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of one kind of file, in their order; `version` grows when their meaning changes.

    `varying` is the pattern of further columns whose names depend on what was asked for.
    """

    name: str
    version: int
    meaning: str
    fields: tuple[Field, ...]
    varying: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The field names in order, `time` included where there is one."""
        return tuple(field.name for field in self.fields)

    @property
    def tabular(self) -> bool:
        """True for the columns of a table, False for the fields of a record."""
        return self.timed or self.names[0] == "trial"

    @property
    def timed(self) -> bool:
        """True for the columns of a Table."""
        return self.names[0] == "time"

    def check(self, table: Table) -> None:
        """Raises InvalidValue for a column that is missing, unknown, or holds another kind of value."""
        known = {field.name: field for field in self.fields}
        for name in table.names:
            if name not in known:
                raise InvalidValue(f"{self.name} column", name, ", ".join(self.names))
        for name, field in known.items():
            if name != "time" and name not in table:
                if not field.optional:
                    raise InvalidValue(f"{self.name} columns", ", ".join(table.names), f"a column {name}")
                continue
            values = table.time if name == "time" else table[name]
            for found in set(map(type, values)):
                if not issubclass(found, _TYPES[field.kind]):
                    raise InvalidValue(f"{self.name} column {name}", found.__name__, f"{field.kind} values")


def time(name: str, meaning: str, *, optional: bool = False) -> Field:
    """An instant."""
    return Field(name, Kind.TIME, "UTC", meaning, optional)


def number(name: str, unit: str, meaning: str, *, optional: bool = False) -> Field:
    """A number."""
    return Field(name, Kind.NUMBER, unit, meaning, optional)


def count(name: str, unit: str, meaning: str, *, optional: bool = False) -> Field:
    """A whole number."""
    return Field(name, Kind.INTEGER, unit, meaning, optional)


def text(name: str, meaning: str, *, optional: bool = False) -> Field:
    """A word or a sentence."""
    return Field(name, Kind.TEXT, "", meaning, optional)


def flag(name: str, meaning: str) -> Field:
    """0 or 1."""
    return Field(name, Kind.FLAG, "0 or 1", meaning)

"""Tables of a run folder, read back from their CSV text."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import nan

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.instants import parse_instant
from tradecore.schemas import Kind, Schema
from tradecore.table import Column, Table

READERS: Mapping[Kind, Callable[[str], object]] = {
    Kind.TIME: parse_instant,
    Kind.NUMBER: lambda text: float(text) if text else nan,
    Kind.INTEGER: int,
    Kind.TEXT: str,
    Kind.FLAG: int,
}


def read_table(lines: Iterable[str], schema: Schema, columns: Sequence[str], name: str = "") -> Table:
    """The `columns` of a table that was written by its schema, as far as the text has them; times in ns UTC.

    An empty number is NaN. Raises UnreadableFile, naming the file `name` and the line, for what is no such table.
    """
    reader = csv.reader(lines)
    where = name or f"{schema.name}.csv"
    try:
        head = next(reader, list[str]())
        wanted = [column for column in ("time", *columns) if column in head]
        if "time" not in wanted:
            raise UnreadableFile(where, "it has no column time", "a table as tradecore writes it")
        kinds = {field.name: field.kind for field in schema.fields}
        places = [(head.index(column), READERS[kinds[column]]) for column in wanted]
        rows = [[read(cells[place]) for place, read in places] for cells in reader]
    except (InvalidValue, ValueError, IndexError, KeyError, csv.Error) as error:
        raise UnreadableFile(
            where, f"not as tradecore writes it: {str(error).rstrip('.')}", line=reader.line_num
        ) from error
    read: list[Column] = [list(column) for column in zip(*rows, strict=True)] or [()] * len(wanted)
    return Table(read[0], dict(zip(wanted[1:], read[1:], strict=True)))

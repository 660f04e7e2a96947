"""Tables as comma files that a person, a spreadsheet and CsvBars can read."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from tradecore.columns import plain
from tradecore.instants import format_instant
from tradecore.table import Column, Table

CHUNK = 8192
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """TableWriter for `csv`: UTF-8, commas, a header line, plain line ends, cells quoted only where needed."""

    def write(self, table: Table, stream: BinaryIO) -> None:
        """Writes in chunks, so that memory does not grow with the table."""
        columns = [("time", table.time), *table.columns.items()]
        stream.write(_encoded([[name for name, _ in columns]]))
        for start in range(0, len(table), CHUNK):
            cells = [_cells(name, column[start : start + CHUNK]) for name, column in columns]
            stream.write(_encoded(zip(*cells, strict=True)))


def _encoded(rows: Any) -> bytes:  # noqa: ANN401
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _cells(name: str, column: Column) -> Iterator[str]:
    as_time = name in {"time", "available", "train_end"} or name.endswith("_time")
    cell: Callable[[Any], str] = _time if as_time else _cell
    return map(cell, plain(column))


def _time(value: Any) -> str:  # noqa: ANN401
    return format_instant(value) if isinstance(value, int) else _cell(value)


def _cell(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, float):
        return repr(value) if value == value else ""
    if value is None:
        return ""
    if isinstance(value, str):
        # The csv module leaves a lone carriage return unquoted, and readers take it for the end of a row.
        return (f"'{value}" if value.startswith(_FORMULA) else value).replace("\r", "\n")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

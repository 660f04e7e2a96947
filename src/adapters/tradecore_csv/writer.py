"""Tables as comma files that a person, a spreadsheet and CsvBars can read."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from tradecore.bars import DAY
from tradecore.columns import plain
from tradecore.instants import format_instant
from tradecore.table import Table

CHUNK = 8192
# So many days and times of day are kept in mind.
KNOWN = 100_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DATE = len("2014-06-09")


class CsvWriter:
    """TableWriter for `csv`: UTF-8, commas, a header line, plain line ends, cells quoted only where needed."""

    def write(self, table: Table, stream: BinaryIO) -> None:
        """Writes in chunks, so that memory does not grow with the table."""
        columns = [("time", table.time), *table.columns.items()]
        instants = Instants()
        stream.write(_quoted([[name for name, _ in columns]]))
        for start in range(0, len(table), CHUNK):
            parts = [(name, plain(column[start : start + CHUNK])) for name, column in columns]
            kinds = [set(map(type, values)) for _, values in parts]
            cells = [_cells(name, values, kind, instants) for (name, values), kind in zip(parts, kinds, strict=True)]
            # Numbers and instants have nothing that would need quotes.
            bare = all(kind in ({float}, {int}) for kind in kinds)
            stream.write((_joined if bare else _quoted)(zip(*cells, strict=True)))


class Instants:
    """Instants as `format_instant` writes them: neighbours share their day, and days their times of day."""

    def __init__(self) -> None:
        self._days: dict[int, str] = {}
        self._clocks: dict[int, str] = {}

    def texts(self, times: Iterable[int]) -> list[str]:
        """A text each."""
        days, clocks = self._days, self._clocks
        found: list[str] = []
        for time in times:
            day, clock = divmod(time, DAY)
            if day not in days or clock not in clocks:
                self._learn(time, day, clock)
            found.append(days[day] + clocks[clock])
        return found

    def _learn(self, time: int, day: int, clock: int) -> None:
        for known in (self._days, self._clocks):
            if len(known) >= KNOWN:
                known.clear()
        text = format_instant(time)
        self._days[day], self._clocks[clock] = text[:_DATE], text[_DATE:]


def _joined(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(map("{}\n".format, map(",".join, rows))).encode()


def _quoted(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _cells(name: str, values: Sequence[Any], kinds: set[type], instants: Instants) -> Iterable[str]:
    if name in {"time", "available", "train_end"} or name.endswith("_time"):
        return instants.texts(values) if kinds == {int} else map(_time, values)
    if kinds == {float}:
        texts = list(map(repr, values))
        return ["" if text == "nan" else text for text in texts] if "nan" in texts else texts
    return map(str if kinds == {int} else _cell, values)


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

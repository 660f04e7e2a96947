"""Tables as comma files that a person, a spreadsheet and CsvBars can read."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from tradecore.bars import DAY
from tradecore.columns import plain
from tradecore.instants import format_instant
from tradecore.table import Table
from tradecore.table_cells import FORMULA

CHUNK = 8192
# So many times of day are kept in mind: every second has one.
KNOWN = 100_000
# Where each number of a piece comes so often, its text is looked up.
OFTEN = 4
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
        self.days: dict[int, str] = {}
        self.clocks: dict[int, str] = {}

    def texts(self, times: Sequence[int]) -> list[str]:
        """A text each."""
        days, clocks = self.days, self.clocks
        for day in {time // DAY for time in times}.difference(days):
            days[day] = format_instant(day * DAY)[:_DATE]
        try:
            return [days[time // DAY] + clocks[time % DAY] for time in times]
        except KeyError:
            if len(clocks) >= KNOWN:
                clocks.clear()
            for clock in {time % DAY for time in times}.difference(clocks):
                clocks[clock] = format_instant(clock)[_DATE:]
        return [days[time // DAY] + clocks[time % DAY] for time in times]


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
        return _numbers(values)
    return map(str if kinds == {int} else _cell, values)


def _numbers(values: Sequence[float]) -> list[str]:
    """Floats as `_cell` writes them, each text made once where most of them come again and again."""
    distinct = set(values)
    # 0.0 and -0.0 are one key but not one text.
    if len(distinct) * OFTEN < len(values) and 0.0 not in distinct:
        known = {value: _cell(value) for value in distinct}
        return [known[value] for value in values]
    texts = list(map(repr, values))
    return ["" if text == "nan" else text for text in texts] if "nan" in texts else texts


def _time(value: Any) -> str:  # noqa: ANN401
    return format_instant(value) if isinstance(value, int) else _cell(value)


def _cell(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, float):
        return repr(value) if value == value else ""
    if value is None:
        return ""
    if isinstance(value, str):
        # The csv module leaves a lone carriage return unquoted, and readers take it for the end of a row.
        return (f"'{value}" if value.startswith(FORMULA) else value).replace("\r", "\n")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

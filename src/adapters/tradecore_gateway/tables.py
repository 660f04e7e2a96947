"""Bars in a small CSV: how a process is handed the prices of its market."""

import csv
from io import StringIO
from pathlib import Path

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.instants import parse_instant
from tradecore.table import Table
from tradecore_kit.atomic import write_bytes

PRICES = ("open", "high", "low", "close")
ACCEPTED = "a header `time,open,high,low,close` or with `volume` behind it; times in ns since 1970 or ISO 8601"


def write_table(path: Path, table: Table) -> None:
    """Times in nanoseconds, prices, and the volume where it is known."""
    names = [*PRICES, *(["volume"] if "volume" in table else [])]
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(["time", *names])
    rows.writerows(zip(table.time, *(table[name] for name in names), strict=True))
    write_bytes(path, text.getvalue().encode(), sync=False)


def read_table(path: Path) -> Table:
    """The same back; raises UnreadableFile with the line."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(str(path), str(error)) from error
    names = tuple(lines[0]) if lines else ()
    if names not in {("time", *PRICES), ("time", *PRICES, "volume")}:
        raise UnreadableFile(str(path), f"its columns are {', '.join(names) or 'none'}", ACCEPTED)
    rows = [_row(path, number, line, len(names)) for number, line in enumerate(lines[1:], start=2)]
    if not rows:
        raise UnreadableFile(str(path), "it has no bars", ACCEPTED)
    columns = {name: [row[1][k] for row in rows] for k, name in enumerate(names[1:])}
    return Table([row[0] for row in rows], columns)


def _row(path: Path, number: int, line: list[str], width: int) -> tuple[int, list[float]]:
    shown = f"it is no bar: {','.join(line)!r}"
    if len(line) != width:
        raise UnreadableFile(str(path), shown, ACCEPTED, number)
    try:
        time = int(line[0]) if line[0].isdigit() else parse_instant(line[0])
        return time, [float(cell) for cell in line[1:]]
    except (ValueError, InvalidValue) as error:
        raise UnreadableFile(str(path), shown, ACCEPTED, number) from error

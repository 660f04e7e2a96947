"""Bars of a comma file: its header line, then its cells."""

import csv
import io
import re

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import UnreadableFile
from tradecore.ports.bar_source import RawBars
from tradecore_csv.cells import clean_cells, read_cells
from tradecore_kit.bar_files.files import locate, plain_head, read_text
from tradecore_kit.bar_files.headers import Header, header_of
from tradecore_kit.bar_files.reading import ROWS_ACCEPTED, raw_bars

_INK = re.compile(rb"\S")


def read_bars(workspace: str, spec: BarsSpec) -> RawBars:
    """What BarSource.read promises, of a file in or outside the workspace."""
    return _cleanly(workspace, spec) or _thoroughly(workspace, spec)


def _cleanly(workspace: str, spec: BarsSpec) -> RawBars | None:
    """Most files; None for those that need more than one look."""
    file = locate(workspace, spec.path)
    head = plain_head(file)
    first = _INK.search(head)
    end = head.find(b"\n", first.start()) if first else -1
    if end < 0 or not _INK.search(head, end):
        return None
    header, skipped = _header(spec.path, head)
    cells = clean_cells(file, head, header, skipped)
    return raw_bars(workspace, spec, header, cells) if cells else None


def _thoroughly(workspace: str, spec: BarsSpec) -> RawBars:
    content = read_text(workspace, spec.path)
    header, skipped = _header(spec.path, content)
    return raw_bars(workspace, spec, header, read_cells(spec.path, content, header, skipped))


def read_header(path: str, line: str, number: int) -> Header:
    """Reads line `number`; raises UnreadableFile naming what was found and what is accepted."""
    delimiter = max(",;\t|", key=line.count)
    names = tuple(name.strip() for name in next(csv.reader(io.StringIO(line), delimiter=delimiter)))
    return header_of(path, names, number, delimiter)


def _header(path: str, content: bytes) -> tuple[Header, int]:
    """The header is the first line that is not blank; also how many lines end with it."""
    start = _INK.search(content).start()  # type: ignore[union-attr]  # never empty
    end = content.find(b"\n", start)
    skipped = content.count(b"\n", 0, start) + 1
    line = content[start : end if end >= 0 else len(content)]
    try:
        header = read_header(path, line.decode("utf-8").rstrip("\r"), skipped)
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, "is not UTF-8 text", "a UTF-8 text file of comma-separated values") from error
    if end < 0 or not _INK.search(content, end):
        raise UnreadableFile(path, "has a header line and no row", ROWS_ACCEPTED, skipped)
    return header, skipped

"""A comma file that another program appends to: its new lines, as soon as they are whole."""

import csv
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradecore.columns import plain
from tradecore.errors import LinkDown, TradecoreError
from tradecore.ports.bar_stream import Corrected, Recovered, SourceBar, Stale, StreamWanted, Word
from tradecore.quality import Severity
from tradecore.steps import format_step
from tradecore_csv.cells import read_cells
from tradecore_csv.reading import read_header
from tradecore_kit.bar_files.headers import Header
from tradecore_kit.bar_files.reading import raw_bars

# How much is read and parsed at once, whatever the file has grown by.
PIECE = 1 << 20
FLOATS = ("open", "high", "low", "close", "volume")


class Tail:
    """One symbol of one file. A line is a closed bar; one that has no end yet is left until it has."""

    def __init__(self, workspace: str, wanted: StreamWanted, step: int) -> None:
        """Raises LinkDown where there is no such file, or not one that may be read."""
        self._workspace, self._symbol, self._since = workspace, wanted.instrument.symbol, wanted.since
        # Factors are of the whole file: whoever trades on the bars knows them.
        self._spec = replace(wanted.spec, factors="", step=format_step(step), start="", end="")
        self._path = Path(workspace, self._spec.path).expanduser()
        self._header: Header | None = None
        self._lines, self._read, self._rest, self._before = 0, 0, b"", b""
        self._newest: SourceBar | None = None
        self._troubled = False
        try:
            self._descriptor = os.open(self._path, os.O_RDONLY)
        except OSError as error:
            raise LinkDown(f"{self._spec.path} cannot be opened ({error.strerror})") from error

    def words(self) -> list[Word]:
        """What the file has grown by; raises LinkDown where it was cut or replaced."""
        self._check()
        found: list[Word] = []
        while content := os.read(self._descriptor, PIECE):
            self._read += len(content)
            whole, end, self._rest = (self._rest + content).rpartition(b"\n")
            found.extend(self._of_lines((whole + end).splitlines(keepends=True)))
        return found

    def close(self) -> None:
        """Harmless when it was closed before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _check(self) -> None:
        here = os.fstat(self._descriptor)
        try:
            there = self._path.stat()
        except OSError as error:
            raise LinkDown(f"{self._spec.path} is gone ({error.strerror})") from error
        if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino) or here.st_size < self._read:
            raise LinkDown(f"{self._spec.path} was cut or replaced")

    def _of_lines(self, lines: list[bytes]) -> Iterable[Word]:
        if self._header is None and lines:
            self._header = self._first(lines)
        self._lines += len(lines)
        if self._header is None:
            return
        header = self._header
        rows = [line for line in lines if line.strip() and self._ours(line, header)]
        if rows:
            yield from self._words(rows, header)
            self._before = rows[-1]

    def _first(self, lines: list[bytes]) -> Header | None:
        """Takes the header line off."""
        while lines:
            line = lines.pop(0).removeprefix(b"\xef\xbb\xbf")
            self._lines += 1
            if line.strip():
                return read_header(self._spec.path, line.decode("utf-8", "replace").rstrip("\r\n"), self._lines)
        return None

    def _ours(self, line: bytes, header: Header) -> bool:
        place = header.places.get("symbol", -1)
        if place < 0:
            return True
        cells = next(csv.reader([line.decode("utf-8", "replace")], delimiter=header.delimiter))
        return place < len(cells) and cells[place].strip() == (self._spec.symbol or self._symbol)

    def _words(self, rows: list[bytes], header: Header) -> Iterable[Word]:
        """The rows parsed behind the one before them, which tells where a bar labelled by its end begins."""
        content = self._before + b"".join(rows)
        try:
            raw = raw_bars(self._workspace, self._spec, header, read_cells(self._spec.path, content, header, 0))
        except TradecoreError as error:
            yield from self._trouble(str(error))
            return
        wrong = [one.message for one in raw.findings if one.severity is Severity.ERROR]
        if wrong:
            # The place that a finding names is one in this piece.
            told = "; ".join(message.partition(" (first")[0] for message in wrong)
            yield from self._trouble(f"{self._spec.path} has {told}")
        columns: dict[str, Any] = {name: plain(raw.table[name]) for name in FLOATS}
        for name in ("split", "dividend"):
            if name in raw.table:
                columns[name] = plain(raw.table[name])
        known = 1 if self._before else 0
        for place, time in enumerate(plain(raw.table.time)):
            if raw.table["line"][place] > known:
                yield from self._word(SourceBar(self._symbol, time, **{name: c[place] for name, c in columns.items()}))

    def _word(self, bar: SourceBar) -> Iterable[Word]:
        if bar.time < self._since or bar == self._newest:
            return
        if self._newest is not None and bar.time <= self._newest.time:
            yield Corrected(bar)
            return
        if self._troubled:
            self._troubled = False
            yield Recovered(self._symbol)
        self._newest = bar
        yield bar

    def _trouble(self, problem: str) -> Iterable[Word]:
        if not self._troubled:
            self._troubled = True
            yield Stale(self._symbol, problem)

"""The list of runs, kept in one file, so that ten thousand folders need not be read to show them.

It holds runs that are over. Nothing in it is believed unless the files it was made from are still the same; it
may be deleted at any time.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from tradecore.errors import StorageError
from tradecore.jobs import Failure, RunLine, State
from tradecore_kit.atomic import read_bytes, write_bytes

VERSION = 1
WATCHED = ("status.json", "result.json", "request.json")
# What a row holds of a line, in this order; the folder is known.
FIELDS = tuple(field.name for field in fields(RunLine) if field.name not in ("folder", "error", "doing"))
SHAPE = [int if name == "attempt" else str for name in FIELDS]
FINAL = tuple(state.value for state in State if state.final)

_values = attrgetter(*FIELDS)

Stamp = list[int]
Row = list[Any]
Reader = Callable[[str], RunLine]


class RunIndex:
    """The file; `reader` makes the line of a run from its folder."""

    def __init__(self, runs: Path, file: Path, reader: Reader) -> None:
        self._runs, self._file, self._read = runs, file, reader

    def lines(self, job_ids: Iterable[str]) -> Iterator[RunLine]:
        """The lines of all runs, in this order, from the index where it is right.

        The index is mended when all have been asked for.
        """
        known, kept, changed = self._load(), dict[str, Row](), False
        for job_id in job_ids:
            # Before the folder is read: what changes meanwhile is read again the next time.
            stamp = self._stamp(job_id)
            row = known.get(job_id)
            if row is not None and row[0] == stamp:
                kept[job_id] = row
                yield self._line(row)
                continue
            line = self._read(job_id)
            if line.state in FINAL:
                kept[job_id], changed = [stamp, *_row(line)], True
            yield line
        if changed or len(kept) != len(known):
            self._save(kept)

    def _stamp(self, job_id: str) -> Stamp:
        """When each file was changed, its size and its number; zeros where there is none."""
        stamp: Stamp = []
        folder = f"{self._runs}/{job_id}/"
        for name in WATCHED:
            try:
                found = os.lstat(folder + name)
            except OSError:
                stamp += (0, 0, 0)
            else:
                stamp += (found.st_mtime_ns, found.st_size, found.st_ino)
        return stamp

    def _line(self, row: Row) -> RunLine:
        error = Failure(*row[1]) if row[1] else None
        return RunLine(row[2], f"{self._runs}/{row[2]}", *row[3:], error=error)

    def _load(self) -> Mapping[str, Row]:
        """Rows by run; none when there is no index, or one that nobody can read."""
        try:
            plain = json.loads(read_bytes(self._file))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(plain, dict) or plain.get("schema") != VERSION:  # pyright: ignore[reportUnknownMemberType]
            return {}
        rows = cast("object", plain.get("runs"))  # pyright: ignore[reportUnknownMemberType]
        return {row[2]: row for row in rows if _sound(row)} if isinstance(rows, list) else {}

    def _save(self, rows: Mapping[str, Row]) -> None:
        content = json.dumps({"schema": VERSION, "runs": list(rows.values())}, ensure_ascii=False, allow_nan=False)
        # On a disk that takes nothing more, each list is made from the folders.
        with suppress(StorageError):
            write_bytes(self._file, content.encode("utf-8", "replace"), sync=False)


def _row(line: RunLine) -> list[object]:
    error = [line.error.type, line.error.message, line.error.where] if line.error else None
    return [error, *_values(line)]


def _sound(row: Any) -> bool:  # noqa: ANN401 - anything that JSON can hold
    """Whether a row has the shape that `_row` gives it, whoever wrote it."""
    if not isinstance(row, list) or [type(value) for value in row[2:]] != SHAPE:
        return False
    error = row[1]
    return error is None or (isinstance(error, list) and [type(part) for part in error] == [str] * 3)

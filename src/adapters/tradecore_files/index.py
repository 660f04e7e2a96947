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
# A line with the stamp of the files it was made from.
Kept = tuple[Stamp, RunLine]
Reader = Callable[[str], RunLine]


class RunIndex:
    """The file; `reader` makes the line of a run from its folder."""

    def __init__(self, runs: Path, file: Path, reader: Reader) -> None:
        self._runs, self._file, self._read = runs, file, reader
        # What the file held when it was read last; replaced as a whole, never changed, since threads share it.
        self._held: tuple[tuple[int, ...], Mapping[str, Kept]] = ((), {})

    def lines(self, job_ids: Iterable[str], others: Iterable[str] = ()) -> Iterator[RunLine]:
        """The lines of runs, in this order, from the index where it is right.

        `others` are there, too, and not asked for. The index is mended when all have been asked for.
        """
        known, changed = self._load(), False
        kept = {job_id: known[job_id] for job_id in others if job_id in known}
        for job_id in job_ids:
            # Before the folder is read: what changes meanwhile is read again the next time.
            stamp = self._stamp(job_id)
            held = known.get(job_id)
            if held is not None and held[0] == stamp:
                kept[job_id] = held
                yield held[1]
                continue
            line = self._read(job_id)
            if line.state in FINAL:
                kept[job_id], changed = (stamp, line), True
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

    def _line(self, row: list[Any]) -> RunLine:
        error = Failure(*row[1]) if row[1] else None
        return RunLine(row[2], f"{self._runs}/{row[2]}", *row[3:], error=error)

    def _load(self) -> Mapping[str, Kept]:
        """Lines by run; none when there is no index, or one that nobody can read; read anew when it was replaced."""
        try:
            found = os.lstat(self._file)
            mark = found.st_mtime_ns, found.st_size, found.st_ino
            if self._held[0] != mark:
                self._held = mark, self._parsed(read_bytes(self._file))
        except OSError:
            return {}
        return self._held[1]

    def _parsed(self, content: bytes) -> Mapping[str, Kept]:
        try:
            plain = json.loads(content)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(plain, dict) or plain.get("schema") != VERSION:  # pyright: ignore[reportUnknownMemberType]
            return {}
        rows = cast("object", plain.get("runs"))  # pyright: ignore[reportUnknownMemberType]
        return {row[2]: (row[0], self._line(row)) for row in rows if _sound(row)} if isinstance(rows, list) else {}

    def _save(self, kept: Mapping[str, Kept]) -> None:
        rows = [[stamp, *_row(line)] for stamp, line in kept.values()]
        content = json.dumps({"schema": VERSION, "runs": rows}, ensure_ascii=False, allow_nan=False)
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

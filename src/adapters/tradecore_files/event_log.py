"""The log of a session as a file that only grows: one line of JSON an event."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from tradecore.errors import DamagedLog, InvalidValue, RequestError, StorageError, UnsupportedVersion
from tradecore.instants import parse_instant
from tradecore.jobs import stamp
from tradecore.live.events import NAMES, SCHEMA, TYPES, Body, Event, Line
from tradecore_kit.atomic import NO_LINK, make_folder, sync_folder, write_bytes
from tradecore_kit.codec import decode, encode
from tradecore_kit.plain import line as as_line
from tradecore_kit.plain import loads
from tradecore_kit.storage import storing

# What a torn last line is kept under, beside the log.
TORN = "torn"
MICROSECOND = 1000


class FileEventLog:
    """`events.jsonl` of a session's folder.

    A line is written by one call and its length checked, so that a killed process leaves it whole or torn at the very
    end: what follows the last newline is cut off when the log is opened again, and kept in a file beside it. After an
    error nothing more is taken: what a disk that has failed once says about the next line is worth nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._broken = path, ""
        make_folder(path.parent)
        with storing(path):
            new = not path.exists()
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
            if new:
                sync_folder(path.parent)
        try:
            self._size = self._mend()
            self._seq = sum(1 for _ in self._texts())
        except BaseException:
            os.close(self._descriptor)
            raise
        self._synced = self._size

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return self._seq

    def append(self, event: Event) -> Line:
        """One more line; the instant is cut to microseconds."""
        line = Line(self._seq + 1, Event(event.time // MICROSECOND * MICROSECOND, event.body))
        content = as_line(as_plain(line), self._path.name, ascii_only=True)
        self._check()
        written = 0
        with self._failing():
            try:
                written = os.write(self._descriptor, content)
            finally:
                # Part of a line is worse than none: whoever reads on would take the next one for its end.
                if written != len(content):
                    os.ftruncate(self._descriptor, self._size)
        if written != len(content):
            self._broken = f"{written} of {len(content)} bytes were written"
            self._check()
        self._size += written
        self._seq = line.seq
        return line

    def sync(self) -> None:
        """To the disk; nothing when it is there already."""
        self._check()
        if self._synced == self._size:
            return
        with self._failing():
            os.fsync(self._descriptor)
        self._synced = self._size

    def lines(self, after: int = 0) -> Iterator[Line]:
        """Read as they are asked for."""
        for number, text in enumerate(self._texts(), 1):
            if number > after:
                yield read_line(text, str(self._path), number)

    def close(self) -> None:
        """The last sync."""
        if self._descriptor >= 0:
            try:
                if not self._broken:
                    self.sync()
            finally:
                os.close(self._descriptor)
                self._descriptor = -1

    def _texts(self) -> Iterator[bytes]:
        with self._path.open("rb") as stream:
            yield from stream

    def _mend(self) -> int:
        """Cuts off what follows the last newline, keeps it beside, and returns the length that is left."""
        size = os.fstat(self._descriptor).st_size
        whole = last_newline(self._descriptor, size) + 1
        if whole < size:
            torn = os.pread(self._descriptor, size - whole, whole)
            write_bytes(self._path.with_name(f"{self._path.stem}.{TORN}-{whole}"), torn)
            os.ftruncate(self._descriptor, whole)
            os.fsync(self._descriptor)
        return whole

    def _check(self) -> None:
        if self._broken:
            raise StorageError(str(self._path), self._broken, "The session stops. Mend the disk, then start it again.")

    def _failing(self) -> "_Failing":
        return _Failing(self)

    def fail(self, error: OSError) -> None:
        """From here on nothing is taken."""
        self._broken = error.strerror or str(error)
        self._check()


class _Failing:
    """Turns any error of the disk into the end of the log."""

    def __init__(self, log: FileEventLog) -> None:
        self._log = log

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OSError):
            self._log.fail(error)


def last_newline(descriptor: int, size: int, block: int = 65_536) -> int:
    """Where the last newline of a file is, -1 where there is none."""
    end = size
    while end > 0:
        begin = max(0, end - block)
        found = os.pread(descriptor, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found
        end = begin
    return -1


def as_plain(line: Line) -> dict[str, object]:
    """A line as JSON data."""
    body = line.event.body
    head = {"schema": SCHEMA, "seq": line.seq, "time": stamp(line.event.time), "type": NAMES[type(body)]}
    return {**head, "payload": encode(body)}


def read_line(text: bytes, path: str, number: int) -> Line:
    """The line with its number; raises DamagedLog, and UnsupportedVersion for one of a newer tradecore."""
    where = f"{path}, line {number}"
    try:
        plain = loads(text, where)
        line = cast("Mapping[str, object]", plain) if isinstance(plain, Mapping) else {}
        body = _body(line, where)
    except UnsupportedVersion:
        raise
    except RequestError as error:
        raise DamagedLog(path, number, f"it is not what was written: {error}".rstrip(".")) from error
    if line["seq"] != number:
        raise DamagedLog(path, number, f"it is event {line['seq']}")
    return Line(number, Event(parse_instant(str(line["time"])), body))


def _body(line: Mapping[str, object], where: str) -> Body:
    version, kind = line.get("schema"), line.get("type")
    if isinstance(version, int) and version > SCHEMA:
        raise UnsupportedVersion(where, version, SCHEMA)
    if not isinstance(kind, str) or kind not in TYPES or "seq" not in line or "time" not in line:
        raise InvalidValue("type", kind, f"an event: {', '.join(TYPES)}", where)
    return decode(TYPES[kind], line.get("payload"), where)

"""A file that grows by one line of JSON for each finished unit of work."""

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import cast

from tradecore.contracts.common import SCHEMA
from tradecore.errors import InvalidValue, JobError, RequestError, UnsupportedVersion
from tradecore_kit.atomic import NO_LINK, sync_folder
from tradecore_kit.plain import line, loads
from tradecore_kit.storage import storing

HEAD = line({"schema": SCHEMA}, "journal")
LONGEST = 256_000_000
SYNC_SECONDS = 1.0


class FileJournal:
    """An open journal; its first line carries the schema version.

    A line is written by one call, so that a process that is killed leaves it whole or not at all; it is forced to
    disk once a second, and what a power cut tears off is cut away when the journal is opened again.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor, self._synced = path, descriptor, monotonic()
        self._size = _mend(path, descriptor)
        if self._size == 0:
            self._write(HEAD)
        self._check_version()

    def entries(self) -> Iterator[Mapping[str, object]]:
        """Every line after the first, read as it is asked for."""
        with self._path.open("rb") as stream:
            for number, text in enumerate(stream, 1):
                if number > 1:
                    yield self._plain(text, number)

    def append(self, entry: Mapping[str, object]) -> None:
        """One more line."""
        self._write(line(entry, self._path.name))
        if monotonic() - self._synced > SYNC_SECONDS:
            self.sync()

    def sync(self) -> None:
        """Forces what was appended to disk."""
        with storing(self._path):
            os.fsync(self._descriptor)
        self._synced = monotonic()

    def _write(self, content: bytes) -> None:
        with storing(self._path):
            try:
                written = os.write(self._descriptor, content)
                while written < len(content):
                    written += os.write(self._descriptor, content[written:])
            except OSError:
                os.ftruncate(self._descriptor, self._size)
                raise
        self._size += len(content)

    def _check_version(self) -> None:
        with self._path.open("rb") as stream:
            version = self._plain(stream.readline(LONGEST), 1).get("schema")
        if type(version) is not int or version < 1:
            raise InvalidValue("schema", version, f"a version from 1 to {SCHEMA}", self._where(1))
        if version > SCHEMA:
            raise UnsupportedVersion(self._where(1), version, SCHEMA)

    def _plain(self, text: bytes, number: int) -> Mapping[str, object]:
        try:
            plain = loads(text, self._where(number), LONGEST)
        except RequestError as error:
            raise JobError(self._path.parent.name, f"its journal is damaged: {error} Delete it and resume") from error
        if not isinstance(plain, Mapping):
            raise JobError(self._path.parent.name, f"its journal is damaged in {self._where(number)}: not an object")
        return cast("Mapping[str, object]", plain)

    def _where(self, number: int) -> str:
        return f"runs/{self._path.parent.name}/{self._path.name}, line {number}"


@contextmanager
def opened(path: Path) -> Generator[FileJournal]:
    """The journal at `path`, made when it is not there; what was appended is on disk when the block ends."""
    with storing(path):
        new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
    try:
        journal = FileJournal(path, descriptor)
        if new:
            sync_folder(path.parent)
        yield journal
        journal.sync()
    finally:
        os.close(descriptor)


def _mend(path: Path, descriptor: int) -> int:
    """Cuts off what follows the last whole line, and returns the length that is left."""
    whole = 0
    with path.open("rb") as stream:
        for text in stream:
            if not (text.startswith(b"{") and text.endswith(b"}\n")):
                os.ftruncate(descriptor, whole)
                break
            whole += len(text)
    return whole

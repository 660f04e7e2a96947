"""The trial ledger as a file that grows by one line a run."""

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tradecore.contracts.ledger import LedgerEntry
from tradecore_files.layout import Layout
from tradecore_kit.atomic import NO_LINK, make_folder, sync_folder
from tradecore_kit.codec import encode, read
from tradecore_kit.locks import alone
from tradecore_kit.plain import line
from tradecore_kit.storage import storing


class FileLedger:
    """The ledger of a workspace: `ledger/trials.jsonl`."""

    def __init__(self, workspace: str) -> None:
        self._path = Layout(Path(workspace)).ledger

    @contextmanager
    def opened(self) -> Generator["OpenFileLedger"]:
        """The file, under a lock on its folder."""
        with alone(make_folder(self._path.parent)):
            with storing(self._path):
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
                sync_folder(self._path.parent)
            try:
                yield OpenFileLedger(self._path, descriptor)
            finally:
                os.close(descriptor)


class OpenFileLedger:
    """The file while it is locked. A line that a crash tore was never acknowledged, and is cut off."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor
        content = path.read_bytes()
        self._size = content.rfind(b"\n") + 1
        os.ftruncate(descriptor, self._size)
        self._lines = content[: self._size].splitlines()

    def entries(self) -> Sequence[LedgerEntry]:
        """A line each."""
        where = f"{self._path.parent.name}/{self._path.name}"
        return [read(LedgerEntry, text, f"{where}, line {number}") for number, text in enumerate(self._lines, 1)]

    def append(self, entry: LedgerEntry) -> None:
        """One more line, on disk before this returns."""
        content = line(encode(entry), self._path.name)
        with storing(self._path):
            try:
                written = 0
                while written < len(content):
                    written += os.write(self._descriptor, content[written:])
                os.fsync(self._descriptor)
            except OSError:
                os.ftruncate(self._descriptor, self._size)
                raise
        self._size += len(content)
        self._lines.append(content.rstrip(b"\n"))

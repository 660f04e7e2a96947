"""What a simulated broker has been told, in a file: told again, it is where it was."""

import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from tradecore_kit.atomic import NO_LINK, make_folder, sync_folder
from tradecore_kit.locks import lock, unlock
from tradecore_kit.plain import line, loads
from tradecore_kit.storage import storing

Call = Mapping[str, object]


class Memory:
    """A file that grows by one line of JSON for each call, of whichever client of the account.

    The file's order is the order in which things happened. A torn last line was never answered, and is cut off.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._read, self._lines = path, 0, 0
        make_folder(path.parent)
        with storing(path):
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
            sync_folder(path.parent)

    @property
    def behind(self) -> bool:
        """Whether another client has written something that was not read yet."""
        return os.fstat(self._descriptor).st_size > self._read

    @contextmanager
    def turn(self) -> Generator[Sequence[Call]]:
        """No other client writes during the block; yields what others have written since the last one."""
        lock(self._descriptor)
        try:
            yield self._catch_up() if self.behind else ()
        finally:
            unlock(self._descriptor)

    def keep(self, call: Call) -> None:
        """One more, inside a turn."""
        content = line(call, self._path.name)
        with storing(self._path):
            written = os.write(self._descriptor, content)
            while written < len(content):
                written += os.write(self._descriptor, content[written:])
        self._read += len(content)
        self._lines += 1

    def sync(self) -> None:
        """Forces what was kept to disk."""
        with storing(self._path):
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Harmless when it was closed before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _catch_up(self) -> list[Call]:
        """The lines beyond what was read; nobody writes meanwhile, so that a torn one is a dead client's."""
        with self._path.open("rb") as stream:
            stream.seek(self._read)
            content = stream.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with storing(self._path):
                os.ftruncate(self._descriptor, self._read + whole)
        found: list[Call] = []
        for text in content[:whole].splitlines():
            self._lines += 1
            found.append(cast("Call", loads(text, f"{self._path.name}, line {self._lines}")))
        self._read += whole
        return found

"""What a simulated broker has been told, in a file: told again, it is where it was."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from tradecore_kit.atomic import NO_LINK, make_folder, sync_folder
from tradecore_kit.plain import line, loads
from tradecore_kit.storage import storing


class Memory:
    """A file that grows by one line of JSON for each call; a torn last line was never answered, and is cut off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        make_folder(path.parent)
        with storing(path):
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
            sync_folder(path.parent)
            content = path.read_bytes()
            os.ftruncate(self._descriptor, content.rfind(b"\n") + 1)

    def calls(self) -> Iterator[Mapping[str, object]]:
        """What was kept, in its order."""
        with self._path.open("rb") as stream:
            for number, text in enumerate(stream, 1):
                yield cast("Mapping[str, object]", loads(text, f"{self._path.name}, line {number}"))

    def keep(self, call: Mapping[str, object]) -> None:
        """One more."""
        content = line(call, self._path.name)
        with storing(self._path):
            written = os.write(self._descriptor, content)
            while written < len(content):
                written += os.write(self._descriptor, content[written:])

    def sync(self) -> None:
        """Forces what was kept to disk."""
        with storing(self._path):
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Harmless when it was closed before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

"""What a job makes, in its run folder."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from tradecore.errors import InvalidValue
from tradecore.ports.artifacts import Written
from tradecore.ports.journal import Journal
from tradecore.ports.table_writer import TableWriter
from tradecore.table import Table
from tradecore_files.journal import opened
from tradecore_files.layout import RunFiles
from tradecore_kit.atomic import write_bytes, writing
from tradecore_kit.codec import dumps, encode


class FileArtifacts:
    """Artifacts as files beside request.json, each written whole."""

    def __init__(self, files: RunFiles, writers: Callable[[str], TableWriter]) -> None:
        self._files, self._writers = files, writers

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A stream that becomes the file."""
        return writing(self._files.artifact(name))

    def table(self, name: str, table: Table) -> None:
        """A table in the format of the name's ending."""
        _, dot, ending = name.partition(".")
        if not dot:
            raise InvalidValue("artifact", name, "a name with the ending of a table format, such as equity.csv")
        writer = self._writers(ending)
        with self.open(name) as stream:
            writer.write(table, stream)

    def record(self, name: str, value: object) -> None:
        """A contract or plain data as JSON."""
        write_bytes(self._files.artifact(name), dumps(encode(value), name))

    def journal(self, name: str) -> AbstractContextManager[Journal]:
        """A file that grows by one line a unit: `<name>.partial.jsonl`."""
        return opened(self._files.journal(name))

    def written(self) -> Sequence[Written]:
        """What lies in the folder so far."""
        return [Written(path.name, path.stat().st_size, _digest(path)) for path in self._files.artifacts()]


def manifest(files: RunFiles) -> list[dict[str, object]]:
    """Name, bytes and SHA-256 of every artifact, sorted by name."""
    return [{"name": path.name, "bytes": path.stat().st_size, "sha256": _digest(path)} for path in files.artifacts()]


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

"""Where a running job puts what it makes."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from tradecore.ports.journal import Journal
from tradecore.table import Table


@dataclass(frozen=True, slots=True)
class Written:
    """One artifact as the manifest lists it."""

    name: str
    bytes: int
    sha256: str


class Artifacts(Protocol):
    """One run's files. Names are checked; a file appears whole or not at all."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A stream that becomes the artifact when the block ends without an error."""
        ...

    def table(self, name: str, table: Table) -> None:
        """Writes a table by the writer registered for the name's ending (`.csv`)."""
        ...

    def record(self, name: str, value: object) -> None:
        """Writes a contract, or plain data, as JSON; NaN and infinity are an error."""
        ...

    def journal(self, name: str) -> AbstractContextManager[Journal]:
        """What earlier attempts of this run finished under `name` (without an ending), open for more.

        Journals are all that is left of an earlier attempt: its artifacts are made again, so that the run that is
        completed has the bytes of one that was never interrupted.
        """
        ...

    def written(self) -> Sequence[Written]:
        """Every artifact that is there, sorted by name; journals are not among them."""
        ...

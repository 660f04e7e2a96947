"""Where models are kept."""

from collections.abc import Sequence
from typing import Protocol

from tradecore.contracts.promote import Change, Standing
from tradecore.contracts.train import ModelRecord


class ModelStore(Protocol):
    """A registry of model files with their records. A name is written once and never replaced."""

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Writes the file, then the record; both or neither can be seen.

        Raises InvalidValue when the name is taken by different content; saving the same content again
        is harmless.
        """
        ...

    def record(self, name: str) -> ModelRecord:
        """Raises UnknownName with the names that exist."""
        ...

    def content(self, name: str) -> bytes:
        """The file, after its SHA-256 was compared with the record; raises UntrustedModel otherwise."""
        ...

    def standing(self, name: str) -> Standing:
        """How the model stands, with every change of it; raises UnknownName as `record` does."""
        ...

    def stand(self, name: str, change: Change) -> None:
        """Adds a change; the earlier ones stay. Raises UnknownName as `record` does."""
        ...

    def names(self) -> Sequence[str]:
        """All names, sorted."""
        ...

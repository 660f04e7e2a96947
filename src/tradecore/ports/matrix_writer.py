"""How the returns of many trials become one file, written as they come."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from tradecore.table import Column


class Matrix(Protocol):
    """A file that is being written."""

    def append(self, indices: Sequence[int], rows: Sequence[Column]) -> None:
        """Writes one batch of trials: the place of each among the sets, and its returns.

        Raises InvalidValue for a row that has not one value a column of the matrix.
        """
        ...


class MatrixWriter(Protocol):
    """Writes and reads one format, registered by its file ending (`parquet`). Memory holds one batch at a time."""

    def begin(self, stream: BinaryIO, columns: Sequence[int]) -> AbstractContextManager[Matrix]:
        """A matrix whose columns are numbered so (sessions: days since 1970-01-01).

        The file is whole when the block ends, also by an error, with the batches appended until then; the
        stream stays open. To go on with an earlier file, append its `batches` first.
        """
        ...

    def columns(self, stream: BinaryIO) -> Sequence[int]:
        """The numbers of the columns. Raises UnreadableFile for what is not such a file."""
        ...

    def batches(self, stream: BinaryIO) -> Iterator[tuple[Sequence[int], Sequence[Column]]]:
        """What was appended, batch by batch in its order. Raises UnreadableFile for what is not such a file."""
        ...

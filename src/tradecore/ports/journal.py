"""What a long job has finished so far, kept one unit at a time."""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Journal(Protocol):
    """Finished units of one job (trials, windows), so that a later attempt goes on where an earlier one was killed.

    It is no artifact: a run that succeeds has put everything into its tables and loses its journals.
    """

    def entries(self) -> Iterator[Mapping[str, object]]:
        """What earlier attempts and this one appended, in that order.

        Raises UnsupportedVersion for a journal of a newer tradecore and JobError for a damaged one.
        """
        ...

    def append(self, entry: Mapping[str, object]) -> None:
        """Keeps plain JSON data of one unit (NaN is an error); from here on it survives the process's death.

        Numbers come back bit by bit. Long columns of floats go in as text, by `tradecore.packed`. An entry that
        could not be written whole (StorageError) is not there at all.
        """
        ...

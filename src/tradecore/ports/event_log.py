"""Where a session writes down what happens, before anything follows from it."""

from collections.abc import Iterator
from typing import Protocol

from tradecore.live.events import Event, Line


class EventLog(Protocol):
    """The log of one session, which one process at a time has open. It only grows."""

    @property
    def seq(self) -> int:
        """The number of the last event, 0 in a log without any."""
        ...

    def append(self, event: Event) -> Line:
        """Adds one event as a whole line; it survives the process, but a power cut only after `sync`.

        Raises StorageError where it could not be written whole: then it is not there, and nothing more is taken.
        """
        ...

    def sync(self) -> None:
        """Forces to disk what was appended. Raises StorageError: nothing more is taken then, nor tried again."""
        ...

    def lines(self, after: int = 0) -> Iterator[Line]:
        """The events whose number is beyond `after`, in their order.

        Raises DamagedLog where a line before the last is not what was written.
        """
        ...

    def close(self) -> None:
        """Syncs, and lets others open it; harmless when it was closed before."""
        ...

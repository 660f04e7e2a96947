"""A run's place among those that work and those that wait."""

from typing import Protocol


class Place(Protocol):
    """Held by this process until it leaves or ends, however it ends; nobody else can hold it meanwhile."""

    @property
    def handle(self) -> int:
        """What a child process inherits to hold the place as well (an open file); -1 where nothing can be inherited."""
        ...

    def enter(self, limit: int) -> int:
        """Begins to work: 0 when it may, else how many runs have to end or begin first.

        It may when nobody who waits came earlier and fewer than `limit` work. A `limit` of 0 asks nobody.
        """
        ...

    def renew(self) -> None:
        """Takes the place again should somebody have removed its traces; called now and then."""
        ...

    def hand_over(self) -> None:
        """Leaves the place to the child process that has inherited it."""
        ...

    def leave(self) -> None:
        """Makes room for the next; harmless when it was left before."""
        ...

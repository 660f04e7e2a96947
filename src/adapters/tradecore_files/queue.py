"""Who works and who waits: one locked file a run in runs/.queue, named by its number, its state and its run.

A lock ends with its process, so that nobody waits for the dead; whoever looks removes what they left.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from weakref import WeakSet

from tradecore.errors import JobError
from tradecore_kit.atomic import NO_LINK, make_folder
from tradecore_kit.locks import alone, is_locked, lock
from tradecore_kit.storage import storing

WAITING, WORKING, ASIDE = "waiting", "working", "aside"
PARTS = 3
LOOKS = 50


@dataclass(frozen=True, slots=True)
class Ticket:
    """The traces of one run: `number` is the order of submission, `state` what it does."""

    folder: Path
    number: int
    state: str
    job_id: str

    @property
    def path(self) -> Path:
        """The file that is locked."""
        return self.folder / f"{self.number:012d}.{self.state}.{self.job_id}"


class FileQueue:
    """The queue of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def join(self, job_id: str, *, waits: bool) -> "FilePlace":
        """A place at the end, or one beside the queue; raises JobError when another process has the run's place."""
        folder = make_folder(self._folder)
        with alone(folder):
            number = 1
            for ticket in self.tickets():
                number = max(number, ticket.number + 1)
                if ticket.job_id == job_id and self.settled(ticket):
                    raise JobError(job_id, "another process works on it already, or is about to")
            return _made(Ticket(folder, number, WAITING if waits else ASIDE, job_id))

    def inherited(self, job_id: str, handle: int) -> "FilePlace":
        """The place that a parent process took for this one; raises JobError when `handle` is not it."""
        os.set_inheritable(handle, False)  # noqa: FBT003 - it takes no name
        for ticket in self.tickets():
            with suppress(FileNotFoundError):
                if ticket.job_id == job_id and os.path.samestat(ticket.path.stat(), os.fstat(handle)):
                    return FilePlace(ticket, handle)
        raise JobError(job_id, f"its place in the queue is not file {handle} of this process")

    def held(self, job_id: str) -> bool | None:
        """Whether a living process has the run's place; None when the run has none."""
        for _ in range(LOOKS):
            ticket = next((one for one in self.tickets() if one.job_id == job_id), None)
            if ticket is None:
                return None
            # It may be renamed between the two looks, when its turn has come.
            with suppress(FileNotFoundError):
                return is_locked(ticket.path)
        return True

    def tickets(self) -> Iterator[Ticket]:
        """All of them, the first number first; other files are none."""
        with suppress(FileNotFoundError):
            for name in sorted(os.listdir(self._folder)):  # noqa: PTH208 - four times as fast, and every waiting run asks
                parts = name.split(".", PARTS - 1)
                if len(parts) == PARTS and parts[0].isdecimal():
                    yield Ticket(self._folder, int(parts[0]), parts[1], parts[2])

    def settled(self, ticket: Ticket) -> bool:
        """Whether somebody holds the ticket; removes it when nobody does. Only inside `alone`."""
        try:
            if is_locked(ticket.path):
                return True
            ticket.path.unlink()
        except FileNotFoundError:
            return False
        return False


class FilePlace:
    """One locked ticket."""

    known: ClassVar["WeakSet[FilePlace]"] = WeakSet()

    def __init__(self, ticket: Ticket, handle: int) -> None:
        self._ticket, self.handle = ticket, handle
        self.known.add(self)

    def enter(self, limit: int) -> int:
        """Renames the ticket when its turn has come."""
        with alone(make_folder(self._ticket.folder)):
            self._renew()
            if self._ticket.state != WAITING:
                return 0
            ahead = self._ahead(limit) if limit else 0
            if ahead == 0:
                self._become(WORKING)
            return ahead

    def renew(self) -> None:
        """Makes the ticket again when its file is gone."""
        if not self._ticket.path.exists():
            with alone(make_folder(self._ticket.folder)):
                self._renew()

    def hand_over(self) -> None:
        """Closes the file, which the child still has open and locked."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def leave(self) -> None:
        """Removes the ticket, then lets go of it."""
        if self.handle >= 0:
            self._ticket.path.unlink(missing_ok=True)
            self.hand_over()

    def _ahead(self, limit: int) -> int:
        queue = FileQueue(self._ticket.folder)
        others = [one for one in queue.tickets() if one.job_id != self._ticket.job_id and one.state != ASIDE]
        living = [one for one in others if queue.settled(one)]
        waiting = sum(one.state == WAITING and one.number < self._ticket.number for one in living)
        return waiting + max(0, sum(one.state == WORKING for one in living) - limit + 1)

    def _become(self, state: str) -> None:
        before, after = self._ticket, Ticket(self._ticket.folder, self._ticket.number, state, self._ticket.job_id)
        with storing(after.path):
            before.path.rename(after.path)
        self._ticket = after

    def _renew(self) -> None:
        if self._ticket.path.exists():
            return
        made = _made(self._ticket)
        self.hand_over()
        self.handle = made.handle


def _made(ticket: Ticket) -> FilePlace:
    """A new ticket, which nobody sees before it is locked."""
    new = ticket.folder / f".new.{ticket.job_id}.{os.getpid()}"
    with storing(ticket.path):
        handle = os.open(new, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
        try:
            lock(handle)
            new.rename(ticket.path)
        except BaseException:
            os.close(handle)
            new.unlink(missing_ok=True)
            raise
    return FilePlace(ticket, handle)


def _let_go() -> None:
    for place in FilePlace.known:
        place.hand_over()


# A forked worker is no heir: it may outlive the job, whose place would never become free.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)

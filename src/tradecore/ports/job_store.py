"""Where runs are kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tradecore.jobs import EVERY_RUN, RunLine, RunRecord, Status, Wanted
from tradecore.notes import Notes
from tradecore.ports.artifacts import Artifacts
from tradecore.ports.place import Place
from tradecore.ports.table_writer import TableWriter

Plain = Mapping[str, object]


class JobStore(Protocol):
    """Runs by id. Requests and results go in and out as plain JSON data; files appear whole or not at all.

    Every method that takes an id raises InvalidValue when it is not a legal name and UnknownName
    when there is no such run.
    """

    def create(self, request: Plain, status: Status) -> str:
        """Stores a new run and returns its id, which sorts by time of creation; `status.type` is part of it."""
        ...

    def request(self, job_id: str) -> Plain:
        """What was asked for."""
        ...

    def status(self, job_id: str) -> Status:
        """The present state. A RUNNING job whose process is gone is reported (and kept) as FAILED: ProcessLost."""
        ...

    def update(self, job_id: str, status: Status) -> None:
        """Replaces the status; raises JobError when the new one may not follow (`jobs.check_successor`).

        A run that SUCCEEDED loses its journals.
        """
        ...

    def join(self, job_id: str, *, waits: bool = True, handle: int = -1) -> Place:
        """The run's place, for this process: at the end of the queue or, when it does not wait, beside it.

        `handle` is that of the place which the parent process took. Raises JobError when another process has it.
        """
        ...

    def artifacts(self, job_id: str, writers: Callable[[str], TableWriter]) -> Artifacts:
        """Where the running job puts its files; names of the run's own files are refused.

        `writers` gives the table writer of a file ending (`csv`).
        """
        ...

    def clear(self, job_id: str, *, journals: bool = False) -> None:
        """Removes what earlier attempts made: artifacts, a result, unfinished files, and their journals if asked to."""
        ...

    def finish(self, job_id: str, result: Plain) -> None:
        """Stores the result with a manifest of every artifact; the same work gives the same bytes."""
        ...

    def record(self, job_id: str) -> RunRecord:
        """Status and, once it succeeded, result of a run."""
        ...

    def find(self, beginning: str) -> str:
        """The id of the one run whose id begins so; raises InvalidValue when several do."""
        ...

    def log(self, job_id: str, text: str) -> None:
        """Appends lines to the run's log."""
        ...

    def location(self, job_id: str, name: str = "") -> str:
        """Absolute path of the run's folder, or of a file in it (`log.txt`, an artifact)."""
        ...

    def notes(self, job_id: str) -> Notes:
        """What people said of the run."""
        ...

    def annotate(self, job_id: str, change: Callable[[Notes], Notes]) -> Notes:
        """Replaces the notes by what `change` makes of them, which nobody else changes meanwhile; returns the new ones.

        They are no artifact: the manifest of a run, and whether a rerun equals it, does not depend on them.
        """
        ...

    def size(self, job_id: str) -> int:
        """Bytes that all files of the run take."""
        ...

    def remove(self, job_id: str) -> None:
        """Removes the run with all its files: gone at once for every reader, or, for JobError, still whole.

        Raises JobError when the run is not over, or somebody is about to resume it.
        """
        ...

    def tidy(self) -> int:
        """Frees what removals and submissions that were interrupted have left, and returns how many there were."""
        ...

    def recent(self, limit: int = 0) -> Sequence[RunRecord]:
        """Runs, newest first, without their results; all when `limit` is 0. A damaged run is listed as FAILED."""
        ...

    def lines(self, wanted: Wanted = EVERY_RUN, limit: int = 0) -> Sequence[RunLine]:
        """The runs that are wanted as lines of a list, newest first, at most `limit` unless that is 0.

        Runs that were copied in, deleted or edited are listed as they are now. A damaged one is FAILED, and one that
        a newer tradecore wrote UNKNOWN, each with the reason.
        """
        ...

"""Jobs: the states a run goes through, and what its status says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from tradecore.contracts.common import SCHEMA
from tradecore.errors import JobError


class State(StrEnum):
    """Where a run is. The last three are final."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """True when nothing can follow."""
        return not TRANSITIONS[self]


TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    State.QUEUED: (State.RUNNING, State.FAILED, State.CANCELLED),
    State.RUNNING: (State.SUCCEEDED, State.FAILED, State.CANCELLED),
    State.SUCCEEDED: (),
    State.FAILED: (),
    State.CANCELLED: (),
}


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """Which process does the work; `started` (seconds since 1970 UTC) tells it from a later one with its pid."""

    pid: int
    started: float
    host: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run did not succeed: the error's class, one paragraph, and the key, file or line it is about."""

    type: str
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """`done` of `total` units of `step`; `message` says the same for a person, `best` the best result so far."""

    step: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    best: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The content of status.json. Instants are ISO 8601 UTC with microseconds, empty until they happen.

    `process` is whoever is responsible now: the submitter while QUEUED, the job's own process from
    RUNNING on. `heartbeat` is the last instant at which that process was seen to be alive.
    """

    type: str
    state: State
    created: str
    started: str = ""
    finished: str = ""
    heartbeat: str = ""
    process: ProcessMark | None = None
    progress: ProgressReport = ProgressReport()
    error: Failure | None = None
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as a reader sees it; `folder` is where its files lie, `result` is empty until it succeeded."""

    job_id: str
    folder: str
    status: Status
    result: Mapping[str, object]


def stamp(now: int) -> str:
    """Nanoseconds UTC as `2026-11-23T18:30:12.000000Z`."""
    instant = datetime.fromtimestamp(now // 1_000_000_000, UTC)
    return f"{instant:%Y-%m-%dT%H:%M:%S}.{now % 1_000_000_000 // 1000:06d}Z"


def queued(kind: str, now: int, process: ProcessMark | None = None) -> Status:
    """The status of a job of type `kind` that waits to be started; `now` in ns UTC."""
    return Status(kind, State.QUEUED, stamp(now), process=process)


def started(status: Status, now: int, process: ProcessMark, job_id: str = "") -> Status:
    """RUNNING in `process`; raises JobError when the job is not QUEUED."""
    check_transition(status.state, State.RUNNING, job_id)
    at = stamp(now)
    return replace(status, state=State.RUNNING, started=at, heartbeat=at, process=process)


def beaten(status: Status, now: int, progress: ProgressReport | None = None) -> Status:
    """The same state with a fresh heartbeat and, when given, new progress."""
    return replace(status, heartbeat=stamp(now), progress=status.progress if progress is None else progress)


def ended(status: Status, state: State, now: int, error: Failure | None = None, job_id: str = "") -> Status:
    """A final state; raises JobError when it cannot follow the present one."""
    check_transition(status.state, state, job_id)
    return replace(status, state=state, finished=stamp(now), error=error)


def check_transition(old: State, new: State, job_id: str = "") -> None:
    """Raises JobError unless `new` may follow `old`."""
    if new not in TRANSITIONS[old]:
        legal = ", ".join(TRANSITIONS[old]) or "nothing, it is final"
        raise JobError(job_id or "?", f"is {old} and cannot become {new}; what may follow is {legal}")

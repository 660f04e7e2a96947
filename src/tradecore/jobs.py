"""Jobs: the states a run goes through, and what its status says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from tradecore.contracts.common import SCHEMA
from tradecore.errors import JobError


class State(StrEnum):
    """Where a run is. In the last three nothing goes on by itself."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """True when nobody works on the run or is about to."""
        return self in (State.SUCCEEDED, State.FAILED, State.CANCELLED)


# Shown for a run whose state nobody here can know.
UNKNOWN = "UNKNOWN"

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    State.QUEUED: (State.RUNNING, State.FAILED, State.CANCELLED),
    State.RUNNING: (State.SUCCEEDED, State.FAILED, State.CANCELLED),
    State.SUCCEEDED: (),
    # A run is taken up again where it was left, in the same folder.
    State.FAILED: (State.QUEUED,),
    State.CANCELLED: (State.QUEUED,),
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
    """`done` of `total` units of `step`; `message` says the same for a person, `best` the best result so far.

    `left` are the seconds until the step is done at its speed so far, None while nobody knows.
    """

    step: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    best: str = ""
    left: float | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The content of status.json. Instants are ISO 8601 UTC with microseconds, empty until they happen.

    `process` is whoever is responsible now: the submitter until the job's own process takes over. `heartbeat` is
    the last instant at which a RUNNING process was seen to be alive. `ahead` counts the runs that must end or
    begin before this one may begin, while it waits. `attempt` counts from 1 and grows when a run is resumed.
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
    attempt: int = 1
    ahead: int = 0
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as a reader sees it; `folder` is where its files lie, `result` is empty until it succeeded.

    `known` is False when a run that is not over belongs to another host: nobody here can tell whether it is alive.
    """

    job_id: str
    folder: str
    status: Status
    result: Mapping[str, object]
    known: bool = True

    @property
    def state(self) -> str:
        """The state as it is shown: that of the status, or UNKNOWN."""
        return self.status.state.value if self.known else UNKNOWN


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in a list.

    `state` is one of State or UNKNOWN: at work on another host, or written by a newer tradecore. `symbols`, `subject`
    (strategy, model or step) and `headline` say what it is remembered by, `doing` what it does until it is over.
    """

    job_id: str
    folder: str
    type: str
    state: str
    created: str = ""
    started: str = ""
    finished: str = ""
    attempt: int = 1
    symbols: str = ""
    subject: str = ""
    headline: str = ""
    doing: str = ""
    error: Failure | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs of a list: those of one of the `states` and one of the `types`, where `text` occurs; all by default.

    `text` is looked for, in any case, in the id, the symbols, the subject, the headline and the error.
    """

    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    text: str = ""

    def accepts(self, line: RunLine) -> bool:
        """Whether the run is one of them."""
        if (self.states and line.state not in self.states) or (self.types and line.type not in self.types):
            return False
        error = line.error.message if line.error else ""
        words = (line.job_id, line.symbols, line.subject, line.headline, line.doing, error)
        return not self.text or self.text.lower() in "\n".join(words).lower()


EVERY_RUN = Wanted()


def stamp(now: int) -> str:
    """Nanoseconds UTC as `2026-11-23T18:30:12.000000Z`."""
    instant = datetime.fromtimestamp(now // 1_000_000_000, UTC)
    return f"{instant:%Y-%m-%dT%H:%M:%S}.{now % 1_000_000_000 // 1000:06d}Z"


def queued(kind: str, now: int, process: ProcessMark | None = None) -> Status:
    """The status of a job of type `kind` that waits to be started; `now` in ns UTC."""
    return Status(kind, State.QUEUED, stamp(now), process=process)


def waiting(status: Status, process: ProcessMark, ahead: int) -> Status:
    """QUEUED with its own process at hand, behind `ahead` other runs."""
    return replace(status, process=process, ahead=ahead)


def resumed(status: Status, now: int, process: ProcessMark | None = None, job_id: str = "") -> Status:
    """QUEUED for the next attempt; raises JobError unless the run FAILED or was CANCELLED."""
    check_transition(status.state, State.QUEUED, job_id)
    fresh = queued(status.type, now, process)
    return replace(fresh, created=status.created, attempt=status.attempt + 1)


def started(status: Status, now: int, process: ProcessMark, job_id: str = "") -> Status:
    """RUNNING in `process`; raises JobError when the job is not QUEUED."""
    check_transition(status.state, State.RUNNING, job_id)
    at = stamp(now)
    return replace(status, state=State.RUNNING, started=at, heartbeat=at, process=process, ahead=0)


def beaten(status: Status, now: int, progress: ProgressReport | None = None) -> Status:
    """The same state with a fresh heartbeat and, when given, new progress."""
    return replace(status, heartbeat=stamp(now), progress=status.progress if progress is None else progress)


def ended(status: Status, state: State, now: int, error: Failure | None = None, job_id: str = "") -> Status:
    """A final state; raises JobError when it cannot follow the present one."""
    check_transition(status.state, state, job_id)
    return replace(status, state=state, finished=stamp(now), error=error, ahead=0)


def check_successor(old: Status, new: Status, job_id: str = "") -> None:
    """Raises JobError unless `new` may replace `old`: the same attempt going on, or the next one of a run that is over.

    So no late word of an earlier attempt, or of a run that is over, changes what is stored.
    """
    if old.state.final or old.state is not new.state:
        check_transition(old.state, new.state, job_id)
    expected = old.attempt + (old.state.final and new.state is State.QUEUED)
    if new.attempt != expected:
        raise JobError(job_id or "?", f"is at attempt {old.attempt}; attempt {new.attempt} has no say in it")


def check_transition(old: State, new: State, job_id: str = "") -> None:
    """Raises JobError unless `new` may follow `old`."""
    if new not in TRANSITIONS[old]:
        legal = ", ".join(TRANSITIONS[old]) or "nothing, it is final"
        raise JobError(job_id or "?", f"is {old} and cannot become {new}; what may follow is {legal}")

"""In-memory adapters: the ports without files, processes or time.

Features they have:

- `MemoryArtifacts` keeps bytes by name (`.files`), whole or not at all; tables are written by the writers it
  is given, or kept as they are in `.tables` when it has none; records are in `.records`.
- `MemoryArtifacts` keeps journals as lines of JSON in `.journals["trials"].lines`.
- `MemoryModels` and `MemoryRuns` pass the same contracts as the stores on files. Ids of runs count up.
  Neither looks at processes: a run is lost only when a test says so,
  and a place in the queue is left only by its holder.
- `RecordedProgress` remembers every step. `FixedClock` moves when told. `DictCatalog` serves what it is given.

Not there: files, locks, fsync, other processes, pickiness about artifact names.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import Any, BinaryIO, cast

from tradecore.contracts.ledger import LedgerEntry
from tradecore.contracts.promote import Change, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue, JobError, UnknownName, UntrustedModel
from tradecore.jobs import EVERY_RUN, RunLine, RunRecord, State, Status, Wanted, check_successor
from tradecore.notes import Notes
from tradecore.ports.artifacts import Artifacts, Written
from tradecore.ports.job_store import Plain
from tradecore.ports.table_writer import TableWriter
from tradecore.table import Table
from tradecore.views.listing import line_of
from tradecore_kit.codec import dumps, encode, loads
from tradecore_kit.names import checked_artifact, checked_name
from tradecore_kit.plain import line
from tradecore_kit.processes import is_known

OWN = ("request.json", "status.json", "result.json", "log.txt", "notes.json")
Writers = Callable[[str], TableWriter]


class MemoryJournal:
    """A journal in a list of JSON texts."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def entries(self) -> Iterator[Mapping[str, object]]:
        """What was appended."""
        return (cast("Mapping[str, object]", loads(text, "journal")) for text in tuple(self.lines))

    def append(self, entry: Mapping[str, object]) -> None:
        """Keeps a copy."""
        self.lines.append(line(entry, "journal"))


class MemoryArtifacts:
    """Artifacts in a dictionary."""

    def __init__(self, writers: Writers | None = None) -> None:
        self.files: dict[str, bytes] = {}
        self.journals: dict[str, MemoryJournal] = {}
        self.tables: dict[str, Table] = {}
        self.records: dict[str, object] = {}
        self._writers = writers

    @contextmanager
    def open(self, name: str) -> Generator[BinaryIO]:
        """A stream whose bytes are kept when the block ends without an error."""
        if checked_artifact(name) in OWN:
            raise InvalidValue("artifact", name, f"any name but {', '.join(OWN)}")
        stream = BytesIO()
        yield stream
        self.files[name] = stream.getvalue()

    def table(self, name: str, table: Table) -> None:
        """Keeps the table, and its bytes when there are writers."""
        self.tables[name] = table
        with self.open(name) as stream:
            if self._writers is not None:
                self._writers(name.partition(".")[2]).write(table, stream)

    def record(self, name: str, value: object) -> None:
        """Keeps the value, and its JSON."""
        self.records[name] = value
        with self.open(name) as stream:
            stream.write(dumps(encode(value), name))

    @contextmanager
    def journal(self, name: str) -> Generator[MemoryJournal]:
        """The journal of that name, with what it holds already."""
        yield self.journals.setdefault(checked_name(name, "journal"), MemoryJournal())

    def written(self) -> Sequence[Written]:
        """Every artifact with its size and hash."""
        return [
            Written(name, len(self.files[name]), sha256(self.files[name]).hexdigest()) for name in sorted(self.files)
        ]


class MemoryModels:
    """A model store in a dictionary."""

    def __init__(self) -> None:
        self._models: dict[str, tuple[ModelRecord, bytes]] = {}
        self._standings: dict[str, Standing] = {}

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Keeps the model under its name, once."""
        name = checked_name(record.name, "model name")
        if sha256(content).hexdigest() != record.sha256:
            raise InvalidValue("sha256", record.sha256, "that of the content")
        kept, _ = self._models.setdefault(name, (record, content))
        if replace(kept, run="") != replace(record, run=""):
            raise InvalidValue("model", name, "a name that is free: a model is never replaced")

    def record(self, name: str) -> ModelRecord:
        """What was saved."""
        return self._model(name)[0]

    def content(self, name: str) -> bytes:
        """What was saved, unless `damage` came between."""
        record, content = self._model(name)
        if sha256(content).hexdigest() != record.sha256:
            raise UntrustedModel(f"model {name} is not what was saved")
        return content

    def standing(self, name: str) -> Standing:
        """Every change so far."""
        self._model(name)
        return self._standings.get(name, Standing())

    def stand(self, name: str, change: Change) -> None:
        """Adds a change."""
        self._standings[name] = Standing((*self.standing(name).changes, change))

    def names(self) -> Sequence[str]:
        """All names, sorted."""
        return sorted(self._models)

    def damage(self, name: str) -> None:
        """Changes the content behind the store's back."""
        record, content = self._models[name]
        self._models[name] = (record, content + b"!")

    def _model(self, name: str) -> tuple[ModelRecord, bytes]:
        if checked_name(name, "model name") not in self._models:
            raise UnknownName("model", name, self.names())
        return self._models[name]


class MemoryPlace:
    """A place in a list; `state` is `waiting`, `working`, `aside` or, once it was left, empty."""

    handle = -1

    def __init__(self, queue: "list[MemoryPlace]", job_id: str, state: str) -> None:
        self._queue, self.job_id, self.state = queue, job_id, state
        queue.append(self)

    def enter(self, limit: int) -> int:
        """Works from now on when its turn has come."""
        if self.state != "waiting":
            return 0
        earlier = self._queue[: self._queue.index(self)]
        working = sum(place.state == "working" for place in self._queue)
        ahead = sum(place.state == "waiting" for place in earlier) + max(0, working - limit + 1) if limit else 0
        self.state = "waiting" if ahead else "working"
        return ahead

    def renew(self) -> None:
        """Nobody takes it away."""

    def hand_over(self) -> None:
        """No other process can have it."""

    def leave(self) -> None:
        """Out of the list."""
        if self.state:
            self.state = ""
            self._queue.remove(self)


class MemoryRuns:
    """A job store in dictionaries."""

    def __init__(self) -> None:
        self._requests: dict[str, Plain] = {}
        self._statuses: dict[str, Status] = {}
        self._results: dict[str, Plain] = {}
        self._artifacts: dict[str, MemoryArtifacts] = {}
        self._queue: list[MemoryPlace] = []
        self._notes: dict[str, Notes] = {}
        self._created = 0
        self.logs: dict[str, str] = {}

    def create(self, request: Plain, status: Status) -> str:
        """Keeps a copy of the request; the id counts up."""
        content, kind = loads(dumps(request), "request"), checked_name(status.type, "job type")
        job_id = f"20260101-{self._created:06d}-{kind}-0000"
        self._created += 1
        self._requests[job_id] = content  # pyright: ignore[reportArgumentType]
        self._statuses[job_id] = status
        self.logs[job_id] = ""
        return job_id

    def request(self, job_id: str) -> Plain:
        """What was asked for."""
        return self._requests[self._known(job_id)]

    def status(self, job_id: str) -> Status:
        """What was written last."""
        return self._statuses[self._known(job_id)]

    def update(self, job_id: str, status: Status) -> None:
        """Replaces the status when it may follow."""
        check_successor(self.status(job_id), status, job_id)
        self._statuses[job_id] = status
        if status.state is State.SUCCEEDED and job_id in self._artifacts:
            self._artifacts[job_id].journals.clear()

    def join(self, job_id: str, *, waits: bool = True, handle: int = -1) -> MemoryPlace:
        """A place at the end; handles mean nothing here."""
        self._known(job_id)
        if handle >= 0 or any(place.job_id == job_id for place in self._queue):
            raise JobError(job_id, "another process works on it already, or is about to")
        return MemoryPlace(self._queue, job_id, "waiting" if waits else "aside")

    def artifacts(self, job_id: str, writers: Writers) -> Artifacts:
        """The run's files."""
        return self._artifacts.setdefault(self._known(job_id), MemoryArtifacts(writers))

    def made(self, job_id: str) -> MemoryArtifacts:
        """The same, to look into."""
        return self._artifacts[self._known(job_id)]

    def clear(self, job_id: str, *, journals: bool = False) -> None:
        """Forgets artifacts and result, and the journals if asked to."""
        self._results.pop(self._known(job_id), None)
        made = self._artifacts.get(job_id, MemoryArtifacts())
        for kept in (made.files, made.tables, made.records, *((made.journals,) if journals else ())):
            kept.clear()

    def finish(self, job_id: str, result: Plain) -> None:
        """Keeps the result with its manifest."""
        files = self._artifacts.get(self._known(job_id), MemoryArtifacts()).files
        manifest = [
            {"name": name, "bytes": len(files[name]), "sha256": sha256(files[name]).hexdigest()}
            for name in sorted(files)
        ]
        self._results[job_id] = {**result, "manifest": manifest}

    def record(self, job_id: str) -> RunRecord:
        """Status and result."""
        status = self.status(job_id)
        result: Plain = self._results[job_id] if status.state is State.SUCCEEDED else {}
        return RunRecord(job_id, self.location(job_id), status, result, known=is_known(status))

    def find(self, beginning: str) -> str:
        """The id that begins so."""
        found = [job_id for job_id in self._statuses if job_id.startswith(checked_name(beginning, "run id"))]
        if len(found) > 1:
            raise InvalidValue("run id", beginning, "more of it")
        return found[0] if found else self._known(beginning)

    def log(self, job_id: str, text: str) -> None:
        """Appends to `logs`."""
        self.logs[self._known(job_id)] += f"{text.rstrip()}\n"

    def location(self, job_id: str, name: str = "") -> str:
        """A path that exists nowhere."""
        if name and name not in OWN:
            checked_artifact(name)
        return "/".join(("/memory/runs", self._known(job_id), name)).rstrip("/")

    def notes(self, job_id: str) -> Notes:
        """What was said."""
        return self._notes.get(self._known(job_id), Notes())

    def annotate(self, job_id: str, change: Callable[[Notes], Notes]) -> Notes:
        """Keeps what `change` makes of the notes."""
        self._notes[job_id] = change(self.notes(job_id))
        return self._notes[job_id]

    def size(self, job_id: str) -> int:
        """Bytes of request and artifacts."""
        files = self._artifacts.get(self._known(job_id), MemoryArtifacts()).files
        return len(dumps(self._requests[job_id])) + sum(map(len, files.values()))

    def remove(self, job_id: str) -> None:
        """Forgets a run that is over and that nobody has a place for."""
        status = self.status(job_id)
        place = self.join(job_id, waits=False)
        place.leave()
        if not status.state.final:
            raise JobError(job_id, f"is {status.state} and is not removed before it is over")
        for kept in (self._requests, self._statuses, self._results, self._artifacts, self._notes, self.logs):
            kept.pop(job_id, None)

    def tidy(self) -> int:
        """Nothing is ever left."""
        return 0

    def recent(self, limit: int = 0) -> Sequence[RunRecord]:
        """Newest first, without results."""
        ids = sorted(self._statuses, reverse=True)
        return [RunRecord(each, self.location(each), self._statuses[each], {}) for each in ids[: limit or None]]

    def lines(self, wanted: Wanted = EVERY_RUN, limit: int = 0) -> Sequence[RunLine]:
        """Newest first."""
        lines = [self._line(job_id) for job_id in sorted(self._statuses, reverse=True)]
        return [line for line in lines if wanted.accepts(line)][: limit or None]

    def _line(self, job_id: str) -> RunLine:
        record = self.record(job_id)
        request, result = self._requests[job_id], record.result
        return line_of(job_id, record.folder, record.status, request, result, known=record.known)

    def _known(self, job_id: str) -> str:
        if checked_name(job_id, "run id") not in self._statuses:
            raise UnknownName("run", job_id, sorted(self._statuses, reverse=True)[:10])
        return job_id


class MemoryLedger:
    """A trial ledger in a list."""

    def __init__(self) -> None:
        self._entries: list[LedgerEntry] = []
        self._lock = Lock()

    @contextmanager
    def opened(self) -> Generator["MemoryLedger"]:
        """The list, under a lock of this process."""
        with self._lock:
            yield self

    def entries(self) -> Sequence[LedgerEntry]:
        """What was appended."""
        return tuple(self._entries)

    def append(self, entry: LedgerEntry) -> None:
        """One more."""
        self._entries.append(entry)


class MemorySettings:
    """A settings store in a dictionary; it checks nothing."""

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        self.values: Mapping[str, object] = dict(values or {})

    def load(self) -> Mapping[str, object]:
        """What was saved."""
        return self.values

    def save(self, values: Mapping[str, object]) -> None:
        """Keeps the values."""
        self.values = dict(values)


class RecordedProgress:
    """Remembers each report as (message, done, total, best), and what was said of the time left."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int, str]] = []
        self.lefts: list[float | None] = []

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        """Notes the report."""
        self.steps.append((message, done, total, best))
        self.lefts.append(left)


class FixedClock:
    """A clock that stands still until it is moved; instants in ns UTC."""

    def __init__(self, now: int = 0) -> None:
        self.instant = now

    def now(self) -> int:
        """The instant it stands at."""
        return self.instant

    def move(self, nanoseconds: int) -> None:
        """Turns it on."""
        self.instant += nanoseconds


class DictCatalog:
    """A catalog of what it is given: `DictCatalog(strategy={"follow": Follow}, learner={...})`."""

    def __init__(self, **registered: Mapping[str, Any]) -> None:
        self._registered = registered

    def find(self, kind: str, name: str) -> Any:  # noqa: ANN401
        """The thing of that kind and name; raises UnknownName."""
        known = self._registered.get(kind, {})
        if name not in known:
            raise UnknownName(kind.replace("_", " "), name, known)
        return known[name]

    def __getattr__(self, kind: str) -> Callable[[str], Any]:
        if kind.startswith("_"):
            raise AttributeError(kind)
        return lambda name: self.find(kind, name)

    def names(self, kind: str) -> Sequence[str]:
        """The registered names of a kind, sorted."""
        return sorted(self._registered.get(kind, {}))

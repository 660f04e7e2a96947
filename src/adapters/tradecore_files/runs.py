"""Runs as folders that anyone can read."""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from time import monotonic, sleep
from typing import cast

from tradecore.errors import (
    InvalidValue,
    JobError,
    RequestError,
    StorageError,
    TradecoreError,
    UnknownName,
    UnsupportedVersion,
)
from tradecore.jobs import (
    EVERY_RUN,
    UNKNOWN,
    Failure,
    RunLine,
    RunRecord,
    State,
    Status,
    Wanted,
    check_successor,
)
from tradecore.notes import Notes
from tradecore.ports.artifacts import Artifacts
from tradecore.ports.job_store import Plain
from tradecore.ports.place import Place
from tradecore.ports.table_writer import TableWriter
from tradecore.views.listing import line_of
from tradecore_files.artifacts import FileArtifacts, manifest
from tradecore_files.glance import facts, final_line
from tradecore_files.index import RunIndex
from tradecore_files.layout import Layout, RunFiles
from tradecore_files.lost import lost
from tradecore_files.notes import change_notes, read_notes
from tradecore_files.queue import FileQueue
from tradecore_files.removal import NEW, delete, left_over, size, take_away
from tradecore_kit.atomic import FOLDER_MODE, NO_LINK, make_folder, read_bytes, sync_folder, write_bytes
from tradecore_kit.codec import dumps, encode, loads, read
from tradecore_kit.locks import alone
from tradecore_kit.names import checked_name
from tradecore_kit.plain import MAX_BYTES
from tradecore_kit.processes import is_known
from tradecore_kit.storage import storing

ATTEMPTS = 20
SPARE = 16_384
LEAVING_SECONDS, LEAVING_POLL = 1.0, 0.01
# How many ids an error lists.
SHOWN = 10
# Other folders that somebody put beside the runs are none.
RUN_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[a-z0-9][a-z0-9_-]{0,40}-[0-9a-f]{4}", re.ASCII)
# How much of an id says when it was made.
SECOND = len("20261123-183012")
# Where an id says what it is of.
KIND = slice(SECOND + 1, -len("-0f3a"))
# The type of a run whose status cannot be read.
DAMAGED = "unknown"


class FileRuns:
    """The job store of a workspace: `runs/<job_id>/`."""

    def __init__(self, workspace: str) -> None:
        self._layout = Layout(Path(workspace))
        self._queue = FileQueue(self._layout.queue)
        self._index = RunIndex(self._layout.runs, self._layout.index, self._line)

    def create(self, request: Plain, status: Status) -> str:
        """Stores a new run whole: it appears under its id once request and status are in it."""
        content, kind = dumps(request, "request"), checked_name(status.type, "job type")
        if len(content) > MAX_BYTES:
            raise RequestError(f"The request has {len(content):,} bytes. Accepted: up to {MAX_BYTES:,}.")
        with storing(self._layout.runs):
            new = Path(tempfile.mkdtemp(prefix=NEW, dir=make_folder(self._layout.runs)))
        new.chmod(FOLDER_MODE)
        try:
            files = RunFiles(new)
            write_bytes(files.request, content)
            write_bytes(files.status, dumps(encode(status)))
            write_bytes(files.log, b"")
            return self._publish(new, kind)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise

    def request(self, job_id: str) -> Plain:
        """The request as plain data."""
        return _object(self._files(job_id).request, f"runs/{job_id}/request.json")

    def status(self, job_id: str) -> Status:
        """The present state; a job whose process is gone has failed."""
        files = self._files(job_id)
        status = _status(files, job_id)
        return self._lost(job_id, files) if self._gone(job_id, files, status) else status

    def update(self, job_id: str, status: Status) -> None:
        """Replaces the status; nobody else writes between the look and the word."""
        files = self._files(job_id)
        with alone(files.folder):
            check_successor(_status(files, job_id), status, job_id)
            _write(files, status)
        if status.state is State.SUCCEEDED:
            _remove(files.journals())

    def join(self, job_id: str, *, waits: bool = True, handle: int = -1) -> Place:
        """A place in the queue, which is also the proof of life that other processes look for."""
        self._files(job_id)
        return self._joined(job_id, waits=waits) if handle < 0 else self._queue.inherited(job_id, handle)

    def _joined(self, job_id: str, *, waits: bool) -> Place:
        """A new place; a process that has said its last word gets the moment that it takes to leave its own."""
        deadline = monotonic() + LEAVING_SECONDS
        while True:
            try:
                return self._queue.join(job_id, waits=waits)
            except JobError:
                if not self.status(job_id).state.final or monotonic() > deadline:
                    raise
                sleep(LEAVING_POLL)

    def artifacts(self, job_id: str, writers: Callable[[str], TableWriter]) -> Artifacts:
        """The run folder as a place for files."""
        return FileArtifacts(self._files(job_id), writers)

    def clear(self, job_id: str, *, journals: bool = False) -> None:
        """Empties the run folder for another attempt."""
        files = self._files(job_id)
        _remove([files.result, *files.artifacts(), *files.unfinished(), *(files.journals() if journals else ())])

    def finish(self, job_id: str, result: Plain) -> None:
        """Writes result.json, the last file before the status says SUCCEEDED."""
        files = self._files(job_id)
        write_bytes(files.result, dumps({**result, "manifest": manifest(files)}, "result"))

    def record(self, job_id: str) -> RunRecord:
        """Status and result."""
        status, files = self.status(job_id), self._files(job_id)
        succeeded = status.state is State.SUCCEEDED
        result = _object(files.result, f"runs/{job_id}/result.json") if succeeded else {}
        return RunRecord(job_id, str(files.folder), status, result, known=is_known(status))

    def find(self, beginning: str) -> str:
        """The whole id; a run's own name is never mistaken for the beginning of another."""
        checked_name(beginning, "run id")
        found = sorted(job_id for job_id in self._ids() if job_id.startswith(beginning))
        if len(found) > 1 and beginning not in found:
            listed = ", ".join(found[-SHOWN:])
            raise InvalidValue("run id", beginning, f"more of it: {len(found):,} runs begin so, such as {listed}")
        if not found:
            self._files(beginning)
        return beginning if beginning in found else found[0]

    def log(self, job_id: str, text: str) -> None:
        """Appends to log.txt, which the job's own output goes to as well."""
        path = self._files(job_id).log
        with storing(path):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
            try:
                os.write(descriptor, f"{text.rstrip()}\n".encode("utf-8", "backslashreplace"))
            finally:
                os.close(descriptor)

    def location(self, job_id: str, name: str = "") -> str:
        """The folder, one of its own files or an artifact."""
        files = self._files(job_id)
        own = {path.name: path for path in (files.request, files.status, files.result, files.log, files.notes)}
        return str((own.get(name) or files.artifact(name)) if name else files.folder)

    def notes(self, job_id: str) -> Notes:
        """The content of notes.json."""
        return read_notes(self._files(job_id))

    def annotate(self, job_id: str, change: Callable[[Notes], Notes]) -> Notes:
        """Rewrites notes.json, one at a time."""
        return change_notes(self._files(job_id), change)

    def size(self, job_id: str) -> int:
        """Bytes on disk, but for what the filesystem adds."""
        return size(self._files(job_id).folder)

    def remove(self, job_id: str) -> None:
        """Holds the run's place, so that nobody resumes it; the folder goes out of sight before it is deleted."""
        files = self._files(job_id)
        self.status(job_id)
        place = self._joined(job_id, waits=False)
        try:
            status = _status(files, job_id)
            if not status.state.final:
                raise JobError(job_id, f"is {status.state} and is not removed before it is over")
            away = take_away(files.folder)
        finally:
            place.leave()
        delete(away)

    def tidy(self) -> int:
        """Deletes folders that interrupted removals renamed and interrupted submissions never named."""
        found = list(left_over(self._layout.runs))
        for folder in found:
            delete(folder)
        return len(found)

    def recent(self, limit: int = 0) -> Sequence[RunRecord]:
        """Runs by the second in their id, and within a second by the instant in their status; newest first."""
        ids = sorted(self._ids(), reverse=True)
        if limit < len(ids) and limit:
            ids = [job_id for job_id in ids if job_id[:SECOND] >= ids[limit - 1][:SECOND]]
        records = [self._listed(job_id) for job_id in ids]
        records.sort(key=lambda record: (record.job_id[:SECOND], record.status.created), reverse=True)
        return records[: limit or None]

    def lines(self, wanted: Wanted = EVERY_RUN, limit: int = 0) -> Sequence[RunLine]:
        """From the index, or from the newest folders where these will do; stops when there are enough."""
        ids, others = _parted(sorted(self._ids(), reverse=True), wanted.types)
        few = bool(limit) and wanted == EVERY_RUN
        found: list[RunLine] = []
        for _, second in groupby(map(self._line, ids) if few else self._index.lines(ids, others), _second):
            chosen = [line for line in second if wanted.accepts(line)]
            found += sorted(chosen, key=attrgetter("created"), reverse=True)
            if limit and len(found) >= limit:
                break
        return found[: limit or None]

    def _line(self, job_id: str) -> RunLine:
        folder = f"{self._layout.runs}/{job_id}"
        quick = final_line(job_id, folder)
        if quick is not None:
            return quick
        try:
            status = self.status(job_id)
        except UnsupportedVersion as error:
            return RunLine(job_id, folder, DAMAGED, UNKNOWN, doing=str(error))
        except TradecoreError:
            record = self._listed(job_id)
            return line_of(job_id, folder, record.status, {}, {})
        return line_of(job_id, folder, status, facts(f"{folder}/request.json"), {}, known=is_known(status))

    def _gone(self, job_id: str, files: RunFiles, status: Status) -> Status | None:
        return None if status.state.final else lost(status, files, held=self._queue.held(job_id))

    def _lost(self, job_id: str, files: RunFiles) -> Status:
        """Looks again where nobody can write meanwhile: the process may have ended properly, or a new one begun."""
        with alone(files.folder):
            status = _status(files, job_id)
            gone = self._gone(job_id, files, status)
            if gone is not None:
                # Where it cannot be kept, each reader finds out again.
                with suppress(StorageError):
                    _write(files, gone)
        return gone or status

    def _files(self, job_id: str) -> RunFiles:
        files = self._layout.run(job_id)
        if RUN_ID.fullmatch(job_id) is None or not files.folder.is_dir():
            raise UnknownName("run", job_id, sorted(self._ids(), reverse=True)[:SHOWN])
        return files

    def _ids(self) -> Iterator[str]:
        if self._layout.runs.is_dir():
            with os.scandir(self._layout.runs) as entries:
                names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            yield from (name for name in names if RUN_ID.fullmatch(name))

    def _listed(self, job_id: str) -> RunRecord:
        folder = str(self._layout.runs / job_id)
        try:
            status = self.status(job_id)
            return RunRecord(job_id, folder, status, {}, known=is_known(status))
        except (RequestError, JobError) as error:
            failure = Failure(type(error).__name__, f"The run folder is damaged: {error}", folder)
            return RunRecord(job_id, folder, Status(DAMAGED, State.FAILED, "", error=failure), {})

    def _publish(self, new: Path, kind: str) -> str:
        for _ in range(ATTEMPTS):
            job_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{kind}-{secrets.token_hex(2)}"
            folder = self._layout.run(job_id).folder
            try:
                with storing(folder):
                    new.rename(folder)
            except OSError:
                # A folder that is not empty is never replaced: somebody else took this id.
                if not folder.exists():
                    raise
                continue
            sync_folder(self._layout.runs)
            return job_id
        raise JobError(kind, f"no free id in {self._layout.runs} after {ATTEMPTS} attempts")


def _write(files: RunFiles, status: Status) -> None:
    """The status as a file; the last word of an attempt may use the room that was kept for it."""
    content = dumps(encode(status))
    try:
        write_bytes(files.status, content)
    except StorageError:
        if not (status.state.final and files.spare.exists()):
            raise
        _remove([files.spare])
        write_bytes(files.status, content)
    if status.state.final:
        _remove([files.spare])
    elif status.state is State.RUNNING and not files.spare.exists():
        with suppress(StorageError):
            write_bytes(files.spare, b"\0" * SPARE)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        with storing(path):
            path.unlink(missing_ok=True)


def _status(files: RunFiles, job_id: str) -> Status:
    return read(Status, _content(files.status), f"runs/{job_id}/status.json")


def _parted(ids: Sequence[str], types: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Those whose own name does not rule out that they are of one of the types, and the others."""
    if not types or DAMAGED in types:
        return ids, ()
    asked = [job_id for job_id in ids if job_id[KIND] in types]
    named = set(asked)
    return asked, [job_id for job_id in ids if job_id not in named]


def _second(line: RunLine) -> str:
    return line.job_id[:SECOND]


def _content(path: Path) -> bytes:
    try:
        return read_bytes(path, MAX_BYTES + 1)
    except OSError as error:
        raise JobError(path.parent.name, f"its folder is damaged: {path.name}: {error.strerror}") from error


def _object(path: Path, where: str) -> Plain:
    plain = loads(_content(path), where)
    if not isinstance(plain, Mapping):
        raise InvalidValue("value", plain, "an object of keys and values", where)
    return cast("Plain", plain)

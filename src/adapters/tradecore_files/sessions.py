"""Sessions as folders of a workspace."""

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep, time_ns
from typing import cast

from tradecore.errors import InvalidValue, RequestError, SessionBusy, StorageError, UnknownName
from tradecore.inference.resampling import Cone
from tradecore.jobs import ProcessMark
from tradecore.live.charge import Charge
from tradecore.live.discretion import masked
from tradecore.live.events import Line, Note, Operator, Snapshot
from tradecore.live.pulse import Pulse
from tradecore.live.snapshot import Kept
from tradecore.ports.session_store import Asked, Plain
from tradecore_files.event_log import FileEventLog, read_line
from tradecore_files.kill_switch import FileKillSwitch
from tradecore_files.layout import Layout, SessionFiles
from tradecore_files.log_reading import LogReader
from tradecore_kit.atomic import NO_LINK, last_lines, make_folder, read_bytes, sync_folder, write_bytes
from tradecore_kit.codec import decode, dumps, encode, loads, read
from tradecore_kit.locks import alone, lock
from tradecore_kit.names import checked_artifact
from tradecore_kit.storage import storing

# Where the locks of accounts lie, so that two workspaces cannot trade one account.
STATE = "TRADECORE_STATE"
# Seconds that a daemon waits for a lock of one that has said its last word and not ended yet.
PATIENCE = 1.0
KINDS: Mapping[str, type[Operator | Note]] = {"operator": Operator, "note": Note}


class FileSessions:
    """`live/` of a workspace, with a folder for each session."""

    def __init__(self, workspace: str, sessions: str = "live") -> None:
        self._layout = Layout(Path(workspace), sessions)

    def create(self, session: str, request: Plain) -> None:
        """Writes session.json."""
        files, content = self._layout.session(session), dumps(encode(request), "session.json")
        if files.request.exists():
            if files.request.read_bytes() == content:
                return
            accepted = "a name that is free, or the same request: what has begun to trade is never edited"
            raise InvalidValue("session", session, accepted)
        make_folder(self._layout.live)
        make_folder(files.control)
        write_bytes(files.request, content)

    def request(self, session: str) -> Plain:
        """The content of session.json."""
        return cast("Plain", loads(self._known(session).request.read_bytes(), f"live/{session}/session.json"))

    def names(self) -> Sequence[str]:
        """Folders with a session.json."""
        return sorted(path.parent.name for path in self._layout.live.glob("*/session.json"))

    def location(self, session: str, name: str = "") -> str:
        """The folder, or a file in it."""
        folder = self._known(session).folder
        return str(folder / checked_artifact(name) if name else folder)

    @contextmanager
    def hold(self, session: str, account: str) -> Generator[None]:
        """Two locks: on the session's folder, and on the account's file in a folder of the user."""
        files, folder = self._known(session), make_folder(state_folder())
        key = sha256(account.encode()).hexdigest()[:32]
        account_lock = folder / f"{key}.lock"
        with (
            _locked(files.lock, f"Session {session}", PATIENCE),
            _locked(account_lock, f"Account {masked(account)}", PATIENCE),
        ):
            yield

    def log(self, session: str) -> FileEventLog:
        """events.jsonl."""
        return FileEventLog(self._known(session).events)

    def lines(self, session: str, after: int = 0) -> Iterator[Line]:
        """Read from events.jsonl; a line that is still being written is not there yet."""
        path = self._known(session).events
        if not path.exists():
            return
        with path.open("rb") as stream:
            for number, text in enumerate(stream, 1):
                if number > after and text.endswith(b"\n"):
                    yield read_line(text, str(path), number)

    def newest(self, session: str, count: int) -> Sequence[Line]:
        """Read from the end of events.jsonl."""
        return self.reader(session, count)()

    def reader(self, session: str, newest: int = 0, passed: Sequence[str] = ()) -> LogReader:
        """Reads on where it was."""
        return LogReader(self._known(session).events, newest, passed)

    def challengers(self, session: str) -> "FileSessions":
        """Sessions in the folder challengers/ of this one's."""
        folder = self._known(session).challengers
        return FileSessions(str(self._layout.workspace), str(folder.relative_to(self._layout.workspace)))

    def foresee(self, session: str, cone: Cone) -> None:
        """cone.json."""
        write_bytes(self._known(session).cone, dumps(encode(cone), "cone.json"))

    def foreseen(self, session: str) -> Cone | None:
        """cone.json."""
        path = self._known(session).cone
        return read(Cone, read_bytes(path), f"live/{session}/cone.json") if path.exists() else None

    def keep(self, session: str, kept: Kept) -> Snapshot:
        """snapshot.json."""
        files, content = self._known(session), dumps(encode(kept), "snapshot.json")
        write_bytes(files.snapshot, content)
        return Snapshot(files.snapshot.name, sha256(content).hexdigest())

    def kept(self, session: str) -> Kept | None:
        """snapshot.json, when the line after its own number has its SHA-256."""
        files = self._known(session)
        if not files.snapshot.exists():
            return None
        content = read_bytes(files.snapshot)
        try:
            kept = read(Kept, content, f"live/{session}/snapshot.json")
        except RequestError:
            return None
        line = next(self.lines(session, kept.seq), None)
        known = line is not None and line.event.body == Snapshot(files.snapshot.name, sha256(content).hexdigest())
        return kept if known else None

    def kill_switch(self) -> FileKillSwitch:
        """live/KILL."""
        make_folder(self._layout.live)
        return FileKillSwitch(self._layout.kill)

    def beat(self, session: str, pulse: Pulse) -> None:
        """pulse.json, not forced to disk."""
        with suppress(StorageError):
            write_bytes(self._known(session).pulse, dumps(encode(pulse), "pulse.json"), sync=False)

    def pulse(self, session: str) -> Pulse | None:
        """pulse.json."""
        path = self._known(session).pulse
        return read(Pulse, read_bytes(path), f"live/{session}/pulse.json") if path.exists() else None

    @contextmanager
    def alone(self, session: str) -> Generator[None]:
        """A lock on the session's folder, which ends with the process."""
        with alone(self._known(session).folder):
            yield

    def charge(self, session: str) -> Charge | None:
        """charge.json."""
        path = self._known(session).charge
        return read(Charge, read_bytes(path), f"live/{session}/charge.json") if path.exists() else None

    def entrust(self, session: str, charge: Charge) -> None:
        """charge.json."""
        write_bytes(self._known(session).charge, dumps(encode(charge), "charge.json"))

    @contextmanager
    def supervise(self, process: ProcessMark) -> Generator[None]:
        """A lock on live/supervisor.lock, and the mark in live/supervisor.json."""
        make_folder(self._layout.live)
        with _locked(self._layout.supervision, "The supervision of this workspace"):
            write_bytes(self._layout.supervisor, dumps(encode(process), "supervisor.json"))
            yield

    def supervisor(self) -> ProcessMark | None:
        """live/supervisor.json."""
        path = self._layout.supervisor
        return read(ProcessMark, read_bytes(path), "live/supervisor.json") if path.exists() else None

    def alarms(self, limit: int) -> Sequence[str]:
        """The last lines of alarms.log, however long it is."""
        return last_lines(self._layout.alarms, limit)[::-1]

    def supervised(self) -> str:
        """live/supervisor.txt."""
        return str(self._layout.supervised)

    def post(self, session: str, asked: Asked) -> str:
        """A file in control/, named by the instant and the process."""
        kind = next(name for name, known in KINDS.items() if isinstance(asked, known))
        name = f"{time_ns():020d}-{os.getpid()}.json"
        content = dumps({"type": kind, "payload": encode(asked)}, name)
        write_bytes(make_folder(self._known(session).control) / name, content)
        return name

    def posted(self, session: str) -> Sequence[tuple[str, Asked]]:
        """The files of control/; what is no demand is named and left to whoever put it there."""
        found: list[tuple[str, Asked]] = []
        for path in sorted(self._known(session).control.glob("*.json")):
            # Somebody else's file stays where it is and harms nobody.
            with suppress(RequestError, OSError):
                found.append((path.name, _asked(path)))
        return found

    def answered(self, session: str, name: str) -> None:
        """Removes the file."""
        folder = self._known(session).control
        with storing(folder):
            (folder / checked_artifact(name)).unlink(missing_ok=True)
            sync_folder(folder)

    def waits(self, session: str, name: str) -> bool:
        """Whether the file is there."""
        return (self._known(session).control / checked_artifact(name)).exists()

    def _known(self, session: str) -> SessionFiles:
        files = self._layout.session(session)
        if not files.request.exists():
            raise UnknownName("session", session, self.names())
        return files


def _asked(path: Path) -> Asked:
    plain = loads(read_bytes(path), path.name)
    kind = cast("Mapping[str, object]", plain).get("type") if isinstance(plain, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise InvalidValue("type", kind, " or ".join(KINDS), path.name)
    return decode(KINDS[kind], cast("Mapping[str, object]", plain).get("payload"), path.name)


@contextmanager
def _locked(path: Path, what: str, patience: float = 0.0) -> Generator[None]:
    deadline = monotonic() + patience
    with storing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
    try:
        while not lock(descriptor, wait=False):
            if monotonic() < deadline:
                sleep(0.01)
                continue
            raise SessionBusy(what, os.pread(descriptor, 100, 0).decode("ascii", "replace").strip())
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def state_folder() -> Path:
    """The user's folder of locks, whatever the workspace."""
    given = os.environ.get(STATE, "")
    return Path(given) if given else Path.home() / ".local" / "state" / "tradecore" / "accounts"

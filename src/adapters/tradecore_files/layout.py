"""The names of everything in a workspace, known here only."""

from dataclasses import dataclass
from pathlib import Path

from tradecore.errors import InvalidValue
from tradecore_kit.names import checked_artifact, checked_name, inside

OWN = ("request.json", "status.json", "result.json", "log.txt", "notes.json")
# Two dots: no artifact can have such a name.
JOURNAL = ".partial.jsonl"


@dataclass(frozen=True, slots=True)
class RunFiles:
    """One run's folder and the files every run has."""

    folder: Path

    @property
    def request(self) -> Path:
        """All that is needed to run it again."""
        return self.folder / "request.json"

    @property
    def status(self) -> Path:
        """State, signs of life, progress and error."""
        return self.folder / "status.json"

    @property
    def result(self) -> Path:
        """The summary with the manifest of artifacts."""
        return self.folder / "result.json"

    @property
    def log(self) -> Path:
        """What the job and everything it called had to say."""
        return self.folder / "log.txt"

    @property
    def notes(self) -> Path:
        """What people said of it; no part of what the run made."""
        return self.folder / "notes.json"

    @property
    def spare(self) -> Path:
        """Room on the disk, kept for the last word of a run that has filled it."""
        return self.folder / ".spare"

    def artifact(self, name: str) -> Path:
        """A file that the job makes; raises InvalidValue for the run's own files and for names that lead elsewhere."""
        if checked_artifact(name) in OWN:
            raise InvalidValue("artifact", name, f"any name but {', '.join(OWN)}")
        return inside(self.folder, name)

    def journal(self, name: str) -> Path:
        """What is finished of a longer piece of work; raises InvalidValue for names that are none."""
        return inside(self.folder, f"{checked_name(name, 'journal')}{JOURNAL}")

    def artifacts(self) -> list[Path]:
        """What the job has made so far, sorted by name; unfinished files and journals are not among them."""
        return [path for path in self._made() if not path.name.startswith(".") and not path.name.endswith(JOURNAL)]

    def journals(self) -> list[Path]:
        """The journals of this and earlier attempts, sorted by name."""
        return [path for path in self._made() if path.name.endswith(JOURNAL)]

    def unfinished(self) -> list[Path]:
        """What was being written when a process died, sorted by name."""
        return [path for path in self._made() if path.name.startswith(".") and path != self.spare]

    def _made(self) -> list[Path]:
        files = (path for path in self.folder.iterdir() if path.name not in OWN and path.is_file())
        return sorted(files, key=lambda path: path.name)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """One model's folder."""

    folder: Path

    @property
    def content(self) -> Path:
        """The fitted pipeline."""
        return self.folder / "model.skops"

    @property
    def record(self) -> Path:
        """What is known of it, with the hash of the content."""
        return self.folder / "record.json"

    @property
    def standing(self) -> Path:
        """Whether it is promoted or retired, since when, and why; not there while it is a candidate."""
        return self.folder / "standing.json"


@dataclass(frozen=True, slots=True)
class SessionFiles:
    """One trading session's folder."""

    folder: Path

    @property
    def request(self) -> Path:
        """What it trades, and where."""
        return self.folder / "session.json"

    @property
    def events(self) -> Path:
        """What happened; it only grows."""
        return self.folder / "events.jsonl"

    @property
    def pulse(self) -> Path:
        """The last sign of life."""
        return self.folder / "pulse.json"

    @property
    def lock(self) -> Path:
        """Locked by the daemon."""
        return self.folder / "lock"

    @property
    def snapshot(self) -> Path:
        """The state at some line of the log; it can be made again from that."""
        return self.folder / "snapshot.json"

    @property
    def control(self) -> Path:
        """What people want of the daemon."""
        return self.folder / "control"

    @property
    def charge(self) -> Path:
        """What the supervisor knows of the session."""
        return self.folder / "charge.json"

    @property
    def cone(self) -> Path:
        """What to expect of its equity."""
        return self.folder / "cone.json"

    @property
    def challengers(self) -> Path:
        """One folder a model that decides beside it, each like a session's."""
        return self.folder / "challengers"


@dataclass(frozen=True, slots=True)
class Layout:
    """The rooms of a workspace; `live` as another folder of it holds sessions beside those that trade."""

    workspace: Path
    sessions: str = "live"

    @property
    def runs(self) -> Path:
        """One folder a run."""
        return self.workspace / "runs"

    @property
    def queue(self) -> Path:
        """Who works and who waits."""
        return self.runs / ".queue"

    @property
    def index(self) -> Path:
        """What a list of runs shows; it can be made again from the folders."""
        return self.runs / ".index.json"

    @property
    def models(self) -> Path:
        """One folder a model."""
        return self.workspace / "models"

    @property
    def ledger(self) -> Path:
        """What was ever tried; in a folder of its own, which is what is locked."""
        return self.workspace / "ledger" / "trials.jsonl"

    @property
    def live(self) -> Path:
        """One folder a trading session."""
        return self.workspace / self.sessions

    @property
    def kill(self) -> Path:
        """There, it stops all ordering."""
        return self.live / "KILL"

    @property
    def supervisor(self) -> Path:
        """The process that starts daemons again."""
        return self.live / "supervisor.json"

    @property
    def supervision(self) -> Path:
        """Locked by the supervisor."""
        return self.live / "supervisor.lock"

    @property
    def supervised(self) -> Path:
        """What the supervisor printed."""
        return self.live / "supervisor.txt"

    @property
    def alarms(self) -> Path:
        """What needed a person, of all sessions."""
        return self.live / "alarms.log"

    @property
    def active(self) -> Path:
        """The user's configuration."""
        return self.workspace / "configs" / "active.json"

    @property
    def history(self) -> Path:
        """The versions of the user's configuration that were replaced."""
        return self.workspace / "configs" / "history"

    @property
    def previous(self) -> Path:
        """The configuration before the last change."""
        return self.workspace / "configs" / "active.previous.json"

    def run(self, job_id: str) -> RunFiles:
        """A run's files, whether they exist or not; raises InvalidValue for what is no id."""
        return RunFiles(inside(self.runs, checked_name(job_id, "run id")))

    def session(self, name: str) -> SessionFiles:
        """A session's files, whether they exist or not; raises InvalidValue for what is no name."""
        return SessionFiles(inside(self.live, checked_name(name, "session")))

    def model(self, name: str) -> ModelFiles:
        """A model's files, whether they exist or not; raises InvalidValue for what is no name."""
        return ModelFiles(inside(self.models, checked_name(name, "model name")))

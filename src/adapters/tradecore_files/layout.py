"""The names of everything in a workspace, known here only."""

from dataclasses import dataclass
from pathlib import Path

from tradecore.errors import InvalidValue
from tradecore_kit.names import checked_artifact, checked_name, inside

OWN = ("request.json", "status.json", "result.json", "log.txt")


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

    def artifact(self, name: str) -> Path:
        """A file that the job makes; raises InvalidValue for the run's own files and for names that lead elsewhere."""
        if checked_artifact(name) in OWN:
            raise InvalidValue("artifact", name, f"any name but {', '.join(OWN)}")
        return inside(self.folder, name)

    def artifacts(self) -> list[Path]:
        """What the job has made so far, sorted by name; unfinished files begin with a dot and are not among them."""
        files = (path for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))
        return sorted((path for path in files if path.name not in OWN), key=lambda path: path.name)


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


@dataclass(frozen=True, slots=True)
class Layout:
    """The rooms of a workspace."""

    workspace: Path

    @property
    def runs(self) -> Path:
        """One folder a run."""
        return self.workspace / "runs"

    @property
    def models(self) -> Path:
        """One folder a model."""
        return self.workspace / "models"

    @property
    def active(self) -> Path:
        """The user's configuration."""
        return self.workspace / "configs" / "active.json"

    @property
    def previous(self) -> Path:
        """The configuration before the last change."""
        return self.workspace / "configs" / "active.previous.json"

    def run(self, job_id: str) -> RunFiles:
        """A run's files, whether they exist or not; raises InvalidValue for what is no id."""
        return RunFiles(inside(self.runs, checked_name(job_id, "run id")))

    def model(self, name: str) -> ModelFiles:
        """A model's files, whether they exist or not; raises InvalidValue for what is no name."""
        return ModelFiles(inside(self.models, checked_name(name, "model name")))

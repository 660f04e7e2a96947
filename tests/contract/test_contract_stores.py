"""The stores on files and those in memory keep the same contracts."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tradecore.ports.job_store import JobStore
from tradecore.ports.launcher import Launcher
from tradecore.ports.model_store import ModelStore
from tradecore.ports.trial_ledger import TrialLedger
from tradecore_files.ledger import FileLedger
from tradecore_files.models import FileModels
from tradecore_files.runs import FileRuns
from tradecore_process.launcher import ProcessLauncher
from tradecore_testing.contracts.job_store import JobStoreContract
from tradecore_testing.contracts.launcher import LauncherContract
from tradecore_testing.contracts.model_store import ModelStoreContract
from tradecore_testing.contracts.queue import QueueContract
from tradecore_testing.contracts.run import RunContract
from tradecore_testing.contracts.trial_ledger import TrialLedgerContract
from tradecore_testing.fakes import MemoryLedger, MemoryModels, MemoryRuns
from tradecore_testing.memory_launcher import MemoryLauncher
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.workspace import make


class TestFileRuns(JobStoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.runs = FileRuns(str(tmp_path))

    def store(self) -> JobStore:
        return self.runs


class TestMemoryRuns(JobStoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.runs = MemoryRuns()

    def store(self) -> JobStore:
        return self.runs


class TestFileQueue(QueueContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.runs = FileRuns(str(tmp_path))

    def store(self) -> JobStore:
        return self.runs


class TestMemoryQueue(QueueContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.runs = MemoryRuns()

    def store(self) -> JobStore:
        return self.runs


class TestFileRun(RunContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.desk = Adapters(make(tmp_path))

    def adapters(self) -> Adapters:
        return self.desk

    def contents(self, job_id: str) -> Mapping[str, bytes]:
        own = {"request.json", "status.json", "result.json", "log.txt"}
        paths = Path(self.desk.runs.location(job_id)).iterdir()
        return {path.name: path.read_bytes() for path in paths if path.name not in own}


class TestMemoryRun(RunContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.desk = Adapters(make(tmp_path))
        self.desk.runs = self.runs = MemoryRuns()

    def adapters(self) -> Adapters:
        return self.desk

    def contents(self, job_id: str) -> Mapping[str, bytes]:
        return self.runs.made(job_id).files


class TestProcessLauncher(LauncherContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.folder, self.processes = tmp_path, ProcessLauncher(str(tmp_path))

    def launcher(self) -> Launcher:
        return self.processes

    def log(self) -> str:
        return str(self.folder / "log.txt")

    def output(self) -> str:
        log = self.folder / "log.txt"
        return log.read_text() if log.exists() else ""


class TestMemoryLauncher(LauncherContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.words = MemoryLauncher()
        self.words.logs["/log.txt"] = ""

    def launcher(self) -> Launcher:
        return self.words

    def log(self) -> str:
        return "/log.txt"

    def output(self) -> str:
        return self.words.logs["/log.txt"]

    def lasting(self) -> Sequence[str]:
        return ["lasting"]

    def deaf(self) -> Sequence[str]:
        return ["deaf"]

    def brief(self) -> Sequence[str]:
        return ["brief"]


class TestFileModels(ModelStoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.models = FileModels(str(tmp_path))

    def store(self) -> ModelStore:
        return self.models

    def damage(self, store: ModelStore, name: str) -> None:
        assert store is self.models
        path = self.folder / "models" / name / "model.skops"
        path.write_bytes(path.read_bytes() + b"!")


class TestMemoryModels(ModelStoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.models = MemoryModels()

    def store(self) -> ModelStore:
        return self.models

    def damage(self, store: ModelStore, name: str) -> None:
        assert store is self.models
        self.models.damage(name)


class TestFileLedger(TrialLedgerContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.kept = FileLedger(str(tmp_path))

    def ledger(self) -> TrialLedger:
        return self.kept


class TestMemoryLedger(TrialLedgerContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.kept = MemoryLedger()

    def ledger(self) -> TrialLedger:
        return self.kept

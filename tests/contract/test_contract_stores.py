"""The stores on files and those in memory keep the same contracts."""

from pathlib import Path

import pytest

from tradecore.ports.job_store import JobStore
from tradecore.ports.model_store import ModelStore
from tradecore_files.models import FileModels
from tradecore_files.runs import FileRuns
from tradecore_testing.contracts.job_store import JobStoreContract
from tradecore_testing.contracts.model_store import ModelStoreContract
from tradecore_testing.contracts.queue import QueueContract
from tradecore_testing.fakes import MemoryModels, MemoryRuns


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

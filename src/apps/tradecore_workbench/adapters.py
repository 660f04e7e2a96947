"""The adapters of one workspace, found by name."""

from functools import cached_property
from pathlib import Path

from tradecore.ports.data_store import DataStore
from tradecore.ports.job_store import JobStore
from tradecore.ports.launcher import Launcher
from tradecore.ports.model_store import ModelStore
from tradecore.ports.session_store import SessionStore
from tradecore.ports.trial_ledger import TrialLedger
from tradecore_plugins.registry import Registry
from tradecore_workbench.configuration import Configuration


class Adapters:
    """What the composition root composes; each is made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def catalog(self) -> Registry:
        """Everything that plugins bring."""
        return Registry(str(self.folder))

    @cached_property
    def runs(self) -> JobStore:
        """The run folders."""
        return self.catalog.job_store("files")

    @cached_property
    def sessions(self) -> SessionStore:
        """The trading sessions."""
        return self.catalog.session_store("files")

    @cached_property
    def models(self) -> ModelStore:
        """The model folders."""
        return self.catalog.model_store("files")

    @cached_property
    def sets(self) -> DataStore:
        """The prepared data sets."""
        return self.catalog.data_store("parquet")

    @cached_property
    def ledger(self) -> TrialLedger:
        """What was ever tried."""
        return self.catalog.trial_ledger("files")

    @cached_property
    def launcher(self) -> Launcher:
        """Who starts jobs."""
        return self.catalog.launcher("process")

    @cached_property
    def settings(self) -> Configuration:
        """The user's configuration."""
        return Configuration(self.catalog.settings_store("files"), self.catalog)

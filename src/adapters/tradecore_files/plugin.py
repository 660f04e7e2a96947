"""Runs, models and settings as files of the workspace."""

from collections.abc import Callable, Mapping

from tradecore.ports.alerts import Alerts
from tradecore.ports.job_store import JobStore
from tradecore.ports.model_store import ModelStore
from tradecore.ports.session_store import SessionStore
from tradecore.ports.settings_store import SettingsStore
from tradecore.ports.trial_ledger import TrialLedger
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_alerts() -> Mapping[str, Callable[[str], Alerts]]:
    """Registers `files`."""
    return {"files": _alerts}


@hookimpl
def tradecore_job_stores() -> Mapping[str, Callable[[str], JobStore]]:
    """Registers `files`."""
    return {"files": _runs}


@hookimpl
def tradecore_model_stores() -> Mapping[str, Callable[[str], ModelStore]]:
    """Registers `files`."""
    return {"files": _models}


@hookimpl
def tradecore_session_stores() -> Mapping[str, Callable[[str], SessionStore]]:
    """Registers `files`."""
    return {"files": _sessions}


@hookimpl
def tradecore_settings_stores() -> Mapping[str, Callable[[str], SettingsStore]]:
    """Registers `files`."""
    return {"files": _settings}


@hookimpl
def tradecore_trial_ledgers() -> Mapping[str, Callable[[str], TrialLedger]]:
    """Registers `files`."""
    return {"files": _ledger}


def _alerts(workspace: str) -> Alerts:
    from tradecore_files.alerts import FileAlerts

    return FileAlerts(workspace)


def _runs(workspace: str) -> JobStore:
    from tradecore_files.runs import FileRuns

    return FileRuns(workspace)


def _models(workspace: str) -> ModelStore:
    from tradecore_files.models import FileModels

    return FileModels(workspace)


def _sessions(workspace: str) -> SessionStore:
    from tradecore_files.sessions import FileSessions

    return FileSessions(workspace)


def _settings(workspace: str) -> SettingsStore:
    from tradecore_files.settings import FileSettings

    return FileSettings(workspace)


def _ledger(workspace: str) -> TrialLedger:
    from tradecore_files.ledger import FileLedger

    return FileLedger(workspace)

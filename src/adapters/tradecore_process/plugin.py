"""Starts jobs as processes of this machine."""

from collections.abc import Callable, Mapping

from tradecore.ports.executor import Executor
from tradecore.ports.launcher import Launcher
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_executors() -> Mapping[str, Callable[[str], Executor]]:
    """Registers `process`."""
    return {"process": _executor}


@hookimpl
def tradecore_launchers() -> Mapping[str, Callable[[str], Launcher]]:
    """Registers `process`."""
    return {"process": _launcher}


def _executor(workspace: str) -> Executor:
    from tradecore_process.executor import ProcessExecutor

    return ProcessExecutor(workspace)


def _launcher(workspace: str) -> Launcher:
    from tradecore_process.launcher import ProcessLauncher

    return ProcessLauncher(workspace)

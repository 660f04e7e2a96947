"""Starts jobs as processes of this machine."""

from collections.abc import Callable, Mapping

from tradecore.ports.launcher import Launcher
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_launchers() -> Mapping[str, Callable[[str], Launcher]]:
    """Registers `process`."""
    return {"process": _launcher}


def _launcher(workspace: str) -> Launcher:
    from tradecore_process.launcher import ProcessLauncher

    return ProcessLauncher(workspace)

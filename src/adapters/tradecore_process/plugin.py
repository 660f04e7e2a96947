"""Starts jobs as processes of this machine."""

from collections.abc import Callable, Mapping

from tradecore_plugins import hookimpl

from tradecore.ports.launcher import Launcher


@hookimpl
def tradecore_launchers() -> Mapping[str, Callable[[str], Launcher]]:
    """Registers `process`."""
    return {"process": _launcher}


def _launcher(workspace: str) -> Launcher:
    from tradecore_process.launcher import ProcessLauncher  # noqa: PLC0415

    return ProcessLauncher(workspace)

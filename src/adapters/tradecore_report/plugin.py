"""Registers the reporter."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tradecore_plugins import hookimpl

if TYPE_CHECKING:
    from tradecore.ports.reporter import Reporter


@hookimpl
def tradecore_reporters() -> Mapping[str, "Callable[[str], Reporter]"]:
    """The reporter `matplotlib`."""
    return {"matplotlib": _matplotlib}


def _matplotlib(workspace: str) -> "Reporter":
    from tradecore_report.reporter import MatplotlibReporter

    return MatplotlibReporter()

"""What this adapter offers to tradecore."""

from collections.abc import Callable, Mapping

from tradecore.ports.resampler import Resampler
from tradecore_plugins import hookimpl


def _arch(workspace: str) -> Resampler:
    from tradecore_stats.resampler import ArchResampler

    return ArchResampler()


@hookimpl
def tradecore_resamplers() -> Mapping[str, Callable[[str], Resampler]]:
    """The bootstrap and Hansen's test of the library arch; PBO with numpy alone."""
    return {"arch": _arch}

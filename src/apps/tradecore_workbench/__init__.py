"""The composition root: a workspace with its adapters, and the jobs that run in it.

`from tradecore_workbench import Workbench` is all that a notebook needs.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

__all__ = ["Workbench"]


def __getattr__(name: str) -> object:
    """Loads the workbench when it is asked for: a job's process imports only what its type needs."""
    if name in __all__:
        from tradecore_workbench.workbench import Workbench

        return Workbench
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Registers the compiler."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tradecore_plugins import hookimpl

if TYPE_CHECKING:
    from tradecore.ports.compiler import Compiler


@hookimpl
def tradecore_compilers() -> Mapping[str, "Callable[[str], Compiler]"]:
    """The compiler `numba`."""
    return {"numba": _numba}


def _numba(workspace: str) -> "Compiler":
    from tradecore_numba.compiler import NumbaCompiler

    return NumbaCompiler()

"""The one module that imports ib_insync or its successor ib_async, whichever the configuration names."""

import asyncio
from types import ModuleType
from typing import Any, Literal, TypeAlias

from tradecore.errors import PluginError

Library: TypeAlias = Literal["ib_insync", "ib_async"]
# The extra that brings each library.
EXTRAS = {"ib_insync": "ibkr", "ib_async": "ibkr-async"}


def load(library: Library, loop: asyncio.AbstractEventLoop) -> ModuleType:
    """The library, on this loop; raises PluginError that names the extra when it is not installed.

    It looks for an event loop while it is imported, and again wherever it is called outside of one.
    """
    asyncio.set_event_loop(loop)
    try:
        if library == "ib_async":
            import ib_async as chosen  # pyright: ignore[reportMissingImports]
        else:
            import ib_insync as chosen
    except ImportError as error:
        raise PluginError(
            f"The configuration's gateway.library is {library}, which cannot be imported here ({error}). "
            f'Install it with: pip install "tradecore[{EXTRAS[library]}]"'
        ) from error
    return chosen


def client(library: ModuleType) -> Any:  # noqa: ANN401 - the library's own
    """A client of TWS or IB Gateway that is not connected; a request that the gateway refuses raises."""
    made = library.IB()
    made.RaiseRequestErrors = True
    return made

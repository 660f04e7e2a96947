"""The one module that imports ib_insync or its successor ib_async, whichever the configuration names."""

import asyncio
import logging
from types import ModuleType
from typing import Any, Literal, TypeAlias

from tradecore.errors import PluginError

Library: TypeAlias = Literal["ib_insync", "ib_async"]
# The extra that brings each library.
EXTRAS = {"ib_insync": "ibkr", "ib_async": "ibkr-async"}
# Both write down what they send and hear, with the account; both bring this package, which calls those who listen.
EVENTS = "eventkit"
SILENT = logging.CRITICAL + 1


class Mishaps(logging.Handler):
    """What those who listen to the library raise, which it would only write down."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.caught: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps it."""
        if record.exc_info and record.exc_info[1] is not None:
            self.caught.append(record.exc_info[1])


def load(library: Library, loop: asyncio.AbstractEventLoop) -> tuple[ModuleType, Mishaps]:
    """The library, on this loop, and what goes wrong inside of its calls.

    It looks for an event loop while it is imported, and again wherever it is called outside of one. What it would log
    is left out. Raises PluginError that names the extra when it is not installed.
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
    logging.getLogger(library).setLevel(SILENT)
    return chosen, _listening()


def client(library: ModuleType) -> Any:  # noqa: ANN401 - the library's own
    """A client of TWS or IB Gateway that is not connected; a request that the gateway refuses raises."""
    made = library.IB()
    made.RaiseRequestErrors = True
    return made


def _listening() -> Mishaps:
    logger = logging.getLogger(EVENTS)
    found = next((one for one in logger.handlers if isinstance(one, Mishaps)), None)
    if found is None:
        found = Mishaps()
        logger.addHandler(found)
        logger.propagate = False
    return found

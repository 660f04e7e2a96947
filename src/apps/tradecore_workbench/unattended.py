"""The tools of a use case that makes no artifacts and that nobody watches, as a trading session has them."""

from contextlib import AbstractContextManager
from typing import BinaryIO, NoReturn

from tradecore.usecases.tools import Tools
from tradecore_workbench.adapters import Adapters


class Nowhere:
    """Takes no artifact."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Refused."""
        self._refuse(name)

    def table(self, name: str, table: object) -> None:  # noqa: ARG002
        """Refused."""
        self._refuse(name)

    def record(self, name: str, value: object) -> None:  # noqa: ARG002
        """Refused."""
        self._refuse(name)

    def journal(self, name: str) -> AbstractContextManager[NoReturn]:
        """Refused."""
        self._refuse(name)

    def written(self) -> tuple[()]:
        """Nothing."""
        return ()

    def _refuse(self, name: str) -> NoReturn:
        raise TypeError(f"Nothing makes an artifact here, nor {name}.")


class Quiet:
    """Tells nobody."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        """Nothing."""


def tools_of(adapters: Adapters) -> Tools:
    """The workspace's adapters as a use case takes them."""
    return Tools(adapters.catalog, Nowhere(), adapters.models, Quiet())

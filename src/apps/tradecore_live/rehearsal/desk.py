"""What a rehearsed daemon stands on: the user's own data, models and strategies, and a session store of its own."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tradecore.contracts.settings import Settings
from tradecore_plugins.registry import Registry
from tradecore_workbench.adapters import Adapters


class QuietRegistry(Registry):
    """Everything that plugins bring, but nobody who would wake a person up for a rehearsal."""

    def names(self, kind: str) -> Sequence[str]:
        """None of alerts."""
        return () if kind == "alerts" else super().names(kind)


class OwnSessions:
    """A session store in a folder of its own, whose account is nobody's: the real one may trade meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._store: Any = Registry(str(folder)).session_store("files")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._store, name)

    def hold(self, session: str, account: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """Nobody else is here."""
        return nullcontext()


class OwnSettings:
    """The user's settings with a gateway of our own."""

    def __init__(self, settings: Any, port: int) -> None:  # noqa: ANN401
        self._settings, self._port = settings, port

    def settings(self) -> Settings:
        """As they are, but for where the gateway listens."""
        found: Settings = self._settings.settings()
        return replace(found, gateway=replace(found.gateway, host="127.0.0.1", port=self._port))


class RehearsedAdapters(Adapters):
    """The workspace's adapters around a session that is rehearsed in `scratch` against the gateway at `port`."""

    def __init__(self, folder: Path, scratch: Path, port: int) -> None:
        super().__init__(folder)
        self._scratch, self._port = scratch, port

    @cached_property
    def catalog(self) -> Registry:
        """See QuietRegistry."""
        return QuietRegistry(str(self.folder))

    @cached_property
    def sessions(self) -> Any:  # noqa: ANN401
        """See OwnSessions."""
        return OwnSessions(self._scratch)

    @cached_property
    def settings(self) -> Any:  # noqa: ANN401
        """See OwnSettings."""
        return OwnSettings(Adapters(self.folder).settings, self._port)

"""What is configured, and where each value comes from."""

from collections.abc import Mapping

from tradecore.config import Resolved
from tradecore.contracts.settings import Settings


class Configuration:
    """The user's settings over the code's defaults."""

    def active(self) -> Mapping[str, object]:
        """Only what configs/active.json holds, by dotted key."""
        raise NotImplementedError

    def resolved(self, overrides: Mapping[str, object] | None = None) -> Resolved:
        """Every setting by dotted key with its origin; raises UnknownKey or InvalidValue naming file and key."""
        raise NotImplementedError

    def settings(self, overrides: Mapping[str, object] | None = None) -> Settings:
        """The same as typed sections."""
        raise NotImplementedError

    def set(self, key: str, value: object) -> None:
        """Changes one dotted key in configs/active.json (atomically, the previous version is kept)."""
        raise NotImplementedError

    def unset(self, key: str) -> None:
        """Goes back to the code's default; harmless when it was not set."""
        raise NotImplementedError


def assignment(text: str) -> tuple[str, object]:
    """`key=value` from a command line; the value is JSON where it reads as JSON, else the text itself.

    Raises InvalidValue when there is no `=`.
    """
    raise NotImplementedError

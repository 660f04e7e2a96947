"""Where the user's configuration is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Version:
    """What the configuration held until it was replaced `at` (ISO 8601 UTC)."""

    at: str
    values: Mapping[str, object]


class SettingsStore(Protocol):
    """The values a user has changed, as nested plain data in the shape of contracts.settings.Settings."""

    def load(self) -> Mapping[str, object]:
        """Only what was changed; raises UnknownKey or InvalidValue with the file and the key."""
        ...

    def save(self, values: Mapping[str, object]) -> None:
        """Replaces all values, keeping the previous version; checks them as `load` does before writing."""
        ...

    def history(self) -> Sequence[Version]:
        """The newest versions that `save` has replaced, the newest first; one that cannot be read is left out."""
        ...

"""Where the user's configuration is kept."""

from collections.abc import Mapping
from typing import Protocol


class SettingsStore(Protocol):
    """The values a user has changed, as nested plain data in the shape of contracts.settings.Settings."""

    def load(self) -> Mapping[str, object]:
        """Only what was changed; raises UnknownKey or InvalidValue with the file and the key."""
        ...

    def save(self, values: Mapping[str, object]) -> None:
        """Replaces all values, keeping the previous version; checks them as `load` does before writing."""
        ...

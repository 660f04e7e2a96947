"""The switch that ends all ordering."""

from typing import Protocol


class KillSwitch(Protocol):
    """Thrown by anybody, from anywhere; looked at before every order and many times a second."""

    def state(self) -> str:
        """Why the switch is on; empty when it is off. Whatever keeps it from being read counts as on, and says so."""
        ...

    def throw(self, reason: str) -> None:
        """Switches on, on disk before this returns; the first reason stays. Raises StorageError."""
        ...

    def clear(self) -> None:
        """Switches off; harmless when it is off. Raises StorageError."""
        ...

"""What time it is."""

from typing import Protocol


class Clock(Protocol):
    """The only way to the present; handed in, so that tests and replays can turn it."""

    def now(self) -> int:
        """Nanoseconds since 1970-01-01 UTC."""
        ...

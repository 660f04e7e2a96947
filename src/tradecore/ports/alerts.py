"""Who is told when something needs a person."""

from typing import Protocol

from tradecore.live.actions import Alarm


class Alerts(Protocol):
    """A way to a person; registered by name."""

    def tell(self, session: str, alarm: Alarm) -> None:
        """Passes an alarm on, quickly or in the background. It never raises: what cannot be told stands in the log."""
        ...

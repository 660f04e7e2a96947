"""When an exchange is open."""

from typing import Protocol

from tradecore.table import Table


class Calendar(Protocol):
    """Sessions of one exchange."""

    def sessions(self, start: int, end: int) -> Table:
        """Sessions that overlap [start, end), and one more on either side, ascending.

        `time` is the open; columns: `close` (ns UTC), `day` (days since 1970-01-01 of the session's
        label), `midnight` (ns UTC at which the label's day begins in the exchange's zone).
        """
        ...

    @property
    def zone(self) -> str:
        """IANA name of the exchange's zone."""
        ...

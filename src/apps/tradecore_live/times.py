"""The time of a daemon: this machine's, or one that a test turns."""

from time import monotonic, sleep, time_ns
from typing import Protocol


class Times(Protocol):
    """Two clocks, and how long whoever waits for others may wait."""

    wait: float

    def now(self) -> int:
        """Nanoseconds since 1970-01-01 UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since any instant; never set."""
        ...

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        ...

    def rest(self) -> None:
        """Nothing is to be done at this moment."""
        ...


class WallTimes:
    """This machine's. Streams and brokers are waited for `wait` seconds at a time."""

    wait = 0.02

    def now(self) -> int:
        """See Times."""
        return time_ns()

    def monotonic(self) -> float:
        """See Times."""
        return monotonic()

    def sleep(self, seconds: float) -> None:
        """See Times."""
        sleep(seconds)

    def rest(self) -> None:
        """As long as keeps a processor idle and an order quick."""
        sleep(0.005)

"""Virtual time: that of the event loop in which gateway and adapter live."""

import asyncio
from collections.abc import Callable
from time import monotonic

from tradecore.bars import SECOND


class GatewayTimes:
    """The loop's clock, which began at `start` (ns UTC); `passed` is told the time whenever nothing is to be done.

    What the daemon does every so often for people, as its signs of life, it does by this machine's clock.
    """

    # Seconds of the market: how long stream and broker are waited for, and how long nothing lasts.
    wait, nothing = 5.0, 0.5

    def __init__(self, start: int, passed: Callable[[int], None]) -> None:
        self._start, self._passed = start, passed
        # The gateway has left it as the current one.
        self._loop = asyncio.get_event_loop_policy().get_event_loop()  # pyright: ignore[reportDeprecated]

    def now(self) -> int:
        """See Times."""
        return self._start + int(self._loop.time() * SECOND)

    def monotonic(self) -> float:
        """See Times."""
        return monotonic()

    def sleep(self, seconds: float) -> None:
        """See Times."""
        self._loop.run_until_complete(asyncio.sleep(seconds))

    def rest(self) -> None:
        """Lets the market go on."""
        self.sleep(self.nothing)
        self._passed(self.now())

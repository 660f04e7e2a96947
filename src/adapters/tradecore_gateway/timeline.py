"""The gateway's clock: market time, which may begin anywhere and run faster than the loop's."""

import asyncio
from time import time_ns

from tradecore.bars import SECOND
from tradecore.instants import format_instant

MILLISECOND = SECOND // 1000


class Timeline:
    """Market time in nanoseconds UTC; it stands at `start` (0: now) until `begin`, then runs `speed` times as fast.

    `since` is the loop's clock at its beginning, for one that goes on where another one was.

    It follows the running loop's own clock, so that in a loop with virtual time it jumps with it.
    """

    def __init__(self, start: int = 0, speed: float = 1.0, since: float | None = None) -> None:
        self.speed, self.start, self.since = speed, start or time_ns(), since

    def begin(self) -> None:
        """Lets it run; harmless when it does."""
        if self.since is None:
            self.since = asyncio.get_running_loop().time()

    def now(self) -> int:
        """The instant."""
        if self.since is None:
            return self.start
        passed = asyncio.get_running_loop().time() - self.since
        return self.start + round(passed * self.speed * SECOND)

    def stamp(self) -> str:
        """The instant as text, to the millisecond."""
        return format_instant(self.now() // MILLISECOND * MILLISECOND)

    def seconds_until(self, instant: int) -> float:
        """How many of the loop's seconds are left until then, 0 for what has passed."""
        return max(instant - self.now(), 0) / SECOND / self.speed

    async def reach(self, instant: int) -> None:
        """Waits until then."""
        await asyncio.sleep(self.seconds_until(instant))
        if self.now() < instant:
            # The loop may be early by what its clock cannot tell apart.
            await self.reach(instant)

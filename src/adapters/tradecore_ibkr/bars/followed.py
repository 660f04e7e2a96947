"""What is known of one symbol's bars while they come: which have closed, and when to worry. Pure."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from tradecore.bars import SECOND
from tradecore.ports.bar_stream import Corrected, SourceBar

# A bar that nothing follows has closed when this has passed: its last prices come a little later (ns).
SETTLE: Final = 5 * SECOND
# Nothing heard so long after a bar must have closed is suspicious (ns).
QUIET: Final = 30 * SECOND
# After one look that has found nothing new the next one waits for twice as many bars, up to this many doublings.
DOUBLINGS: Final = 5
REMEMBERED: Final = 2_000
# [open, close) of sessions in ns UTC, ascending; empty when nobody knows.
Hours = Callable[[], Sequence[tuple[int, int]]]


class Followed:
    """Bars of `step` ns that open at `since` or later, each told once and in their order; `hours` are its sessions'."""

    def __init__(self, since: int, step: int, hours: Hours) -> None:
        self.last = since - 1
        self._step, self._hours = step, hours
        self._forming: SourceBar | None = None
        self._told: OrderedDict[int, SourceBar] = OrderedDict()
        self._looked, self._fruitless, self._news = since, 0, True

    def heard(self, bars: Sequence[SourceBar], now: int) -> list[SourceBar | Corrected]:
        """What follows from ascending bars, of which the last may not have closed yet."""
        found: list[SourceBar | Corrected] = []
        for bar in bars[:-1]:
            found += self._closed(bar)
        if bars:
            self._forming = bars[-1]
        return [*found, *self.passed(now)]

    def passed(self, now: int) -> list[SourceBar | Corrected]:
        """What has closed because time has passed, though nothing came behind it."""
        forming = self._forming
        return self._closed(forming) if forming is not None and self.closing(forming.time) + SETTLE <= now else []

    def looked(self, now: int) -> None:
        """Somebody has asked anew, and was answered."""
        self._fruitless = 0 if self._news else min(self._fruitless + 1, DOUBLINGS)
        self._looked, self._news = now, False

    def wake(self, now: int) -> int:
        """The next instant (ns UTC) at which something can be said: that a bar has closed, or that it should have."""
        forming = self._forming
        waits = forming is not None and forming.time > self.last
        settled = self.closing(forming.time) + SETTLE if forming is not None and waits else self.due(now)
        return min(settled, self.due(now))

    def due(self, now: int) -> int:
        """When silence is suspicious: after the first close beyond what was told, or beyond the last look."""
        beyond = max(self.last + 1, self._looked + (2**self._fruitless - 1) * self._step)
        sessions = self._hours()
        if not sessions:
            return max(beyond, self.last + self._step) + self._step + QUIET
        for opened, closed in sessions:
            if closed > beyond:
                # A bar that has begun before is the one that was told.
                begun = max(beyond, opened)
                begun = opened + -(-(begun - opened) // self._step) * self._step
                if begun < closed:
                    return min(begun + self._step, closed) + QUIET
        # Beyond the sessions that are known: they are asked for again with every connection.
        return max(now, beyond) + 24 * 3_600 * SECOND

    def closing(self, time: int) -> int:
        """When the bar that opens at `time` closes: after a step, or with its session when that ends earlier."""
        ends = [closed for opened, closed in self._hours() if opened <= time < closed]
        return min([time + self._step, *ends])

    def _closed(self, bar: SourceBar) -> list[SourceBar | Corrected]:
        if bar.time > self.last:
            self.last, self._fruitless, self._news = bar.time, 0, True
            self._remember(bar)
            return [bar]
        before = self._told.get(bar.time)
        if before is None or before == bar:
            return []
        self._remember(bar)
        return [Corrected(bar)]

    def _remember(self, bar: SourceBar) -> None:
        self._told[bar.time] = bar
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)

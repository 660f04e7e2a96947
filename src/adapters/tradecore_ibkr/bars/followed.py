"""What is known of one symbol's bars while they come: which have closed, and when to worry. Pure."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tradecore.bars import HOUR, SECOND
from tradecore.ports.bar_stream import Corrected, SourceBar

# A bar that nothing follows has closed when this has passed: its last prices come a little later (ns).
SETTLE: Final = 5 * SECOND
# What was heard of a bar in its last seconds, or its last part, is all that there is to it.
LAST_NS, LAST_PART = 10 * SECOND, 0.03
# Nothing heard so long after a bar must have closed is suspicious (ns).
QUIET: Final = 30 * SECOND
# After one look that has found nothing new the next one waits for twice as many bars, up to this many doublings.
DOUBLINGS: Final = 5
REMEMBERED: Final = 2_000
# [open, close) of sessions in ns UTC, ascending; empty when nobody knows.
Hours = Callable[[], Sequence[tuple[int, int]]]


class Followed:
    """Bars of `step` ns that open at `since` or later, each told once and in their order.

    `hours` are the sessions. Bars end with their session, and with the step on the clocks of `zone`: the first hour of
    a session that begins at 09:30 ends at 10:00.
    """

    def __init__(self, since: int, step: int, hours: Hours, zone: str = "UTC") -> None:
        self.last = since - 1
        self._step, self._hours, self._zone = step, hours, ZoneInfo(zone)
        self._forming: SourceBar | None = None
        self._heard = 0
        self._told: OrderedDict[int, SourceBar] = OrderedDict()
        self._looked, self._fruitless, self._news = since, 0, True

    def heard(self, bars: Sequence[SourceBar], now: int) -> list[SourceBar | Corrected]:
        """What follows from ascending bars, of which the last may not have closed yet."""
        found: list[SourceBar | Corrected] = []
        for bar in bars[:-1]:
            found += self._closed(bar)
        if bars:
            self._forming, self._heard = bars[-1], now
        return [*found, *self.passed(now)]

    def passed(self, now: int) -> list[SourceBar | Corrected]:
        """What has closed because time has passed, though nothing came behind it.

        A bar that was not heard to its end may be half of one: it has to be asked for anew.
        """
        forming = self._waiting()
        if forming is None or self._settled(forming) > now or not self._whole(forming):
            return []
        return self._closed(forming)

    def looked(self, now: int) -> None:
        """Somebody has asked anew, and was answered."""
        self._fruitless = 0 if self._news else min(self._fruitless + 1, DOUBLINGS)
        self._looked, self._news = now, False

    def wake(self, now: int) -> int:
        """The next instant (ns UTC) at which something can be said: that a bar has closed, or that it should have."""
        forming = self._waiting()
        return min(self.due(now), self._settled(forming)) if forming is not None else self.due(now)

    def due(self, now: int) -> int:
        """When to ask anew: after the first close beyond what was told, or beyond the last look."""
        forming = self._waiting()
        if forming is not None and not self._whole(forming):
            return self._settled(forming)
        known = forming.time if forming is not None else self.last
        beyond = max(known + 1, self._looked + (2**self._fruitless - 1) * self._step)
        sessions = self._hours()
        if not sessions:
            return max(beyond, known + self._step) + self._step + QUIET
        for opened, closed in sessions:
            if closed > beyond:
                # A bar that has begun before is the one that was told.
                begun = opened if beyond <= opened else self._boundary(beyond - 1)
                if begun < closed:
                    return min(self._boundary(begun), closed) + QUIET
        # Beyond the sessions that are known: they are asked for again with every connection.
        return max(now, beyond) + 24 * 3_600 * SECOND

    def closing(self, time: int) -> int:
        """When the bar that opens at `time` closes: on the clock, or with its session when that ends earlier."""
        ends = [closed for opened, closed in self._hours() if opened <= time < closed]
        return min([self._boundary(time), *ends])

    def _boundary(self, time: int) -> int:
        """The first instant after `time` at which a bar may begin."""
        if HOUR % self._step == 0:
            return time - time % self._step + self._step
        clock = datetime.fromtimestamp(time // SECOND, self._zone)
        passed = (clock.hour * 3_600 + clock.minute * 60 + clock.second) * SECOND + time % SECOND
        return time + self._step - passed % self._step

    def _waiting(self) -> SourceBar | None:
        """The newest bar, unless it was told."""
        return self._forming if self._forming is not None and self._forming.time > self.last else None

    def _settled(self, bar: SourceBar) -> int:
        return self.closing(bar.time) + SETTLE

    def _whole(self, bar: SourceBar) -> bool:
        """Whether something was heard of the newest bar so late that nothing is missing."""
        return self._heard >= self.closing(bar.time) - max(LAST_NS, int(LAST_PART * self._step))

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

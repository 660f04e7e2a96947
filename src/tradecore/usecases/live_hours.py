"""The hours of a live symbol: its calendar's sessions around now, cut to what its broker knows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tradecore.bars import DAY, MINUTE
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.errors import LinkDown
from tradecore.instants import day_of
from tradecore.live.hours import Hours, Intervals, narrowed
from tradecore.ports.catalog import Catalog
from tradecore.sessions import neutral_sessions
from tradecore.table import Table
from tradecore.usecases.bars import MARGIN

# How far ahead sessions are asked for, and when they are asked for again.
AHEAD, NEAR = 45 * DAY, 15 * DAY


@dataclass(slots=True)
class Around:
    """Hours around an instant; the broker is asked for its own once a day, the calendar when its answer runs out."""

    sessions: Callable[[int, int], Table]
    known: Callable[[], Intervals]
    cut: bool
    _first: int = 0
    _last: int = -1
    _asked: int = -1
    _again: int = 0
    _hours: Hours | None = field(default=None)

    def __call__(self, time: int) -> Hours:
        """See HoursAround."""
        new = day_of(time) > self._asked and time >= self._again
        if self._hours is not None and self._first <= time < self._last - NEAR and not new:
            return self._hours
        self._first = min(time - MARGIN, self._first) if self._hours is not None else time - MARGIN
        self._last = max(time + AHEAD, self._last)
        known = self._ask(time) if new else self._hours.known if self._hours else ()
        sessions = self.sessions(self._first, self._last)
        self._hours = Hours(narrowed(sessions, known) if self.cut else sessions, known)
        return self._hours

    def _ask(self, time: int) -> Intervals:
        """What the broker says; while it cannot be reached, what it said before."""
        try:
            known = tuple(self.known())
        except LinkDown:
            self._again = time + MINUTE
            return self._hours.known if self._hours else ()
        self._asked = day_of(time)
        return known


def hours_around(
    spec: BarsSpec, manifest: SetManifest | None, catalog: Catalog, known: Callable[[], Intervals]
) -> Around:
    """The hours of a symbol whose bars are read by a spec, or are those of a set."""
    name = spec.calendar or (manifest.calendar if manifest else "")
    sessions = catalog.calendar(name).sessions if name else neutral_sessions
    return Around(sessions, known, bool(name))

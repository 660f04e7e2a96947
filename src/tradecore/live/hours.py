"""When a symbol's market is open, as its calendar and its broker have it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tradecore.columns import integers, plain
from tradecore.sessions import nights_after
from tradecore.table import Table

Intervals: TypeAlias = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Hours:
    """The sessions around an instant (see Calendar), and what the broker knows of its own hours."""

    sessions: Table
    known: Intervals = ()

    def session_at(self, time: int) -> int:
        """The place of the session in progress; -1 for none."""
        place = bisect_right(plain(self.sessions.time), time) - 1
        return place if place >= 0 and time < self.sessions["close"][place] else -1

    def is_open(self, time: int) -> bool:
        """Whether the market trades at an instant: what calendar or broker calls closed is closed."""
        if self.session_at(time) < 0:
            return False
        beyond = not self.known or not self.known[0][0] <= time < self.known[-1][1]
        return beyond or any(begin <= time < end for begin, end in self.known)

    def meets(self, begin: int, end: int) -> bool:
        """Whether any session has a part in [begin, end)."""
        opens, closes = plain(self.sessions.time), plain(self.sessions["close"])
        return any(opened < end and begin < close for opened, close in zip(opens, closes, strict=True))

    def nights(self, day: int, known: int) -> int:
        """See `tradecore.sessions.nights_after`."""
        return nights_after(day, known, self.sessions)


# The hours around an instant (ns UTC).
HoursAround: TypeAlias = Callable[[int], Hours]


def narrowed(sessions: Table, known: Intervals) -> Table:
    """The sessions of a calendar cut to the broker's hours, where it knows them; those on which it is closed are out.

    A half day that the calendar does not have ends when the broker says so.
    """
    if not known:
        return sessions
    first, last = known[0][0], known[-1][1]
    kept: list[tuple[int, int, int, int]] = []
    columns = (sessions.time, sessions["close"], sessions["day"], sessions["midnight"])
    for begin, end, day, midnight in zip(*map(plain, columns), strict=True):
        within = [(opened, closed) for opened, closed in known if opened < end and begin < closed]
        if within:
            kept.append((max(begin, within[0][0]), min(end, within[-1][1]), day, midnight))
        elif not first <= begin < last:
            kept.append((begin, end, day, midnight))
    opens, closes, days, midnights = (integers([row[place] for row in kept]) for place in range(4))
    return Table(opens, {"close": closes, "day": days, "midnight": midnights})

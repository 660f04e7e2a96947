"""What a calendar says about bars: when each is known, which session it belongs to, the nights after it.

A bar belongs to a session when its interval [time, time + step) meets [open, close): files stamp
the first hour of a 09:30 session 09:00 as often as 09:30. A bar outside every session belongs to the
session of its local date, or, on a day without one, to the next.
"""

from array import array
from bisect import bisect_right
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import sub

from tradecore.bars import DAY
from tradecore.columns import integers, plain, typed
from tradecore.errors import DataError
from tradecore.loops import Loops, as_written
from tradecore.table import Column, Table


@dataclass(frozen=True, slots=True)
class Membership:
    """One entry a bar: `session` in days since 1970-01-01, `close` of that session (ns UTC), `inside` 0 or 1."""

    session: "array[int]"
    close: "array[int]"
    inside: "array[int]"


def neutral_sessions(start: int, end: int) -> Table:
    """Sessions of a market that never closes: the UTC days that meet [start, end), and one on either side."""
    days = range(start // DAY - 1, (max(end, start + 1) - 1) // DAY + 2)
    opens = integers([day * DAY for day in days])
    closes = integers([(day + 1) * DAY for day in days])
    return Table(opens, {"close": closes, "day": integers(list(days)), "midnight": opens})


def observed_sessions(table: Table) -> Table:
    """Sessions as bars with a `session` column show them: from its first bar to its last one's `available`.

    For files that carry their own facts and come without a calendar.
    """
    opens: list[int] = []
    closes: list[int] = []
    days: list[int] = []
    for time, day, available in zip(
        *(plain(c) for c in (table.time, table["session"], table["available"])), strict=True
    ):
        if not days or day != days[-1]:
            opens.append(time)
            closes.append(available)
            days.append(day)
        closes[-1] = available
    midnights = [day * DAY for day in days]
    return Table(integers(opens), {"close": integers(closes), "day": integers(days), "midnight": integers(midnights)})


def membership(time: "array[int]", step: int, sessions: Table, loops: Loops = as_written) -> Membership:
    """Which session each of the ascending bars belongs to; raises DataError for bars and no session at all."""
    if len(time) and not len(sessions):
        raise DataError("The calendar has no session around the bars.")
    member = Membership(*(array("q", bytes(8 * len(time))) for _ in range(3)))
    opens, closes, days, midnights = (
        typed("q", c) for c in (sessions.time, sessions["close"], sessions["day"], sessions["midnight"])
    )
    loops(place)(time, step, opens, closes, days, midnights, member.session, member.close, member.inside)
    return member


def place(
    time: Sequence[int],
    step: int,
    opens: Sequence[int],
    closes: Sequence[int],
    days: Sequence[int],
    midnights: Sequence[int],
    session: MutableSequence[int],
    close: MutableSequence[int],
    inside: MutableSequence[int],
) -> None:
    """Fills the columns of Membership."""
    last = len(opens) - 1
    coming = 0
    for row in range(len(time)):
        instant = time[row]
        # The first session that is not over when the bar begins.
        while coming < last and closes[coming] <= instant:
            coming += 1
        at = coming
        meets = opens[at] < instant + step and instant < closes[at]
        if not meets and at > 0 and instant < midnights[at - 1] + DAY and instant < midnights[at]:
            at -= 1
        session[row] = days[at]
        close[row] = closes[at]
        inside[row] = 1 if meets else 0


def place_of(days: Sequence[int], day: int) -> int:
    """The place of a day among ascending ones; -1 where it is none of them."""
    low, high = 0, len(days)
    while low < high:
        middle = (low + high) // 2
        if days[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low if low < len(days) and days[low] == day else -1


def available(time: "array[int]", step: int, member: Membership, loops: Loops = as_written) -> "array[int]":
    """The instant at which each bar is known: its end, or its session's close when that is earlier."""
    known = array("q", bytes(8 * len(time)))
    loops(ends)(time, step, member.close, member.inside, known)
    return known


def ends(
    time: Sequence[int], step: int, close: Sequence[int], inside: Sequence[int], known: MutableSequence[int]
) -> None:
    """When bars end: after their step, those inside a session with it at the latest."""
    for row in range(len(time)):
        end = time[row] + step
        known[row] = close[row] if inside[row] != 0 and close[row] < end else end


def nights(session: Column, known: Column, sessions: Table) -> "array[int]":
    """Calendar days from each session's last bar to the next session with bars, 0 elsewhere.

    The very last bar counts the nights to the calendar's next session when it reaches the close.
    """
    counts = array("q", map(sub, islice(session, 1, None), session))
    if len(session):
        counts.append(nights_after(session[-1], known[-1], sessions))
    return counts


def nights_after(day: int, known: int, sessions: Table) -> int:
    """Calendar days from a bar of a session to the next one, once it is known at the close or later; else 0."""
    days = plain(sessions["day"])
    place = bisect_right(days, day) - 1
    if place < 0 or place + 1 >= len(days) or known < sessions["close"][place]:
        return 0
    return int(days[place + 1] - day)

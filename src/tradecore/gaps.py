"""Bars that should be there: holes inside sessions, and sessions without a bar."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import MutableSequence, Sequence

from tradecore.bars import DAY, Bars
from tradecore.columns import plain, typed
from tradecore.instants import format_day, format_instant
from tradecore.loops import Loops, as_written
from tradecore.quality import Finding, Severity
from tradecore.sessions import place_of
from tradecore.steps import format_step
from tradecore.table import Table

FEW = 5


def gap_findings(bars: Bars, sessions: Table, loops: Loops = as_written) -> list[Finding]:
    """Missing bars of sessions that have some, the largest hole named, and sessions that have none.

    The first and last session may be partial without being a gap: the file begins and ends somewhere.
    """
    if len(bars) == 0:
        return []
    found: list[Finding] = []
    if bars.step < DAY:
        found += _holes(bars, sessions, loops)
    days = plain(sessions["day"])
    present = set(plain(bars["session"]))
    inner = days[bisect_right(days, bars["session"][0]) : bisect_left(days, bars["session"][-1])]
    absent = [day for day in inner if day not in present]
    if absent:
        what = "1 session has" if len(absent) == 1 else f"{len(absent):,} sessions have"
        message = f"{what} no bar (first: {format_day(absent[0])})"
        times = tuple(day * DAY for day in absent[:FEW])
        found.append(Finding("missing-sessions", Severity.WARNING, len(absent), message, times))
    return found


def _holes(bars: Bars, sessions: Table, loops: Loops) -> list[Finding]:
    """Distances between the end of one bar and the start of the next inside each session's hours."""
    starts, sizes = (array("q", bytes(16 * len(bars))) for _ in range(2))
    days, opens, closes = (typed("q", column) for column in (sessions["day"], sessions.time, sessions["close"]))
    count = loops(holes)(
        typed("q", bars.time), typed("q", bars["session"]), bars.step, days, opens, closes, starts, sizes
    )
    return [_missing_bars(starts[:count], sizes[:count], bars.step)] if count else []


def holes(
    time: Sequence[int],
    session: Sequence[int],
    step: int,
    days: Sequence[int],
    opens: Sequence[int],
    closes: Sequence[int],
    starts: MutableSequence[int],
    sizes: MutableSequence[int],
) -> int:
    """Fills `starts` with the instants from which bars are missing and `sizes` with how many; returns how many holes.

    Both need room for two holes a bar. The ends of the first and of the last session may be missing.
    """
    rows, count, at, reached = len(time), 0, -1, 0
    first, last = session[0], session[rows - 1]
    for k in range(rows):
        if k == 0 or session[k] != session[k - 1]:
            if at >= 0 and session[k - 1] != last:
                tail = (closes[at] - reached + step - 1) // step
                if tail > 0:
                    starts[count] = reached
                    sizes[count] = tail
                    count += 1
            at = place_of(days, session[k])
            reached = opens[at] if at >= 0 and session[k] != first else time[k]
        if at >= 0:
            hole = (min(time[k], closes[at]) - max(reached, opens[at])) // step
            if hole > 0:
                starts[count] = reached
                sizes[count] = hole
                count += 1
            reached = max(reached, time[k] + step)
    return count


def _missing_bars(starts: Sequence[int], lengths: Sequence[int], step: int) -> Finding:
    times, sizes = tuple(starts), tuple(lengths)
    missing, longest = sum(sizes), max(sizes)
    message = (
        f"{missing:,} {format_step(step)} bar{'s' if missing > 1 else ''} missing inside sessions, in {len(sizes):,} "
        f"hole{'s' if len(sizes) > 1 else ''}; the largest is {longest:,} from "
        f"{format_instant(times[sizes.index(longest)])}"
    )
    return Finding("missing-bars", Severity.WARNING, missing, message, times, sizes=sizes)

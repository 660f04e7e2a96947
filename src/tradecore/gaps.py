"""Bars that should be there: holes inside sessions, and sessions without a bar."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tradecore.bars import DAY, Bars
from tradecore.columns import plain
from tradecore.instants import format_day, format_instant
from tradecore.quality import Finding, Severity
from tradecore.steps import format_step
from tradecore.table import Table

FEW = 5


def gap_findings(bars: Bars, sessions: Table) -> list[Finding]:
    """Missing bars of sessions that have some, the largest hole named, and sessions that have none.

    The first and last session may be partial without being a gap: the file begins and ends somewhere.
    """
    if len(bars) == 0:
        return []
    found: list[Finding] = []
    if bars.step < DAY:
        found += _holes(bars, sessions)
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


def _holes(bars: Bars, sessions: Table) -> list[Finding]:
    """Distances between the end of one bar and the start of the next inside each session's hours."""
    hours = {
        day: (begin, end)
        for begin, end, day in zip(plain(sessions.time), plain(sessions["close"]), plain(sessions["day"]), strict=True)
    }
    step = bars.step
    holes: list[tuple[int, int]] = []
    current, reached = None, 0
    first, last = bars["session"][0], bars["session"][-1]
    rows = zip(bars.time, bars["session"], strict=True)
    for time, day in [*rows, (0, None)]:
        if day != current:
            if current is not None and current != last and current in hours:
                tail = (hours[current][1] - reached + step - 1) // step
                if tail > 0:
                    holes.append((reached, tail))
            current = day
            reached = hours[day][0] if day in hours and day != first else time
        if day is None or day not in hours:
            continue
        begin, end = hours[day]
        hole = (min(time, end) - max(reached, begin)) // step
        if hole > 0:
            holes.append((reached, hole))
        reached = max(reached, time + step)
    return [_missing_bars(holes, step)] if holes else []


def _missing_bars(holes: Sequence[tuple[int, int]], step: int) -> Finding:
    times, sizes = zip(*holes, strict=True)
    missing, longest = sum(sizes), max(sizes)
    message = (
        f"{missing:,} {format_step(step)} bar{'s' if missing > 1 else ''} missing inside sessions, in {len(holes):,} "
        f"hole{'s' if len(holes) > 1 else ''}; the largest is {longest:,} from "
        f"{format_instant(times[sizes.index(longest)])}"
    )
    return Finding("missing-bars", Severity.WARNING, missing, message, times, sizes=sizes)

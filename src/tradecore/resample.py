"""Coarser bars from finer ones, folded bar by bar: research folds a file (`gather`), live a feed (`fold`).

What a bar does to a bucket is written once, in scalars that a compiler can take.

Buckets are left-labelled and left-closed and never hold two sessions. With anchor `session` they are counted
from the session's open, with `clock` from local midnight of the label's day. What trades after the close
never joins what traded before it. Nothing is filled forward: a bucket without a bar does not exist.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from tradecore.bars import COLUMNS, DAY, Anchor, Bars
from tradecore.columns import plain, typed
from tradecore.errors import DataError, InvalidValue
from tradecore.instants import format_day, format_instant
from tradecore.loops import Loops, as_written
from tradecore.sessions import place_of
from tradecore.simulation.rows import Columns, put, row
from tradecore.steps import format_step
from tradecore.table import Table

_INTEGERS = ("time", "available", "session", "nights")
# The border of a bucket that only its session ends.
NEVER: Final = 2**63 - 1
# Why a bar cannot be folded.
STRANGE: Final = 1
ACROSS: Final = 2
SPLIT: Final = 3


class Row(NamedTuple):
    """One bar as scalars; the fields are `time` and those of COLUMNS."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    available: int
    session: int
    nights: int
    split: float
    dividend: float


class Pending(NamedTuple):
    """A bucket that is not closed yet: what it holds so far; `row.available` is the instant of its end.

    Bars of the same session that begin before `border` belong to it.
    """

    row: Row
    border: int


class Sessions(NamedTuple):
    """The sessions of a calendar, ascending, as columns; see Calendar."""

    opens: Columns
    closes: Columns
    days: Columns
    midnights: Columns


class Rule(NamedTuple):
    """How buckets are cut: `step` in ns (a day is one session), counted from the session's open or from midnight."""

    step: int
    by_session: bool
    sessions: Sessions


class Gathered(NamedTuple):
    """What became of the rows of a file: so many buckets `closed`, and `pending` with `held` bars, unless that is 0.

    `stopped` is the row that cannot be folded, -1 where all of them can.
    """

    closed: int
    held: int
    pending: Pending
    stopped: int


@dataclass(frozen=True, slots=True)
class Resampled:
    """Closed `bars`, and the last bucket, of `unused` bars, when the data ended inside it (left out of `bars`)."""

    bars: Bars
    pending: Pending | None
    unused: int = 0


def resample(bars: Bars, step: int, anchor: Anchor, sessions: Table, loops: Loops = as_written) -> Resampled:
    """Bars of `step` nanoseconds; every closed one stays as it is whatever rows come later.

    Raises InvalidValue when the step is no multiple of the bars' own or a bar lies across a border,
    DataError when a split falls inside a bucket.
    """
    check_step(bars.step, step)
    rule = make_rule(step, anchor, sessions)
    given = {"time": bars.time, **bars.columns}
    source: Columns = Row._make([typed(_typecode(name), given[name]) for name in Row._fields])
    made: Columns = Row._make([array(_typecode(name), bytes(8 * len(bars))) for name in Row._fields])
    found = loops(gather)(rule, source, made)
    pending = found.pending if found.held else None
    if found.stopped >= 0:
        fold(rule, pending, row(source, found.stopped))
    time, *columns = (column[: found.closed] for column in made)
    closed = Bars(time, dict(zip(COLUMNS, columns, strict=True)), symbol=bars.symbol, step=step, anchor=anchor)
    return Resampled(closed, pending, found.held)


def make_rule(step: int, anchor: Anchor, sessions: Table) -> Rule:
    """A rule over the sessions of a calendar, or over those of `tradecore.sessions`."""
    columns = (sessions.time, sessions["close"], sessions["day"], sessions["midnight"])
    return Rule(step, anchor is Anchor.SESSION, Sessions(*(typed("q", column) for column in columns)))


def gather(rule: Rule, source: Columns, made: Columns) -> Gathered:
    """Folds the rows of a table, up to one that cannot be; writes the closed buckets into another of no fewer rows."""
    closed, held = 0, 0
    pending = Pending(Row(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0.0, 0.0), 0)
    for k in range(len(source.time)):
        bar = row(source, k)
        if held > 0 and not belongs(pending, bar):
            put(made, closed, pending.row)
            closed, held = closed + 1, 0
        if (begin_fault(rule, bar) if held == 0 else join_fault(pending, bar)) != 0:
            return Gathered(closed, held, pending, k)
        pending = begun(rule, bar) if held == 0 else joined(pending, bar)
        held = held + 1
        if full(rule, pending, bar):
            put(made, closed, pending.row)
            closed, held = closed + 1, 0
    return Gathered(closed, held, pending, -1)


def fold(rule: Rule, pending: Pending | None, bar: Row) -> tuple[Pending | None, tuple[Row, ...]]:
    """Takes in the next bar; hands back the bucket still open and the ones (none, one or two) it closed."""
    closed: tuple[Row, ...] = ()
    if pending is not None and not belongs(pending, bar):
        closed = (seal(pending),)
        pending = None
    if fault := begin_fault(rule, bar) if pending is None else join_fault(pending, bar):
        raise _refusal(fault, rule, pending, bar)
    pending = begun(rule, bar) if pending is None else joined(pending, bar)
    if full(rule, pending, bar):
        return None, (*closed, seal(pending))
    return pending, closed


def seal(pending: Pending) -> Row:
    """The bucket as a bar; for a feed, once the clock has passed its end without another bar."""
    return pending.row


def rows_of(bars: Bars) -> Iterator[Row]:
    """The bars one by one, as Python scalars."""
    return map(Row._make, zip(plain(bars.time), *(plain(bars[name]) for name in COLUMNS), strict=True))


def check_step(source: int, step: int) -> None:
    """Raises InvalidValue unless bars of `source` ns can be gathered into bars of `step` ns."""
    if step <= source or step % source or step > DAY:
        raise InvalidValue(
            "step", format_step(step), f"a multiple of the file's own {format_step(source)}, longer than it, at most 1d"
        )


def belongs(pending: Pending, bar: Row) -> bool:
    """Whether a bar falls into the bucket."""
    return bar.session == pending.row.session and bar.time < pending.border


def full(rule: Rule, pending: Pending, bar: Row) -> bool:
    """Whether the bucket ends with this bar of its own."""
    # A day may go on after its close: only the session's last bar ends it.
    return bar.nights > 0 if rule.step == DAY else bar.available >= pending.row.available


def begin_fault(rule: Rule, bar: Row) -> int:
    """Why no bucket can begin with a bar; 0 where one can."""
    if place_of(rule.sessions.days, bar.session) < 0:
        return STRANGE
    return ACROSS if rule.step != DAY and bar.available > begun(rule, bar).row.available else 0


def join_fault(pending: Pending, bar: Row) -> int:
    """Why a bar cannot join its bucket; 0 where it can."""
    if bar.split != 1.0:
        return SPLIT
    return ACROSS if bar.available > pending.row.available and pending.border < NEVER else 0


def begun(rule: Rule, bar: Row) -> Pending:
    """The bucket of a bar, which is the first in it."""
    place = place_of(rule.sessions.days, bar.session)
    begin, close = rule.sessions.opens[place], rule.sessions.closes[place]
    base = begin if rule.by_session else rule.sessions.midnights[place]
    # Files stamp the first hour of a 09:30 session 09:00: it trades from the open on.
    time = begin if rule.by_session and bar.time < begin and begin < bar.available else bar.time
    after = time >= close
    base = close if after and rule.by_session and rule.step != DAY else base
    start = base + (time - base) // rule.step * rule.step
    end = start + rule.step
    border = end
    if rule.step == DAY:
        start, end, border = base, max(close, bar.available), NEVER
    elif after:
        start = max(start, close)
    else:
        end = min(end, close)
        border = end
    return Pending(
        Row(
            start,
            bar.open,
            bar.high,
            bar.low,
            bar.close,
            bar.volume,
            end,
            bar.session,
            bar.nights,
            bar.split,
            bar.dividend,
        ),
        border,
    )


def joined(pending: Pending, bar: Row) -> Pending:
    """The bucket with one more bar."""
    sofar = pending.row
    return Pending(
        Row(
            sofar.time,
            sofar.open,
            max(sofar.high, bar.high),
            min(sofar.low, bar.low),
            bar.close,
            sofar.volume + bar.volume,
            max(sofar.available, bar.available),
            sofar.session,
            sofar.nights + bar.nights,
            sofar.split,
            sofar.dividend + bar.dividend,
        ),
        pending.border,
    )


def _refusal(fault: int, rule: Rule, pending: Pending | None, bar: Row) -> DataError | InvalidValue:
    """What to say of a bar that cannot be folded."""
    if fault == STRANGE:
        return DataError(
            f"The bar at {format_instant(bar.time)} belongs to the session of {format_day(bar.session)}, which the "
            "calendar does not have. Name the calendar that the file was made with."
        )
    bucket = (pending or begun(rule, bar)).row
    if fault == SPLIT:
        return DataError(
            f"A split of {bar.split:g} at {format_instant(bar.time)} falls inside the bar of "
            f"{format_instant(bucket.time)}: its prices have no common unit. Use a step that ends before it."
        )
    said, other = (Anchor.SESSION, Anchor.CLOCK) if rule.by_session else (Anchor.CLOCK, Anchor.SESSION)
    return InvalidValue(
        "anchor",
        said.value,
        f"one that cuts between bars: {format_step(rule.step)} bars of this one would end at "
        f"{format_instant(bucket.available)}, inside the bar from {format_instant(bar.time)} to "
        f"{format_instant(bar.available)}; try {other.value}",
    )


def _typecode(name: str) -> Literal["d", "q"]:
    return "q" if name in _INTEGERS else "d"

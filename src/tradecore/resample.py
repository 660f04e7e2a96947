"""Coarser bars from finer ones, folded bar by bar: research drives the fold over a file, live over a feed.

Buckets are left-labelled and left-closed and never hold two sessions. With anchor `session` they are counted
from the session's open, with `clock` from local midnight of the label's day. What trades after the close
never joins what traded before it. Nothing is filled forward: a bucket without a bar does not exist.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from tradecore.bars import COLUMNS, DAY, Anchor, Bars
from tradecore.columns import floats, integers, plain
from tradecore.errors import DataError, InvalidValue
from tradecore.instants import format_day, format_instant
from tradecore.steps import format_step
from tradecore.table import Column, Table

_INTEGERS = ("available", "session", "nights")


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


@dataclass(frozen=True, slots=True)
class Rule:
    """How buckets are cut: `step` in ns (a day is one session), `anchor`, and the `sessions` (see Calendar)."""

    step: int
    anchor: Anchor
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    days: tuple[int, ...]
    midnights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resampled:
    """Closed `bars`, and the last bucket, of `unused` bars, when the data ended inside it (left out of `bars`)."""

    bars: Bars
    pending: Pending | None
    unused: int = 0


def resample(bars: Bars, step: int, anchor: Anchor, sessions: Table) -> Resampled:
    """Bars of `step` nanoseconds; every closed one stays as it is whatever rows come later.

    Raises InvalidValue when the step is no multiple of the bars' own or a bar lies across a border,
    DataError when a split falls inside a bucket.
    """
    check_step(bars.step, step)
    rule = make_rule(step, anchor, sessions)
    closed: list[Row] = []
    pending: Pending | None = None
    held = 0
    for row in rows_of(bars):
        pending, done = fold(rule, pending, row)
        closed += done
        # A bar that closes a bucket without filling its own begins the next one.
        held = 0 if pending is None else 1 if done else held + 1
    return Resampled(_bars(bars, closed, step, anchor), pending, held)


def make_rule(step: int, anchor: Anchor, sessions: Table) -> Rule:
    """A rule over the sessions of a calendar, or over those of `tradecore.sessions`."""
    columns = (sessions.time, sessions["close"], sessions["day"], sessions["midnight"])
    opens, closes, days, midnights = (tuple(plain(column)) for column in columns)
    return Rule(step, anchor, opens, closes, days, midnights)


def fold(rule: Rule, pending: Pending | None, row: Row) -> tuple[Pending | None, tuple[Row, ...]]:
    """Takes in the next bar; hands back the bucket still open and the ones (none, one or two) it closed."""
    closed: tuple[Row, ...] = ()
    if pending is not None and not _belongs(pending, row):
        closed = (seal(pending),)
        pending = None
    pending = _begun(rule, row) if pending is None else _joined(rule, pending, row)
    if _full(rule, pending, row):
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


def _belongs(pending: Pending, row: Row) -> bool:
    return row.session == pending.row.session and row.time < pending.border


def _full(rule: Rule, pending: Pending, row: Row) -> bool:
    # A day may go on after its close: only the session's last bar ends it.
    return row.nights > 0 if rule.step == DAY else row.available >= pending.row.available


def _begun(rule: Rule, row: Row) -> Pending:
    start, end, border = _bucket(rule, row)
    _check_border(rule, row, end)
    return Pending(row._replace(time=start, available=end), border)


def _joined(rule: Rule, pending: Pending, row: Row) -> Pending:
    if row.split != 1.0:
        raise DataError(
            f"A split of {row.split:g} at {format_instant(row.time)} falls inside the bar of "
            f"{format_instant(pending.row.time)}: its prices have no common unit. Use a step that ends before it."
        )
    sofar = pending.row
    end = sofar.available
    if row.available > end:
        if pending.border < 2**63 - 1:
            raise _across(rule, row, end)
        end = row.available
    joined = Row(
        sofar.time,
        sofar.open,
        max(sofar.high, row.high),
        min(sofar.low, row.low),
        row.close,
        sofar.volume + row.volume,
        end,
        sofar.session,
        sofar.nights + row.nights,
        sofar.split,
        sofar.dividend + row.dividend,
    )
    return Pending(joined, pending.border)


def _bucket(rule: Rule, row: Row) -> tuple[int, int, int]:
    """Start, end and border of the bucket of a bar."""
    place = bisect_left(rule.days, row.session)
    if place == len(rule.days) or rule.days[place] != row.session:
        raise DataError(
            f"The bar at {format_instant(row.time)} belongs to the session of {format_day(row.session)}, which the "
            "calendar does not have. Name the calendar that the file was made with."
        )
    begin, close = rule.opens[place], rule.closes[place]
    by_session = rule.anchor is Anchor.SESSION
    base = begin if by_session else rule.midnights[place]
    if rule.step == DAY:
        return base, max(close, row.available), 2**63 - 1
    # Files stamp the first hour of a 09:30 session 09:00: it trades from the open on.
    time = begin if by_session and row.time < begin < row.available else row.time
    after = time >= close
    base = close if after and by_session else base
    floor = base + (time - base) // rule.step * rule.step
    if after:
        return max(floor, close), floor + rule.step, floor + rule.step
    end = min(floor + rule.step, close)
    return floor, end, end


def _check_border(rule: Rule, row: Row, end: int) -> None:
    if rule.step != DAY and row.available > end:
        raise _across(rule, row, end)


def _across(rule: Rule, row: Row, end: int) -> InvalidValue:
    other = "clock" if rule.anchor is Anchor.SESSION else "session"
    return InvalidValue(
        "anchor",
        rule.anchor.value,
        f"one that cuts between bars: {format_step(rule.step)} bars of this one would end at {format_instant(end)}, "
        f"inside the bar from {format_instant(row.time)} to {format_instant(row.available)}; try {other}",
    )


def _bars(source: Bars, rows: Iterable[Row], step: int, anchor: Anchor) -> Bars:
    rows = list(rows)
    values: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(Row._fields)
    columns: dict[str, Column] = {
        name: (integers if name in _INTEGERS else floats)(column)
        for name, column in zip(COLUMNS, values[1:], strict=True)
    }
    return Bars(array("q", values[0]), columns, symbol=source.symbol, step=step, anchor=anchor)

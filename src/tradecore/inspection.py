"""From the rows of a file to bars that can be used, and everything that was wrong on the way."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress, islice, pairwise
from operator import add, gt, mul
from typing import Any, Literal

from tradecore import scan
from tradecore.bars import COLUMNS, PRICES, Anchor, Bars
from tradecore.columns import constant, floats, typed
from tradecore.gaps import gap_findings
from tradecore.instants import format_instant
from tradecore.loops import Loops, as_written
from tradecore.ports.bar_source import RawBars
from tradecore.quality import Finding, Severity
from tradecore.sessions import available, membership, nights
from tradecore.table import Column, Table

FEW = 5
# How many bars may be missing inside sessions for each one outside, where a shift explains both.
ALIKE = (0.8, 1.25)
_INTEGERS = ("available", "session", "nights", "line", "inside")
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}

# bit of the scan, kind, severity, what follows "N rows"
_KINDS: tuple[tuple[int, str, Severity, str], ...] = (
    (scan.NOT_A_NUMBER, "missing-price", Severity.ERROR, "without a number in every price"),
    (scan.NOT_POSITIVE, "non-positive-price", Severity.ERROR, "with a price of 0 or below"),
    (scan.BAD_RANGE, "impossible-range", Severity.ERROR, "with the high below the low, or open or close outside"),
    (scan.NEGATIVE_VOLUME, "negative-volume", Severity.ERROR, "with a volume below 0"),
    (scan.CONFLICTING, "conflicting-times", Severity.ERROR, "sharing a time but not their numbers"),
    (scan.SPLIT_INSIDE, "split-inside-bar", Severity.ERROR, "with prices from both sides of a split in one bar"),
    (
        scan.UNADJUSTED_SPLIT,
        "unadjusted-split",
        Severity.ERROR,
        "opening at a usual split ratio from the close before, unexplained by a split factor: give --factors FILE",
    ),
    (scan.REPEATED, "repeated-rows", Severity.NOTE, "repeating another in full, left out"),
    (scan.NO_VOLUME, "missing-volume", Severity.WARNING, "without a number in volume, read as 0"),
    (scan.JUMP, "huge-jump", Severity.WARNING, "opening more than 40% away from the close before"),
    (scan.STALE, "stale-prices", Severity.NOTE, "in runs of 5 or more bars at one unchanged price"),
)
# Text where a number should be was already reported by whoever read the text.
TOLD = {scan.NOT_A_NUMBER: "text-in-number", scan.NO_VOLUME: "text-in-volume"}


@dataclass(frozen=True, slots=True)
class Market:
    """What is known beside the file: `step` (ns), the `sessions`, and whether a `calendar` gave them."""

    step: int
    sessions: Table
    calendar: bool = False
    hours: Literal["all", "regular"] = "all"
    anchor: Anchor = Anchor.SESSION


@dataclass(frozen=True, slots=True)
class Inspection:
    """`bars` without the `left_out` rows that findings with `drops` name, and all `findings`, errors first."""

    bars: Bars
    findings: tuple[Finding, ...]
    left_out: int = 0


def inspect(raw: RawBars, market: Market, loops: Loops = as_written) -> Inspection:
    """Sorts, marks, reports and leaves out; never raises for what the rows hold.

    Facts that the file carries are kept; the rest is computed from `market`. The split or dividend of
    a row that is left out moves to the next one that stays.
    """
    findings = list(raw.findings)
    table = complete(ascending(raw.table, findings), market, loops)
    if market.calendar:
        table = _in_hours(table, market.hours, findings)
    codes = array("q", bytes(8 * len(table)))
    open_, high, low, close, volume = (table[name] for name in (*PRICES, "volume"))
    scan.scan(table.time, table["session"], open_, high, low, close, volume, table["split"], codes, loops)
    marked = list(compress(range(len(codes)), codes))
    findings += _named(table, codes, marked, raw.findings)
    table = _with_volume(table, [row for row in marked if codes[row] & scan.NO_VOLUME])
    bars = _bars(raw.symbol, leave_out(table, [row for row in marked if codes[row] & scan.UNUSABLE]), market)
    if market.calendar:
        findings += gap_findings(bars, market.sessions, loops)
        findings += _shifted(findings, len(set(bars["session"])))
    # A row that has no time never came into the table.
    untimed = sum(f.count for f in raw.findings if f.drops and not f.times)
    left_out = len(raw.table) - len(bars) + untimed
    return Inspection(bars, tuple(sorted(findings, key=lambda finding: _ORDER[finding.severity])), left_out)


def ascending(table: Table, findings: list[Finding]) -> Table:
    """The table as buffers, sorted by time with rows of one time in file order; disorder is counted."""
    time = typed("q", table.time)
    moved = Table(time, {name: typed(_typecode(name), column) for name, column in table.columns.items()})
    if not any(map(gt, time, islice(time, 1, None))):
        return moved
    late = [row for row, (a, b) in enumerate(pairwise(time), 1) if b < a]
    message = f"{_rows(len(late))} out of order, sorted by time"
    findings.append(finding("unsorted-times", Severity.WARNING, message, moved, late))
    return moved.take(sorted(range(len(time)), key=time.__getitem__))


def complete(table: Table, market: Market, loops: Loops = as_written) -> Table:
    """The table with every column of COLUMNS but `nights`, and `line` and `inside` (its session's hours)."""
    time = typed("q", table.time)
    member = membership(time, market.step, market.sessions, loops)
    rows = len(table)
    computed: dict[str, Column] = {
        "volume": array("d", bytes(8 * rows)),
        "available": available(time, market.step, member, loops),
        "session": member.session,
        "split": array("d", [1.0]) * rows,
        "dividend": array("d", bytes(8 * rows)),
        "line": array("q", bytes(8 * rows)),
    }
    given = {name: typed(_typecode(name), column) for name, column in table.columns.items()}
    return Table(time, {**computed, **given, "inside": member.inside})


def leave_out(table: Table, rows: Sequence[int]) -> Table:
    """The table of buffers without these ascending rows.

    Their splits and dividends move to the next row that stays, their nights to the one before.
    """
    if not rows:
        return table
    stays = _stretches(len(table), rows)
    columns = {name: _joined(column, stays) for name, column in table.columns.items()}
    for name, neutral, join in (("split", 1.0, mul), ("dividend", 0.0, add)):
        if not constant(table[name], neutral):
            _carry(table[name], stays, columns[name], neutral, join)
    if "nights" in table and stays:
        back = [(len(table) - stop, len(table) - start) for start, stop in reversed(stays)]
        turned: array[int] = columns["nights"][::-1]
        _carry(table["nights"][::-1], back, turned, 0, add)
        columns["nights"] = turned[::-1]
    return Table(_joined(table.time, stays), columns)


def finding(
    kind: str, severity: Severity, message: str, table: Table, rows: Sequence[int], *, drops: bool = False
) -> Finding:
    """A finding about `rows` of the table, with the first few times and lines; the message gets the place."""
    few = rows[:FEW]
    times = tuple(int(table.time[row]) for row in few)
    lines = tuple(int(table["line"][row]) for row in few) if "line" in table else ()
    place = f" (first: {f'line {lines[0]}, ' if lines and lines[0] else ''}{format_instant(times[0])})" if times else ""
    return Finding(kind, severity, len(rows), message + place, times, lines, drops)


def _in_hours(table: Table, hours: Literal["all", "regular"], findings: list[Finding]) -> Table:
    if 0 not in table["inside"]:
        return table
    outside = [row for row, inside in enumerate(table["inside"]) if not inside]
    regular = hours == "regular"
    fate = "left out" if regular else "kept; --hours regular leaves them out"
    message = f"{_rows(len(outside))} outside the session's hours, {fate}"
    severity = Severity.NOTE if regular else Severity.WARNING
    findings.append(finding("outside-hours", severity, message, table, outside, drops=regular))
    return leave_out(table, outside) if regular else table


def _shifted(findings: Sequence[Finding], sessions: int) -> list[Finding]:
    """A remark when about as many bars lie outside the sessions as are missing inside, and most sessions have some."""
    count = {f.kind: f.count for f in findings}
    outside, missing = count.get("outside-hours", 0), count.get("missing-bars", 0)
    if 2 * outside < sessions or not ALIKE[0] * outside <= missing <= ALIKE[1] * outside:
        return []
    message = (
        "as many bars lie outside the sessions as are missing inside: most likely the clock is another one; "
        "try another --zone or --label"
    )
    return [Finding("shifted-clock", Severity.WARNING, outside, message)]


def _named(table: Table, codes: Sequence[int], marked: Sequence[int], known: Sequence[Finding]) -> list[Finding]:
    """What the codes of the marked rows say."""
    found: list[Finding] = []
    seen = 0
    for row in marked:
        seen |= codes[row]
    for bit, kind, severity, what in _KINDS:
        if not seen & bit:
            continue
        rows = [row for row in marked if codes[row] & bit]
        told = [f for f in known if f.kind == TOLD.get(bit)]
        if told:
            lines = {line for f in told for line in f.lines}
            more = len(rows) > sum(f.count for f in told)
            rows = [row for row in rows if table["line"][row] not in lines] if more else []
        if rows:
            drops = bool(bit & scan.UNUSABLE)
            found.append(finding(kind, severity, f"{_rows(len(rows))} {what}", table, rows, drops=drops))
    return found + _untraded(table)


def _untraded(table: Table) -> list[Finding]:
    """Rows without volume in a file that has it elsewhere; a file without any says nothing by it."""
    if not 0 < table["volume"].count(0.0) < len(table):
        return []
    rows = [row for row, volume in enumerate(table["volume"]) if volume == 0.0]
    return [finding("zero-volume", Severity.NOTE, f"{_rows(len(rows))} with a volume of 0", table, rows)]


def _bars(symbol: str, table: Table, market: Market) -> Bars:
    columns = dict(table.columns)
    if "nights" not in columns:
        columns["nights"] = nights(columns["session"], columns["available"], market.sessions)
    chosen = {name: columns[name] for name in COLUMNS}
    return Bars(table.time, chosen, symbol=symbol, step=market.step, anchor=market.anchor)


def _with_volume(table: Table, rows: Sequence[int]) -> Table:
    """The table with a volume of 0 in these rows, which have no number there."""
    if not rows:
        return table
    volume = floats(table["volume"])
    for row in rows:
        volume[row] = 0.0
    return table.with_columns(volume=volume)


def _stretches(count: int, out: Sequence[int]) -> list[tuple[int, int]]:
    """Where the rows that stay begin and end, of `count` with these ascending ones left out."""
    return [(a + 1, b) for a, b in pairwise((-1, *out, count)) if b > a + 1]


def _joined(column: Column, stays: Iterable[tuple[int, int]]) -> "array[Any]":
    made: array[Any] = array(column.typecode)  # type: ignore[attr-defined]
    for start, stop in stays:
        made.extend(column[start:stop])  # type: ignore[arg-type]
    return made


def _carry(
    values: Sequence[Any],
    stays: Iterable[tuple[int, int]],
    kept: "array[Any]",
    neutral: float,
    join: Callable[[Any, Any], Any],
) -> None:
    """Joins what lies before each stretch that stays to its first value; `kept` holds the stretches of `values`."""
    end = place = 0
    for start, stop in stays:
        kept[place] = reduce(join, values[end : start + 1], neutral)
        end, place = stop, place + stop - start


def _typecode(name: str) -> Literal["d", "q"]:
    return "q" if name in _INTEGERS else "d"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"

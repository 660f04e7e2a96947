"""Rows of files joined to the bars of a set: what is new, what is there already, and what contradicts it.

A set is a function of its rows, its corporate actions and its calendar, never of the order in which they came: facts
that a calendar knows, splits and dividends are computed anew over all rows whenever some are added.
"""

from array import array
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import nan
from operator import gt
from typing import Final, Literal, NamedTuple

from tradecore.adjustments import CorporateAction, applied, midnight
from tradecore.bars import PRICES, Bars
from tradecore.columns import constant, typed
from tradecore.errors import InvalidValue
from tradecore.loops import Loops, as_written
from tradecore.ports.bar_source import RawBars
from tradecore.simulation.rows import Columns
from tradecore.table import Column, Table

NUMBERS = (*PRICES, "volume")
# What a file may carry of its own instead of a calendar.
GIVEN = ("available", "session", "nights")
NEUTRAL = {"split": 1.0, "dividend": 0.0}
# What a set knows of a row of a file.
FRESH: Final = 0
SAME: Final = 1
OTHER: Final = 2
# Vendors' factors have a few digits, and those of every earlier dividend change with each new one.
SAME_DIVIDEND = 0.01
SAME_SPLIT = 1e-9


class Quotes(NamedTuple):
    """The numbers of a bar that files may say differently; of many, as columns."""

    open: float
    high: float
    low: float
    close: float
    volume: float


@dataclass(frozen=True, slots=True)
class Held:
    """What a set has: nothing yet, or sorted `table` and the `actions` that are in it; `given` facts of its own."""

    table: Table
    actions: tuple[CorporateAction, ...] = ()
    given: tuple[str, ...] = ()

    @classmethod
    def nothing(cls, raw: RawBars) -> "Held":
        """Before the first file, which says whether facts come with the rows."""
        given = tuple(name for name in GIVEN if name in raw.table)
        return cls(Table([], {name: [] for name in (*NUMBERS, *NEUTRAL, *given)}), (), given)

    @classmethod
    def of(cls, bars: Bars, actions: tuple[CorporateAction, ...], *, given: bool) -> "Held":
        """The bars of a set."""
        kept = GIVEN if given else ()
        return cls(Table(bars.time, {name: bars[name] for name in (*NUMBERS, *NEUTRAL, *kept)}), actions, kept)


@dataclass(frozen=True, slots=True)
class Joined:
    """`raw` holds every row that the set is to have, in order; of the file's, so many are new or were there.

    `revised` are the instants at which the file says something else than the set.
    """

    raw: RawBars
    added: int
    repeated: int
    revised: tuple[int, ...] = field(default=())


def join(held: Held, raw: RawBars, zone: str, path: str, loops: Loops = as_written) -> Joined:
    """The set with the ascending rows of a file, which replace those that they contradict.

    Corporate actions act on dates of `zone`. Raises InvalidValue when the file lacks the facts that the set's rows
    carry, or brings splits of two kinds.
    """
    if missing := [name for name in held.given if name not in raw.table]:
        raise InvalidValue("columns", ", ".join(raw.table.names), f"{', '.join(missing)} too, as in the set", path)
    actions = united(held.actions, raw.actions)
    _check_splits(held, raw, path)
    table = raw.table
    fresh, repeated, revised = _compared(held.table, table, loops)
    out = set(revised)
    stays = [row for row, time in enumerate(held.table.time) if time not in out] if out else None
    lines = Table(held.table.time, {**held.table.columns, "line": array("q", bytes(8 * len(held.table)))})
    added = table if len(fresh) == len(table) else table.take(fresh)
    merged = _stacked(lines if stays is None else lines.take(stays), added, held.given)
    if actions:
        split, dividend = applied(actions, merged.time, zone)
        merged = merged.with_columns(split=split, dividend=dividend)
    return Joined(
        replace(raw, table=merged, actions=actions), len(fresh) - len(_rows_at(table, fresh, out)), repeated, revised
    )


def united(held: Iterable[CorporateAction], brought: Iterable[CorporateAction]) -> tuple[CorporateAction, ...]:
    """Every action once, by day; one that only differs by the rounding of its file stays as it was."""
    known = {action.day: action for action in held}
    for action in brought:
        before = known.get(action.day)
        if before is None or not _alike(before, action):
            known[action.day] = action
    return tuple(known[day] for day in sorted(known))


def revisions(
    held: Held, after: Bars, actions: Sequence[CorporateAction], zone: str, loops: Loops = as_written
) -> Table:
    """What is another afterwards, as the revisions schema says: numbers of held bars, and actions among them.

    A bar that is gone has NaN after. That a split moves to a bar that has come before it is no revision, and neither is
    one that no held bar knew of yet.
    """
    before = held.table
    time, later = typed("q", before.time), typed("q", after.time)
    rows, values = array("q", bytes(8 * len(time))), array("d", bytes(8 * len(time)))
    cells: list[tuple[int, str, float, float]] = []
    for name in (*NUMBERS, *(() if held.actions or actions else NEUTRAL)):
        old = typed("d", before[name])
        count = loops(others)(time, old, later, typed("d", after[name]), rows, values)
        cells += [(time[rows[k]], name, old[rows[k]], values[k]) for k in range(count)]
    cells += _other_actions(held, actions, zone)
    cells.sort(key=lambda cell: cell[0])
    return Table(
        [time for time, _, _, _ in cells],
        {
            "column": [name for _, name, _, _ in cells],
            "before": [old for _, _, old, _ in cells],
            "after": [new for _, _, _, new in cells],
        },
    )


def others(
    time: Sequence[int],
    values: Sequence[float],
    later: Sequence[int],
    after: Sequence[float],
    rows: MutableSequence[int],
    found: MutableSequence[float],
) -> int:
    """The rows whose value is another one at the same instant of other bars, and that value, NaN where there is none.

    Both times ascend. Returns how many it has found.
    """
    count = at = 0
    for row in range(len(time)):
        while at < len(later) and later[at] < time[row]:
            at += 1
        value = after[at] if at < len(later) and later[at] == time[row] else nan
        if values[row] != value:
            rows[count] = row
            found[count] = value
            count += 1
    return count


def _other_actions(
    held: Held, actions: Sequence[CorporateAction], zone: str
) -> Iterator[tuple[int, str, float, float]]:
    """Cells of the actions that act between held bars and are new or others."""
    old, new = ({action.day: action for action in listed} for listed in (held.actions, actions))
    time = held.table.time
    for day in sorted({*old, *new}):
        first, second = (known.get(day, CorporateAction(day)) for known in (old, new))
        if first == second or not len(time) or not time[0] < (instant := midnight(day, zone)) <= time[-1]:
            continue
        for name in NEUTRAL:
            if getattr(first, name) != getattr(second, name):
                yield instant, name, getattr(first, name), getattr(second, name)


def _alike(before: CorporateAction, action: CorporateAction) -> bool:
    near = abs(before.dividend - action.dividend) <= SAME_DIVIDEND * max(abs(before.dividend), abs(action.dividend))
    return near and abs(before.split - action.split) <= SAME_SPLIT * before.split


def _check_splits(held: Held, raw: RawBars, path: str) -> None:
    """Splits and dividends come from factor files or from columns, for a set as for a file."""
    own = not raw.actions and _adjusted(raw.table)
    held_own = not held.actions and _adjusted(held.table)
    if (own and held.actions) or (held_own and raw.actions):
        accepted = "splits and dividends from one of both, columns or factor files, throughout the set"
        raise InvalidValue("factors", "given", accepted, path)


def _adjusted(table: Table) -> bool:
    return any(not constant(table[name], neutral) for name, neutral in NEUTRAL.items() if name in table)


def _compared(held: Table, table: Table, loops: Loops) -> tuple[Sequence[int], int, tuple[int, ...]]:
    """The rows of `table` that the set has not, how many it has, and the instants where it has something else."""
    if not len(held):
        return range(len(table)), 0, ()
    times = typed("q", table.time)
    volume = array("d", _volume(typed("d", table["volume"])))
    new: Columns = Quotes._make([*(typed("d", table[name]) for name in PRICES), volume])
    old: Columns = Quotes._make([typed("d", held[name]) for name in NUMBERS])
    verdicts = array("q", bytes(8 * len(times)))
    loops(judge)(typed("q", held.time), old, times, new, verdicts)
    fresh, same, other = ([row for row, one in enumerate(verdicts) if one == each] for each in (FRESH, SAME, OTHER))
    if not other:
        return fresh, len(same), ()
    revised = {times[row] for row in other}
    # A file that says two things of one time has to be told so: all that it says goes in.
    contradicted = [row for row in same if times[row] in revised]
    rows = sorted((*fresh, *other, *contradicted))
    return rows, len(same) - len(contradicted), tuple(sorted(revised))


def judge(
    known: Sequence[int], old: Columns, time: Sequence[int], new: Columns, verdicts: MutableSequence[int]
) -> None:
    """Says of each of the ascending rows of a file whether a set lacks it, has it, or says something else."""
    at = 0
    for row in range(len(time)):
        while at < len(known) and known[at] < time[row]:
            at += 1
        if at == len(known) or known[at] != time[row]:
            verdicts[row] = FRESH
        elif (
            new.open[row] == old.open[at]
            and new.high[row] == old.high[at]
            and new.low[row] == old.low[at]
            and new.close[row] == old.close[at]
            and new.volume[row] == old.volume[at]
        ):
            verdicts[row] = SAME
        else:
            verdicts[row] = OTHER


def _volume(values: Sequence[float]) -> list[float]:
    """What is no number is read as 0."""
    return [value if value - value == 0.0 else 0.0 for value in values]


def _rows_at(table: Table, rows: Sequence[int], times: set[int]) -> list[int]:
    return [row for row in rows if table.time[row] in times] if times else []


def _stacked(first: Table, second: Table, given: Sequence[str]) -> Table:
    """Both, by time; rows of one time stand as they stood."""
    columns: dict[str, Column] = {}
    for name in (*NUMBERS, *NEUTRAL, *given, "line"):
        code = _typecode(name)
        added = typed(code, second[name]) if name in second else array(code, [NEUTRAL[name]]) * len(second)
        columns[name] = typed(code, first[name]) + added if len(first) else added
    time = typed("q", first.time) + typed("q", second.time)
    both = Table(time, columns)
    if not any(map(gt, time, islice(time, 1, None))):
        return both
    both = both.take(sorted(range(len(time)), key=time.__getitem__))
    whole = {name: typed(_typecode(name), column) for name, column in both.columns.items()}
    return Table(typed("q", both.time), whole)


def _typecode(name: str) -> Literal["d", "q"]:
    return "q" if name in (*GIVEN, "line") else "d"

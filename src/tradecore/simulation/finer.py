"""Finer bars inside the bars that are decided on: they tell what was touched first."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tradecore.bars import Bars
from tradecore.errors import InvalidValue
from tradecore.simulation.market import FACTS, Assembled, market_of
from tradecore.simulation.rows import Finer
from tradecore.steps import format_step

# Prices of one bar from two files are the same within this share: files round.
NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the finer bars of one symbol fit its bars.

    `bars` of them have `covered` ones with finer bars inside; of these `differing` have another open, high, low or
    close than their finer bars together. `outside` counts the finer bars that lie in no bar.
    """

    symbol: str
    bars: int
    covered: int
    differing: int
    outside: int


class _Row(NamedTuple):
    """Row `k` of `table`, in group `t` of the market; `actions` is the bar whose split and dividend act before it."""

    t: int
    time: int
    instrument: int
    table: Bars
    k: int
    actions: int


def assemble_finer(
    bars: Sequence[Bars], fine: Sequence[Bars], assembled: Assembled
) -> tuple[Finer, Sequence[Coverage]]:
    """The finer bars by the time groups of the market, and how they fit.

    A bar that has none inside stands for itself. Splits and dividends are those of the bars.
    Raises InvalidValue unless there is one table of finer bars for each of bars, in their order,
    each with a shorter step.
    """
    check_count(len(fine), len(bars))
    _check(bars, fine)
    begins = {assembled.market.time[assembled.first[t]]: t for t in range(len(assembled.first) - 1)}
    rows: list[_Row] = []
    coverage: list[Coverage] = []
    for i, (coarse, table) in enumerate(zip(bars, fine, strict=True)):
        covered = differing = used = 0
        for b, (begin, known) in enumerate(zip(coarse.time, coarse["available"], strict=True)):
            low, high = bisect_left(table.time, begin), bisect_left(table.time, known)
            t = begins[begin]
            if low == high:
                rows.append(_Row(t, begin, i, coarse, b, b))
                continue
            covered, used = covered + 1, used + high - low
            differing += _differs(coarse, b, table, low, high)
            rows.extend(_Row(t, table.time[k], i, table, k, b if k == low else -1) for k in range(low, high))
        coverage.append(Coverage(coarse.symbol, len(coarse), covered, differing, len(table) - used))
    rows.sort(key=lambda row: row[:3])
    return _finer(rows, bars, len(assembled.first) - 1), coverage


def check_count(fine: int, bars: int) -> None:
    """Raises InvalidValue unless there are as many files of finer bars as of bars."""
    if fine != bars:
        raise InvalidValue("fill_bars", f"{fine} files", f"one for each of the {bars} files of bars")


def _check(bars: Sequence[Bars], fine: Sequence[Bars]) -> None:
    for coarse, table in zip(bars, fine, strict=True):
        if table.symbol != coarse.symbol:
            raise InvalidValue("fill_bars", table.symbol, f"the symbol of the bars in this place, {coarse.symbol}")
        if table.step >= coarse.step:
            accepted = f"a step shorter than that of the bars, {format_step(coarse.step)}"
            raise InvalidValue("fill_bars", format_step(table.step), accepted)


def _differs(coarse: Bars, b: int, fine: Bars, low: int, high: int) -> bool:
    """Whether a bar is not what its finer bars `low` to `high` are together."""
    pairs: list[tuple[float, float]] = [
        (coarse["open"][b], fine["open"][low]),
        (coarse["high"][b], max(fine["high"][low:high])),
        (coarse["low"][b], min(fine["low"][low:high])),
        (coarse["close"][b], fine["close"][high - 1]),
    ]
    return any(abs(one - other) > NEAR * one for one, other in pairs)


def _finer(rows: Sequence[_Row], bars: Sequence[Bars], groups: int) -> Finer:
    columns: dict[str, list[Any]] = {name: [row.table[name][row.k] for row in rows] for name in FACTS}
    for name, nothing in (("split", 1.0), ("dividend", 0.0)):
        columns[name] = [bars[row.instrument][name][row.actions] if row.actions >= 0 else nothing for row in rows]
    first, starts = array("q"), array("q")
    before = (-1, 0)
    for place, row in enumerate(rows):
        if row[:2] != before:
            starts.extend([len(first)] * (row.t - before[0]))
            first.append(place)
            before = row[:2]
    starts.extend([len(first)] * (groups - before[0]))
    first.append(len(rows))
    market = market_of([row.time for row in rows], [row.instrument for row in rows], columns)
    return Finer(market, first, starts)

"""The loop: every time group is traded, marked and decided on."""

from typing import Any

from tradecore.simulation.account import mark
from tradecore.simulation.broker import trade
from tradecore.simulation.rows import (
    DONE,
    FILLS_A_BAR,
    FULL,
    REFUSED,
    RUINED,
    TRADES_A_BAR,
    Columns,
    Curve,
    Finer,
    Floor,
    MarkRow,
    first_of,
    put,
)
from tradecore.simulation.session import choose


def simulate(
    market: Columns,
    first: Columns,
    begin: int,
    end: int,
    strategy: Any,  # noqa: ANN401
    inputs: Columns,
    floor: Floor,
    reasons: Columns,
    cash: float,
    curve: Curve,
    finer: Finer | None = None,
) -> tuple[int, int, int, float, Curve]:
    """Runs time groups `begin` to `end` and returns (status, next group, row, cash, curve).

    `first[t]` to `first[t + 1]` are the rows of group t; with `finer` bars orders fill on those. The
    floor's book and tapes and `reasons` are written in place; cash and curve come back. So a run stops and
    resumes at any group: status FULL means that a tape needs room before group `next group`, RUINED that
    equity fell to zero or below, REFUSED that the decision on `row` cannot be traded.
    """
    tapes = floor.tapes
    for t in range(begin, end):
        low, high = first_of(floor.alone, first, t), first_of(floor.alone, first, t + 1)
        rows = rows_in(finer, t, high - low)
        if full(tapes.fills, floor.book.days.fills, FILLS_A_BAR * rows):
            return FULL, t, -1, cash, curve
        if full(tapes.trades, floor.book.days.trades, TRADES_A_BAR * rows):
            return FULL, t, -1, cash, curve
        cash = trade_group(finer, market, t, low, high, floor, cash)
        cash, curve, power = mark(market, low, high, floor, cash, curve)
        keep_mark(tapes.marks, t, MarkRow(curve.equity, cash, curve.exposure))
        if not curve.equity > 0.0:
            return RUINED, t + 1, -1, cash, curve
        refused = choose(market, low, high, floor, strategy, inputs, cash, curve.equity, power, reasons)
        if refused >= 0:
            return REFUSED, t, refused, cash, curve
    return DONE, end, -1, cash, curve


def trade_group(finer: Finer | None, market: Columns, t: int, low: int, high: int, floor: Floor, cash: float) -> float:
    """Trades group `t` on its own rows, or on the finer ones inside it, one finer time after the other."""
    if finer is None:
        return trade(market, low, high, floor, cash)
    for g in range(finer.starts[t], finer.starts[t + 1]):
        cash = trade(finer.market, finer.first[g], finer.first[g + 1], floor, cash)
    return cash


def rows_in(finer: Finer | None, t: int, rows: int) -> int:
    """How many rows are traded on in group `t`, which has so many itself."""
    if finer is None:
        return rows
    return finer.first[finer.starts[t + 1]] - finer.first[finer.starts[t]]


def full(tape: Columns | None, count: Columns, needed: int) -> bool:
    """Whether a tape that holds `count[0]` rows has no room for `needed` more."""
    if tape is None:
        return False
    return count[0] + needed > len(tape[0])


def keep_mark(tape: Columns | None, t: int, values: MarkRow) -> None:
    """Writes the account at one close, where marks are kept."""
    if tape is not None:
        put(tape, t, values)

"""The loop: every time group is traded, marked and decided on."""

from typing import Any

from tradecore.costs import Commission
from tradecore.simulation.account import mark
from tradecore.simulation.broker import total, trade
from tradecore.simulation.rows import (
    DONE,
    FILLS_A_BAR,
    FULL,
    REFUSED,
    RUINED,
    TRADES_A_BAR,
    Book,
    Columns,
    Curve,
    MarkRow,
    put,
)
from tradecore.simulation.session import choose


def simulate(
    market: Columns,
    first: Columns,
    begin: int,
    end: int,
    terms: Columns,
    strategy: Any,  # noqa: ANN401
    inputs: Columns,
    commission: Commission | None,
    slippage: float | None,
    borrow: float | None,
    book: Book,
    cash: float,
    curve: Curve,
    reasons: Columns,
    fills: Columns | None,
    trades: Columns | None,
    marks: Columns | None,
) -> tuple[int, int, int, float, Curve]:
    """Runs time groups `begin` to `end` and returns (status, next group, row, cash, curve).

    `first[t]` to `first[t + 1]` are the rows of group t. `book`, `reasons` and the tapes are
    written in place; cash and curve come back. So a run stops and resumes at any group: status FULL
    means that a tape needs room before group `next group`, RUINED that equity fell to zero or
    below, REFUSED that the decision on `row` cannot be traded. A rule or tape that is None is off.
    """
    for t in range(begin, end):
        low, high = first[t], first[t + 1]
        if fills is not None and total(book.tally.fills) + FILLS_A_BAR * (high - low) > len(fills.time):
            return FULL, t, -1, cash, curve
        if trades is not None and total(book.tally.trades) + TRADES_A_BAR * (high - low) > len(trades.net):
            return FULL, t, -1, cash, curve
        cash = trade(market, low, high, terms, book, cash, commission, slippage, fills, trades)
        cash, curve = mark(market, low, high, terms, book, cash, curve, borrow)
        if marks is not None:
            put(marks, t, MarkRow(curve.equity, cash, curve.exposure))
        if not curve.equity > 0.0:
            return RUINED, t + 1, -1, cash, curve
        refused = choose(market, low, high, terms, strategy, inputs, book, cash, curve.equity, reasons)
        if refused >= 0:
            return REFUSED, t, refused, cash, curve
    return DONE, end, -1, cash, curve

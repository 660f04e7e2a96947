"""The ledger: an execution changes position, totals and cash as the kernel's own fills do, bit for bit."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tradecore.live.events import Fill, FillKind
from tradecore.simulation.booking import book_fill, flat, guards, keep_trade, trade_of
from tradecore.simulation.rows import (
    EXIT,
    HOLD,
    LIMIT,
    MARKET,
    PROFIT,
    STOP,
    TRIGGER,
    Columns,
    Floor,
    OrderRow,
    PositionRow,
    put,
    row,
)

KINDS: Mapping[FillKind, int] = {
    "market": MARKET,
    "limit": LIMIT,
    "trigger": TRIGGER,
    "exit": EXIT,
    "stop": STOP,
    "profit": PROFIT,
    "hold": HOLD,
}
NAME_OF: Mapping[int, FillKind] = {kind: name for name, kind in KINDS.items()}
PROTECTIVE = (STOP, PROFIT, HOLD)


class _Moment(NamedTuple):
    """As much of a market as booking reads: when, and of which instrument."""

    time: list[int]
    instrument: list[int]


def book_execution(floor: Floor, i: int, fill: Fill, order: OrderRow, cash: float) -> float:
    """Books a fill of instrument `i` that `order` brought about; returns the cash after it.

    One that crosses zero closes first and opens with the rest. A commission that is not known yet counts as none.
    """
    held, charged = floor.book.positions.quantity[i], fill.commission or 0.0
    size = abs(fill.quantity)
    closing = min(size, abs(held)) if held * fill.quantity < 0.0 else 0.0
    paid = charged if closing == size else charged * closing / size
    if closing:
        cash = _close(floor, i, fill, closing, paid, order, cash)
    if closing < size:
        cash = _open(floor, i, fill, size - closing, charged - paid if closing else charged, order, cash)
    return cash


def _open(floor: Floor, i: int, fill: Fill, size: float, paid: float, order: OrderRow, cash: float) -> float:
    position = row(floor.book.positions, i)
    side = 1.0 if fill.quantity > 0.0 else -1.0
    fresh = position.quantity == 0.0
    held = abs(position.quantity)
    opened = PositionRow(
        position.quantity + side * size,
        fill.price if fresh else (held * position.average + size * fill.price) / (held + size),
        position.costs + paid,
        position.carry,
        order.stop,
        order.profit,
        order.hold,
        0 if fresh else position.age,
        0,
        0,
        position.used,
        fill.time if fresh else position.entry_time,
        order.reason if fresh else position.entry_reason,
        position.mark,
        guards(order.stop, order.profit, order.hold),
    )
    put(floor.book.positions, i, opened)
    return _book(floor, i, fill, side * size, paid, order.reason, cash)


def _close(floor: Floor, i: int, fill: Fill, size: float, paid: float, order: OrderRow, cash: float) -> float:
    positions, kind = floor.book.positions, KINDS[fill.kind]
    position = row(positions, i)
    side = 1.0 if position.quantity > 0.0 else -1.0
    whole = size == abs(position.quantity)
    share = 1.0 if whole else size / abs(position.quantity)
    costs, carry = position.costs * share, position.carry * share
    gross = side * size * (fill.price - position.average) * floor.terms.multiplier[i]
    reason = position.entry_reason if kind in PROTECTIVE else order.reason
    closed = trade_of(i, position, size, fill.time, fill.price, gross, costs + paid, carry, kind, reason)
    _count(floor.book.tally, i, closed.net)
    keep_trade(floor.tapes.trades, floor.book.days.trades[0], closed)
    floor.book.days.trades[0] += 1
    if whole:
        put(positions, i, flat(position.mark, position.used))
    else:
        positions.quantity[i] = position.quantity - side * size
        positions.costs[i] = position.costs - costs
        positions.carry[i] = position.carry - carry
    return _book(floor, i, fill, -side * size, paid, reason, cash)


def _book(floor: Floor, i: int, fill: Fill, quantity: float, paid: float, reason: int, cash: float) -> float:
    moment: Any = _Moment([fill.time], [i])
    return book_fill(moment, 0, floor, quantity, fill.price, paid, KINDS[fill.kind], reason, cash)


def _count(tally: Columns, i: int, net: float) -> None:
    """Adds a closed trade to the instrument's totals."""
    tally.trades[i] += 1
    if net > 0.0:
        tally.wins[i] += 1
        tally.won[i] += net
    elif net < 0.0:
        tally.losses[i] += 1
        tally.lost[i] -= net

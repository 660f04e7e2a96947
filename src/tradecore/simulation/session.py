"""The session: at the close of one time group the strategy decides, and its wishes become orders."""

import math
from typing import Any

from tradecore.simulation.booking import guards
from tradecore.simulation.limits import LOSS, NOTHING, ORDER, ORDERS, POSITION, begin_bar, count_order, stopped
from tradecore.simulation.prices import NEARLY, on_tick
from tradecore.simulation.rare import rare
from tradecore.simulation.rows import Book, Columns, Floor, OrderRow, count_of, place_of, put, row
from tradecore.strategy import Account, Bar, Decision, decide

# More lots than this cannot be counted exactly in floating point.
MOST_LOTS = 1e15


def choose(
    market: Columns,
    low: int,
    high: int,
    floor: Floor,
    strategy: Any,  # noqa: ANN401
    inputs: Columns,
    cash: float,
    equity: float,
    power: float,
    reasons: Columns,
) -> int:
    """Decides on rows `low` to `high`; returns the first row whose decision cannot be traded, or -1.

    At a session's last bar an unfilled order of the day ends first, so that one decided there lives in the next.
    Every instrument sees the same cash, equity and buying power. A row with a missing input is
    not decided on: its standing wish goes on.
    """
    book = floor.book
    begin_bar(floor.rules.limits, book.days, market.session[low], equity)
    for k in range(low, high):
        i = place_of(floor.alone, market, k)
        if book.orders.working[i] == 1 and market.nights[k] > 0 and ends_with_session(floor.rules.cap, book, i):
            book.orders.working[i] = 0
            book.tally.expired[i] += 1
        given = row(inputs, k)
        if not complete(given):
            book.tally.undecided[i] += 1
            continue
        bar = bar_of(floor.alone, market, k)
        account = account_of(floor, i, cash, equity, power)
        decision, state = decide(strategy, row(book.states, i), bar, given, account)
        same = settled(book, i, decision)
        if not 0 <= decision.reason < len(reasons) or not (same or tradable(decision, floor.terms.lot[i])):
            return k
        put(book.states, i, state)
        reasons[decision.reason] += 1
        if not same:
            known = market.available[k] if market.nights[k] == 0 else -1
            place(floor, i, decision, market.close[k], equity, known)
    return -1


def complete(given: Any) -> bool:  # noqa: ANN401
    """Whether no input is missing (NaN)."""
    for value in given:
        if value != value:
            return False
    return True


def bar_of(alone: bool | None, market: Columns, k: int) -> Bar:  # noqa: FBT001 - None or True, so that a compiler prunes
    """Row `k` of the market as a strategy sees it."""
    return Bar(
        market.time[k],
        market.available[k],
        market.session[k],
        place_of(alone, market, k),
        market.open[k],
        market.high[k],
        market.low[k],
        market.close[k],
        market.volume[k],
    )


def account_of(floor: Floor, i: int, cash: float, equity: float, power: float) -> Account:
    """What the strategy is told about the account and its position in instrument `i`."""
    positions = floor.book.positions
    return Account(
        equity,
        cash,
        power,
        positions.quantity[i],
        positions.average[i],
        positions.stop[i],
        positions.profit[i],
        positions.hold[i],
        positions.age[i],
        floor.terms.lot[i],
        floor.terms.multiplier[i],
        floor.terms.margin[i],
        count_of(floor.alone, floor.terms),
    )


def tradable(decision: Decision, lot: float) -> bool:
    """Whether the size is a finite number of lots, the hold not negative, and not both limit and trigger given."""
    both = decision.limit == decision.limit and decision.trigger == decision.trigger
    return abs(decision.target) <= MOST_LOTS * lot and not both and decision.hold >= 0


def settled(book: Book, i: int, decision: Decision) -> bool:
    """Whether the decision is what there is already: the position it asks for, protected as it says."""
    held = book.positions.quantity[i]
    if decision.target != held or book.orders.working[i] == 1 or book.orders.target[i] != held:
        return False
    if held == 0.0:
        return True
    if book.positions.guarded[i] == 0:
        return guards(decision.stop, decision.profit, decision.hold) == 0
    return (
        same_price(decision.stop, book.positions.stop[i])
        and same_price(decision.profit, book.positions.profit[i])
        and decision.hold == book.positions.hold[i]
    )


@rare
def place(floor: Floor, i: int, decision: Decision, close: float, equity: float, known: int) -> None:
    """Makes the decision the standing wish; protection of a position that stays takes effect at once."""
    book, lot, tick = floor.book, floor.terms.lot[i], floor.terms.tick[i]
    side = 1.0 if decision.target > 0.0 else -1.0
    target = side * math.floor(abs(decision.target) / lot + NEARLY) * lot
    held = book.positions.quantity[i]
    kept = held if target * held > 0.0 else 0.0
    if abs(target) > abs(kept) + lot * NEARLY:
        target = allowed(floor, i, decision, target, kept, close, equity)
    # Limits go to the passive side, stops and triggers against the trader.
    stop = on_tick(decision.stop, tick, -side)
    profit = on_tick(decision.profit, tick, side)
    if target * held > 0.0:
        book.positions.stop[i], book.positions.profit[i] = stop, profit
        book.positions.hold[i] = decision.hold
        book.positions.guarded[i] = max(guards(stop, profit, decision.hold), min(book.positions.leaving[i], 1))
    if abs(target - held) < lot * NEARLY:
        book.orders.working[i], book.orders.target[i] = 0, target
        return
    towards = 1.0 if target > held else -1.0
    order = OrderRow(
        1,
        target,
        on_tick(decision.limit, tick, -towards),
        on_tick(decision.trigger, tick, towards),
        stop,
        profit,
        decision.hold,
        decision.reason,
        1 if decision.day else 0,
        0.0,
        0.0,
        0.0,
        known,
    )
    if same_wish(order, row(book.orders, i)):
        book.orders.known[i] = known
    else:
        put(book.orders, i, order)


def same_wish(one: OrderRow, other: OrderRow) -> bool:
    """Whether an order restates one that works already: it goes on, with what it has filled and paid."""
    return (
        other.working == 1
        and one.target == other.target
        and same_price(one.limit, other.limit)
        and same_price(one.trigger, other.trigger)
        and same_price(one.stop, other.stop)
        and same_price(one.profit, other.profit)
        and one.hold == other.hold
        and one.reason == other.reason
        and one.day == other.day
    )


def same_price(one: float, other: float) -> bool:
    """Whether both are the same price, or both none."""
    return one == other or (one != one and other != other)


def ends_with_session(cap: float | None, book: Book, i: int) -> bool:
    """Whether a standing order ends at the session's last close: one of the day, or the rest of a partial fill."""
    if cap is None:
        return book.orders.day[i] == 1
    return book.orders.day[i] == 1 or book.orders.filled[i] > 0.0


def allowed(floor: Floor, i: int, decision: Decision, target: float, kept: float, close: float, equity: float) -> float:
    """The target, or what is kept of the position where a risk limit stops the entry; counts what stopped it."""
    limits, book = floor.rules.limits, floor.book
    worth = close * floor.terms.multiplier[i]
    price = decision.trigger if math.isnan(decision.limit) else decision.limit
    cause = stopped(limits, book.days, equity, close, abs(target) * worth, abs(target - kept) * worth, price)
    if cause == NOTHING:
        if book.orders.working[i] == 0 or book.orders.target[i] != target:
            count_order(limits, book.days)
        return target
    if cause == POSITION:
        book.tally.stopped_position[i] += 1
    elif cause == ORDER:
        book.tally.stopped_order[i] += 1
    elif cause == ORDERS:
        book.tally.stopped_orders[i] += 1
    elif cause == LOSS:
        book.tally.stopped_loss[i] += 1
    else:
        book.tally.stopped_collar[i] += 1
    return kept

"""Booking: a fill changes position, order, totals and cash, and is kept on the tapes."""

import math
from math import nan

from tradecore.bars import DAY
from tradecore.costs import Tiered, commission_of, tiered_of
from tradecore.simulation.prices import NEARLY
from tradecore.simulation.rare import rare
from tradecore.simulation.rows import (
    EXIT,
    Columns,
    FillRow,
    Floor,
    OrderRow,
    PositionRow,
    TradeRow,
    count_of,
    place_of,
    put,
    row,
)


@rare
def enter(
    market: Columns,
    k: int,
    floor: Floor,
    price: float,
    kind: int,
    inside: int,
    cash: float,
) -> float:
    """Moves the position to the order's target at `price`, unless protection or buying power forbid it."""
    i = place_of(floor.alone, market, k)
    order, position = row(floor.book.orders, i), row(floor.book.positions, i)
    side = 1.0 if order.target > position.quantity else -1.0
    whole = abs(order.target - position.quantity)
    size = min(whole, room(floor.rules.cap, market, k, floor, i))
    if size <= 0.0:
        return cash
    floor.book.orders.working[i] = 0
    if side * (price - order.stop) <= 0.0 or side * (price - order.profit) >= 0.0:
        floor.book.tally.beyond_protection[i] += 1
        return cash
    time = market.time[k]
    fee, levy = fee_of(floor, i, order, size, price), levy_of(floor, i, time, -side * size, price)
    if tied_up(floor, i, size, price) + fee + levy > buying_power(floor, cash):
        size = trimmed(floor.rules.trim, floor, i, order, time, side, price, cash)
        if size <= 0.0:
            floor.book.tally.beyond_buying_power[i] += 1
            return cash
        floor.book.tally.trimmed[i] += 1
        fee, levy, whole = fee_of(floor, i, order, size, price), levy_of(floor, i, time, -side * size, price), size
    if size < whole:
        keep_working(floor, i, order, size, price, fee)
    fresh = position.quantity == 0.0
    held = abs(position.quantity)
    put(
        floor.book.positions,
        i,
        PositionRow(
            position.quantity + side * size,
            price if fresh else (held * position.average + size * price) / (held + size),
            position.costs + (fee + levy),
            position.carry,
            order.stop,
            order.profit,
            order.hold,
            0 if fresh else position.age,
            inside,
            0,
            position.used,
            market.time[k] if fresh else position.entry_time,
            order.reason if fresh else position.entry_reason,
            position.mark,
            guards(order.stop, order.profit, order.hold),
        ),
    )
    return book_fill(market, k, floor, side * size, price, fee + levy, kind, order.reason, cash)


@rare
def close(
    market: Columns,
    k: int,
    floor: Floor,
    size: float,
    price: float,
    kind: int,
    cash: float,
) -> float:
    """Closes `size` units of the position at `price`, or what volume allows of them, and writes the trade."""
    i = place_of(floor.alone, market, k)
    position, orders, tally = row(floor.book.positions, i), floor.book.orders, floor.book.tally
    if kind not in (EXIT, position.leaving):
        forget(floor, i)
    asked, size = size, min(size, room(floor.rules.cap, market, k, floor, i))
    if size < asked and kind != EXIT:
        floor.book.positions.leaving[i], floor.book.positions.guarded[i] = kind, 1
    if size <= 0.0:
        return cash
    side = 1.0 if position.quantity > 0.0 else -1.0
    notional = size * price * floor.terms.multiplier[i]
    order = row(orders, i)
    fee = fee_of(floor, i, order, size, price)
    paid = fee + levy_of(floor, i, market.time[k], side * size, price)
    whole = size == abs(position.quantity)
    share = 1.0 if whole else size / abs(position.quantity)
    costs, carry = position.costs * share, position.carry * share
    gross = side * size * (price - position.average) * floor.terms.multiplier[i]
    net = gross - (costs + paid) + carry
    reason = orders.reason[i] if kind == EXIT else position.entry_reason
    closed = trade_of(i, position, size, market.time[k], price, gross, costs + paid, carry, kind, reason)
    days = floor.book.days
    keep_trade(floor.tapes.trades, days.trades[0], closed)
    days.trades[0] += 1
    tally.trades[i] += 1
    apart = net - tally.average[i]
    tally.average[i] += apart / tally.trades[i]
    tally.spread[i] += apart * (net - tally.average[i])
    tally.best[i] = max(tally.best[i], net)
    tally.worst[i] = min(tally.worst[i], net)
    if net > 0.0:
        tally.wins[i] += 1
        tally.won[i] += net
    elif net < 0.0:
        tally.losses[i] += 1
        tally.lost[i] -= net
    # What a reversal opens, and the rest of a partial fill, is the same order: it pays one commission minimum.
    orders.filled[i] = order.filled + size
    orders.notional[i] = order.notional + notional
    orders.charged[i] = order.charged + fee
    if size == asked and side * order.target >= 0.0:
        orders.working[i] = 0
        forget(floor, i)
    if whole:
        put(floor.book.positions, i, flat(position.mark, position.used))
    else:
        floor.book.positions.quantity[i] = position.quantity - side * size
        floor.book.positions.costs[i] = position.costs - costs
        floor.book.positions.carry[i] = position.carry - carry
    return book_fill(market, k, floor, -side * size, price, paid, kind, reason, cash)


def room(cap: float | None, market: Columns, k: int, floor: Floor, i: int) -> float:
    """The units that may still be traded in this bar: a fraction of its volume, in whole lots."""
    if cap is None:
        return math.inf
    return lots(cap * market.volume[k] - floor.book.positions.used[i], floor.terms.lot[i])


def begin_volume(cap: float | None, floor: Floor, i: int) -> None:
    """Nothing of the bar's volume has been used yet."""
    if cap is None:
        return
    floor.book.positions.used[i] = 0.0


def count_volume(cap: float | None, floor: Floor, i: int, units: float) -> None:
    """Adds to what has been traded in this bar."""
    if cap is None:
        return
    floor.book.positions.used[i] += units


def keep_working(floor: Floor, i: int, order: OrderRow, size: float, price: float, fee: float) -> None:
    """The rest of an entry works on; what has filled shares its commission minimum."""
    orders = floor.book.orders
    orders.working[i] = 1
    orders.filled[i] = order.filled + size
    orders.notional[i] = order.notional + size * price * floor.terms.multiplier[i]
    orders.charged[i] = order.charged + fee


def forget(floor: Floor, i: int) -> None:
    """The order has ended: the next one pays a commission minimum of its own."""
    orders = floor.book.orders
    orders.filled[i], orders.notional[i], orders.charged[i] = 0.0, 0.0, 0.0


def trade_of(
    i: int,
    position: PositionRow,
    size: float,
    time: int,
    price: float,
    gross: float,
    costs: float,
    carry: float,
    kind: int,
    reason: int,
) -> TradeRow:
    """The round trip that closing `size` units of the position ends."""
    return TradeRow(
        i,
        1 if position.quantity > 0.0 else -1,
        size,
        position.entry_time,
        position.average,
        time,
        price,
        gross,
        costs,
        carry,
        gross - costs + carry,
        position.age,
        position.entry_reason,
        kind,
        reason,
    )


def fee_of(floor: Floor, i: int, order: OrderRow, size: float, price: float) -> float:
    """What the order's next `size` units cost, given what it has filled and paid so far."""
    units, notional = order.filled + size, order.notional + size * price * floor.terms.multiplier[i]
    return charge_of(floor, units, notional, order.filled) - order.charged


def charge_of(floor: Floor, units: float, notional: float, filled: float) -> float:
    """The commission of an order over all its `units`, `filled` of which the month has counted already."""
    before = floor.book.days.units[0] - filled
    fixed = commission_of(floor.rules.commission, units, notional)
    return fixed + tiered_of(floor.rules.tiers, units, notional, before)


def begin_month(tiers: Tiered | None, days: Columns, time: int) -> None:
    """Starts counting units anew when `time` (ns UTC) lies in another calendar month."""
    if tiers is None:
        return
    month = month_of(time)
    if month != days.month[0]:
        days.month[0], days.units[0] = month, 0.0


def count_units(tiers: Tiered | None, days: Columns, units: float) -> None:
    """Adds to the month's units."""
    if tiers is None:
        return
    days.units[0] += units


def month_of(time: int) -> int:
    """Calendar months from January 1970 (UTC) to an instant, by the civil calendar's 400-year cycle.

    Source: the days-to-civil algorithm of H. Hinnant, "chrono-compatible low-level date algorithms".
    """
    days = time // DAY + 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    # The cycle's years begin in March, so that its month 10 and 11 belong to the next civil year.
    march_month = (5 * day_of_year + 2) // 153
    return (year_of_era + era * 400) * 12 + march_month + 2 - 1_970 * 12


def tied_up(floor: Floor, i: int, size: float, price: float) -> float:
    """The money that `size` more units at `price` tie up."""
    return size * price * floor.terms.multiplier[i] * floor.terms.margin[i]


def trimmed(
    trim: bool | None,  # noqa: FBT001 - None or True, so that a compiler prunes
    floor: Floor,
    i: int,
    order: OrderRow,
    time: int,
    side: float,
    price: float,
    cash: float,
) -> float:
    """The most units that buying power carries, commission included; 0 where orders are rejected whole."""
    if trim is None:
        return 0.0
    lot, power = floor.terms.lot[i], buying_power(floor, cash)
    size = lots(power / tied_up(floor, i, 1.0, price), lot)
    # The commission of a smaller order is smaller, so that one step is enough but for rounding.
    costs = fee_of(floor, i, order, size, price) + levy_of(floor, i, time, -side * size, price)
    size = lots((power - costs) / tied_up(floor, i, 1.0, price), lot)
    costs = fee_of(floor, i, order, size, price) + levy_of(floor, i, time, -side * size, price)
    if size > 0.0 and tied_up(floor, i, size, price) + costs > power:
        size -= lot
    return size


def levy_of(floor: Floor, i: int, time: int, sold: float, price: float) -> float:
    """What regulators take of a sale of `sold` units at `time` (ns UTC); nothing of a purchase, `sold` below 0."""
    return levied(floor.rules.fees, time, sold, sold * price * floor.terms.multiplier[i])


def levied(fees: Columns | None, time: int, units: float, notional: float) -> float:
    """The fees of a sale, by the row that is in force at `time`, or the first."""
    if fees is None:
        return 0.0
    if units <= 0.0:
        return 0.0
    place = 0
    for n in range(len(fees.since)):
        if fees.since[n] <= time:
            place = n
    return fees.fraction[place] * notional + min(fees.per_unit[place] * units, fees.most[place])


def lots(size: float, lot: float) -> float:
    """A size of 0 or more in whole lots."""
    if size < lot:
        return 0.0
    return math.floor(size / lot + NEARLY) * lot


def flat(mark: float, used: float) -> PositionRow:
    """No position, at this mark, after so many units traded in the bar."""
    return PositionRow(0.0, 0.0, 0.0, 0.0, nan, nan, 0, 0, 0, 0, used, 0, 0, mark, 0)


def guards(stop: float, profit: float, hold: int) -> int:
    """1 when a position with this protection may end though nothing is decided, else 0."""
    return 1 if stop == stop or profit == profit or hold > 0 else 0


def book_fill(
    market: Columns,
    k: int,
    floor: Floor,
    quantity: float,
    price: float,
    fee: float,
    kind: int,
    reason: int,
    cash: float,
) -> float:
    """Writes the fill, adds it to the totals and returns the cash after it."""
    i = place_of(floor.alone, market, k)
    tally, days = floor.book.tally, floor.book.days
    value = quantity * price * floor.terms.multiplier[i]
    keep_fill(floor.tapes.fills, days.fills[0], FillRow(market.time[k], i, quantity, price, fee, kind, reason))
    days.fills[0] += 1
    count_units(floor.rules.tiers, floor.book.days, abs(quantity))
    count_volume(floor.rules.cap, floor, i, abs(quantity))
    tally.fills[i] += 1
    tally.costs[i] += fee
    tally.traded[i] += abs(value)
    return cash - value - fee


def keep_fill(tape: Columns | None, place: int, fill: FillRow) -> None:
    """Writes a fill, where fills are kept."""
    if tape is not None:
        put(tape, place, fill)


def keep_trade(tape: Columns | None, place: int, trade: TradeRow) -> None:
    """Writes a trade, where trades are kept."""
    if tape is not None:
        put(tape, place, trade)


def buying_power(floor: Floor, cash: float) -> float:
    """Equity less what the positions tie up, at the last marks, in money."""
    book, free = floor.book, cash
    for i in range(count_of(floor.alone, floor.terms)):
        if book.positions.quantity[i] != 0.0:
            value = book.positions.quantity[i] * book.positions.mark[i] * floor.terms.multiplier[i]
            free += value - abs(value) * floor.terms.margin[i]
    return free

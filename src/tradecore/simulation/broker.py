"""The broker: what the standing orders and the protection of positions do inside one time group."""

from math import ceil, floor, nan

from tradecore.costs import Commission, commission_of, slipped
from tradecore.simulation.rows import (
    EXIT,
    HOLD,
    LIMIT,
    MARKET,
    PROFIT,
    STOP,
    TRIGGER,
    Book,
    Columns,
    FillRow,
    PositionRow,
    TradeRow,
    put,
    row,
)

# Decimal fractions are not exact in binary: a price this close to a tick is on it.
NEARLY = 1e-9


def trade(
    market: Columns,
    low: int,
    high: int,
    terms: Columns,
    book: Book,
    cash: float,
    commission: Commission | None,
    slippage: float | None,
    fills: Columns | None,
    trades: Columns | None,
) -> float:
    """Trades rows `low` to `high` of the market, all of one time, and returns the cash after it.

    Exits at the open, entries at the open, entries inside the bar, stops and targets: in each the
    instruments in their order, so that freed cash is there for all of them.
    """
    busy = False
    for k in range(low, high):
        i = market.instrument[k]
        if book.positions.quantity[i] != 0.0 or book.orders.working[i] == 1:
            busy = True
            if market.split[k] != 1.0:
                apply_split(book, i, market.split[k])
            if market.dividend[k] != 0.0:
                cash = pay_dividend(book, i, market.dividend[k], terms.multiplier[i], cash)
        book.positions.mark[i] = market.open[k]
    if not busy:
        return cash
    for k in range(low, high):
        cash = exit_at_open(market, k, terms, book, cash, commission, slippage, fills, trades)
        opening = market.open[k]
        cash = protect(market, k, opening, opening, terms, book, cash, commission, slippage, fills, trades)
    for k in range(low, high):
        cash = enter_at_open(market, k, terms, book, cash, commission, slippage, fills)
    for k in range(low, high):
        cash = enter_inside(market, k, terms, book, cash, commission, slippage, fills)
    for k in range(low, high):
        cash = protect(market, k, market.low[k], market.high[k], terms, book, cash, commission, slippage, fills, trades)
    return cash


def apply_split(book: Book, i: int, ratio: float) -> None:
    """One share becomes `ratio` shares, in the position, its protection and the standing order."""
    positions, orders = book.positions, book.orders
    positions.quantity[i] *= ratio
    positions.average[i] /= ratio
    positions.stop[i] /= ratio
    positions.profit[i] /= ratio
    orders.target[i] *= ratio
    orders.limit[i] /= ratio
    orders.trigger[i] /= ratio
    orders.stop[i] /= ratio
    orders.profit[i] /= ratio


def pay_dividend(book: Book, i: int, dividend: float, multiplier: float, cash: float) -> float:
    """Cash a share, paid to a long position and by a short one."""
    paid = book.positions.quantity[i] * dividend * multiplier
    book.positions.carry[i] += paid
    book.tally.carry[i] += paid
    return cash + paid


def exit_at_open(
    market: Columns,
    k: int,
    terms: Columns,
    book: Book,
    cash: float,
    commission: Commission | None,
    slippage: float | None,
    fills: Columns | None,
    trades: Columns | None,
) -> float:
    """Closes at the open what is held long enough and what the order no longer wants."""
    i = market.instrument[k]
    positions, orders = book.positions, book.orders
    held = positions.quantity[i]
    if held == 0.0:
        return cash
    side = 1.0 if held > 0.0 else -1.0
    size = abs(held)
    wanted = side * orders.target[i]
    kind = EXIT
    if wanted > 0.0 and 0 < positions.hold[i] <= positions.age[i]:
        kind = HOLD
    elif orders.working[i] == 1 and wanted < size:
        size -= max(wanted, 0.0)
    else:
        return cash
    if wanted >= 0.0:
        # Only a reversal goes on: what closes the position also ends an order that would have added to it.
        orders.working[i] = 0
    price = on_tick(slipped(slippage, market.open[k], -side), terms.tick[i], -side)
    return close(market, k, terms, book, size, price, kind, cash, commission, fills, trades)


def enter_at_open(
    market: Columns,
    k: int,
    terms: Columns,
    book: Book,
    cash: float,
    commission: Commission | None,
    slippage: float | None,
    fills: Columns | None,
) -> float:
    """Fills at the open a market order, a limit that the open betters, a trigger that it has passed."""
    i = market.instrument[k]
    orders = book.orders
    if orders.working[i] == 0:
        return cash
    side = 1.0 if orders.target[i] > book.positions.quantity[i] else -1.0
    price, limit, trigger = market.open[k], orders.limit[i], orders.trigger[i]
    if side * (price - limit) > 0.0 or side * (price - trigger) < 0.0:
        return cash
    if limit == limit:
        return enter(market, k, terms, book, price, LIMIT, 0, cash, commission, fills)
    price = on_tick(slipped(slippage, price, side), terms.tick[i], side)
    kind = MARKET if trigger != trigger else TRIGGER
    return enter(market, k, terms, book, price, kind, 0, cash, commission, fills)


def enter_inside(
    market: Columns,
    k: int,
    terms: Columns,
    book: Book,
    cash: float,
    commission: Commission | None,
    slippage: float | None,
    fills: Columns | None,
) -> float:
    """Fills an entry whose limit or trigger is touched after the open."""
    i = market.instrument[k]
    orders = book.orders
    if orders.working[i] == 0:
        return cash
    side = 1.0 if orders.target[i] > book.positions.quantity[i] else -1.0
    limit, trigger = orders.limit[i], orders.trigger[i]
    best = market.low[k] if side > 0.0 else market.high[k]
    worst = market.high[k] if side > 0.0 else market.low[k]
    price, kind = limit, LIMIT
    if side * (worst - trigger) >= 0.0:
        kind = TRIGGER
        price = on_tick(slipped(slippage, trigger, side), terms.tick[i], side)
    elif not side * (best - limit) <= 0.0:
        return cash
    return enter(market, k, terms, book, price, kind, 1, cash, commission, fills)


def protect(
    market: Columns,
    k: int,
    lowest: float,
    highest: float,
    terms: Columns,
    book: Book,
    cash: float,
    commission: Commission | None,
    slippage: float | None,
    fills: Columns | None,
    trades: Columns | None,
) -> float:
    """Fills the protective stop, else the profit target, when prices from `lowest` to `highest` touch it.

    An open beyond it fills at the open. After an entry inside the bar the order of touches is
    unknown: a stop is granted, a target is not.
    """
    i = market.instrument[k]
    positions = book.positions
    held = positions.quantity[i]
    if held == 0.0:
        return cash
    side = 1.0 if held > 0.0 else -1.0
    worst = lowest if side > 0.0 else highest
    best = highest if side > 0.0 else lowest
    opening, price, kind = market.open[k], positions.stop[i], STOP
    if side * (worst - price) <= 0.0:
        if positions.inside[i] == 0 and side * (opening - price) < 0.0:
            price = opening
        price = on_tick(slipped(slippage, price, -side), terms.tick[i], -side)
    elif positions.inside[i] == 0 and side * (best - positions.profit[i]) >= 0.0:
        price, kind = positions.profit[i], PROFIT
        if side * (opening - price) > 0.0:
            price = opening
    else:
        return cash
    book.orders.working[i] = 0
    return close(market, k, terms, book, abs(held), price, kind, cash, commission, fills, trades)


def enter(
    market: Columns,
    k: int,
    terms: Columns,
    book: Book,
    price: float,
    kind: int,
    inside: int,
    cash: float,
    commission: Commission | None,
    fills: Columns | None,
) -> float:
    """Moves the position to the order's target at `price`, unless protection or buying power forbid it."""
    i = market.instrument[k]
    order, position = row(book.orders, i), row(book.positions, i)
    side = 1.0 if order.target > position.quantity else -1.0
    size = abs(order.target - position.quantity)
    book.orders.working[i] = 0
    if side * (price - order.stop) <= 0.0 or side * (price - order.profit) >= 0.0:
        book.tally.beyond_protection[i] += 1
        return cash
    notional = size * price * terms.multiplier[i]
    fee = commission_of(commission, order.filled + size, order.notional + notional) - order.charged
    if notional * terms.margin[i] + fee > buying_power(terms, book, cash):
        book.tally.beyond_buying_power[i] += 1
        return cash
    fresh = position.quantity == 0.0
    held = abs(position.quantity)
    put(
        book.positions,
        i,
        PositionRow(
            order.target,
            price if fresh else (held * position.average + size * price) / (held + size),
            position.costs + fee,
            position.carry,
            order.stop,
            order.profit,
            order.hold,
            0 if fresh else position.age,
            inside,
            market.time[k] if fresh else position.entry_time,
            order.reason if fresh else position.entry_reason,
            position.mark,
        ),
    )
    return book_fill(market, k, terms, book, side * size, price, fee, kind, order.reason, cash, fills)


def close(
    market: Columns,
    k: int,
    terms: Columns,
    book: Book,
    size: float,
    price: float,
    kind: int,
    cash: float,
    commission: Commission | None,
    fills: Columns | None,
    trades: Columns | None,
) -> float:
    """Closes `size` units of the position at `price` and writes the trade."""
    i = market.instrument[k]
    position, orders, tally = row(book.positions, i), book.orders, book.tally
    side = 1.0 if position.quantity > 0.0 else -1.0
    notional = size * price * terms.multiplier[i]
    fee = commission_of(commission, size, notional)
    whole = size == abs(position.quantity)
    share = 1.0 if whole else size / abs(position.quantity)
    costs, carry = position.costs * share, position.carry * share
    gross = side * size * (price - position.average) * terms.multiplier[i]
    net = gross - (costs + fee) + carry
    reason = orders.reason[i] if kind == EXIT else position.entry_reason
    if trades is not None:
        put(
            trades,
            total(tally.trades),
            TradeRow(
                i,
                1 if side > 0.0 else -1,
                size,
                position.entry_time,
                position.average,
                market.time[k],
                price,
                gross,
                costs + fee,
                carry,
                net,
                position.age,
                position.entry_reason,
                kind,
                reason,
            ),
        )
    tally.trades[i] += 1
    if net > 0.0:
        tally.wins[i] += 1
        tally.won[i] += net
    else:
        tally.lost[i] -= net
    if kind == EXIT:
        # What a reversal opens is the same order: it pays one commission minimum.
        orders.filled[i], orders.notional[i], orders.charged[i] = size, notional, fee
    if whole:
        put(book.positions, i, flat(position.mark))
    else:
        book.positions.quantity[i] = position.quantity - side * size
        book.positions.costs[i] = position.costs - costs
        book.positions.carry[i] = position.carry - carry
    return book_fill(market, k, terms, book, -side * size, price, fee, kind, reason, cash, fills)


def flat(mark: float) -> PositionRow:
    """No position, at this mark."""
    return PositionRow(0.0, 0.0, 0.0, 0.0, nan, nan, 0, 0, 0, 0, 0, mark)


def book_fill(
    market: Columns,
    k: int,
    terms: Columns,
    book: Book,
    quantity: float,
    price: float,
    fee: float,
    kind: int,
    reason: int,
    cash: float,
    fills: Columns | None,
) -> float:
    """Writes the fill, adds it to the totals and returns the cash after it."""
    i = market.instrument[k]
    tally = book.tally
    value = quantity * price * terms.multiplier[i]
    if fills is not None:
        put(fills, total(tally.fills), FillRow(market.time[k], i, quantity, price, fee, kind, reason))
    tally.fills[i] += 1
    tally.costs[i] += fee
    tally.traded[i] += abs(value)
    return cash - value - fee


def buying_power(terms: Columns, book: Book, cash: float) -> float:
    """Equity less what the positions tie up, at the last marks, in money."""
    free = cash
    for i in range(len(book.positions.quantity)):
        value = book.positions.quantity[i] * book.positions.mark[i] * terms.multiplier[i]
        free += value - abs(value) * terms.margin[i]
    return free


def on_tick(price: float, tick: float, side: float) -> float:
    """The price on the tick grid, against a buyer (`side` 1, up) or a seller (-1, down); tick 0 leaves it."""
    if tick <= 0.0:
        return price
    if side > 0.0:
        return ceil(price / tick - NEARLY) * tick
    return floor(price / tick + NEARLY) * tick


def total(column: Columns) -> int:
    """The sum of a column of counts."""
    count = 0
    for i in range(len(column)):
        count += column[i]
    return count

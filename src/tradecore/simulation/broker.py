"""The broker: what the standing orders and the protection of positions do inside one time group."""

from tradecore.simulation.booking import begin_month, begin_volume, close, enter
from tradecore.simulation.corporate import apply_split, pay_dividend
from tradecore.simulation.limits import drop_stale
from tradecore.simulation.prices import touched, waits, worsened
from tradecore.simulation.rare import rare
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
    place_of,
)


def trade(
    market: Columns,
    low: int,
    high: int,
    floor: Floor,
    cash: float,
) -> float:
    """Trades rows `low` to `high` of the market, all of one time, and returns the cash after it.

    Exits at the open, entries at the open, entries inside the bar, stops and targets: in each the
    instruments in their order, so that freed cash is there for all of them. Most times nothing of it can happen.
    """
    for k in range(low, high):
        if stirs(market, k, floor):
            return traded(market, low, high, floor, cash)
    return cash


def stirs(market: Columns, k: int, floor: Floor) -> bool:  # noqa: PLR0911 - one return a cause reads as the list it is
    """Whether row `k` of the market could trade or change what its instrument holds."""
    i = place_of(floor.alone, market, k)
    positions = floor.book.positions
    if floor.book.orders.working[i] == 1:
        return True
    held = positions.quantity[i]
    if held == 0.0:
        return False
    if has_action(floor.uneventful, market, k):
        return True
    if positions.guarded[i] == 0:
        return False
    if positions.leaving[i] != 0 or 0 < positions.hold[i] <= positions.age[i]:
        return True
    lowest, highest = min(market.low[k], market.open[k]), max(market.high[k], market.open[k])
    if held > 0.0:
        return lowest <= positions.stop[i] or highest >= positions.profit[i]
    return highest >= positions.stop[i] or lowest <= positions.profit[i]


def has_action(uneventful: bool | None, market: Columns, k: int) -> bool:  # noqa: FBT001 - None or True, so that a compiler prunes
    """Whether a split or a dividend acts before row `k`."""
    if uneventful is None:
        return market.split[k] != 1.0 or market.dividend[k] != 0.0
    return False


@rare
def traded(
    market: Columns,
    low: int,
    high: int,
    floor: Floor,
    cash: float,
) -> float:
    """As `trade`, each step in its turn."""
    positions = floor.book.positions
    begin_month(floor.rules.tiers, floor.book.days, market.time[low])
    for k in range(low, high):
        i = place_of(floor.alone, market, k)
        begin_volume(floor.rules.cap, floor, i)
        if positions.quantity[i] != 0.0 or floor.book.orders.working[i] == 1:
            apply_split(floor.book, i, market.split[k])
            cash = pay_dividend(floor.book, i, market.dividend[k], floor.terms.multiplier[i], cash)
        positions.mark[i] = market.open[k]
        drop_stale(floor.rules.limits, floor.book.orders, positions, floor.book.tally, i, market.time[k])
    for k in range(low, high):
        cash = exit_at_open(market, k, floor, cash)
        opening = market.open[k]
        cash = protect(market, k, opening, opening, floor, cash)
    for k in range(low, high):
        cash = enter_at_open(market, k, floor, cash)
    for k in range(low, high):
        cash = enter_inside(market, k, floor, cash)
    for k in range(low, high):
        cash = protect(market, k, market.low[k], market.high[k], floor, cash)
    for k in range(low, high):
        positions.inside[place_of(floor.alone, market, k)] = 0
    return cash


def exit_at_open(
    market: Columns,
    k: int,
    floor: Floor,
    cash: float,
) -> float:
    """Closes at the open what is held long enough and what the order no longer wants."""
    i = place_of(floor.alone, market, k)
    positions, orders = floor.book.positions, floor.book.orders
    held = positions.quantity[i]
    if held == 0.0:
        return cash
    side = 1.0 if held > 0.0 else -1.0
    size = abs(held)
    wanted = side * orders.target[i]
    kind = EXIT
    if positions.leaving[i] == STOP:
        kind = STOP
    elif wanted > 0.0 and 0 < positions.hold[i] <= positions.age[i]:
        kind = HOLD
        orders.working[i] = 0
    elif orders.working[i] == 1 and wanted < size:
        size -= max(wanted, 0.0)
    else:
        return cash
    price = worsened(floor, i, market.open[k], -side)
    return close(market, k, floor, size, price, kind, cash)


def entry_side(floor: Floor, i: int) -> float:
    """1 where the standing order buys an entry, -1 where it sells one, 0 where there is none (yet)."""
    target, held = floor.book.orders.target[i], floor.book.positions.quantity[i]
    if floor.book.orders.working[i] == 0 or target * held < 0.0:
        return 0.0
    return 1.0 if target > held else -1.0


def enter_at_open(
    market: Columns,
    k: int,
    floor: Floor,
    cash: float,
) -> float:
    """Fills at the open a market order, a limit that the open betters, a trigger that it has passed."""
    i = place_of(floor.alone, market, k)
    orders = floor.book.orders
    side = entry_side(floor, i)
    if side == 0.0:
        return cash
    price, limit, trigger = market.open[k], orders.limit[i], orders.trigger[i]
    if limit == limit:
        if not touched(floor.rules.penetrate, side * (price - limit)):
            return cash
        return enter(market, k, floor, price, LIMIT, 0, cash)
    if side * (price - trigger) < 0.0:
        return cash
    price = worsened(floor, i, price, side)
    kind = MARKET if trigger != trigger else TRIGGER
    return enter(market, k, floor, price, kind, 0, cash)


def enter_inside(
    market: Columns,
    k: int,
    floor: Floor,
    cash: float,
) -> float:
    """Fills an entry whose limit or trigger is touched after the open."""
    i = place_of(floor.alone, market, k)
    orders = floor.book.orders
    side = entry_side(floor, i)
    if side == 0.0:
        return cash
    limit, trigger = orders.limit[i], orders.trigger[i]
    best = market.low[k] if side > 0.0 else market.high[k]
    worst = market.high[k] if side > 0.0 else market.low[k]
    price, kind = limit, LIMIT
    if side * (worst - trigger) >= 0.0:
        kind = TRIGGER
        price = worsened(floor, i, trigger, side)
    elif not touched(floor.rules.penetrate, side * (best - limit)):
        return cash
    return enter(market, k, floor, price, kind, 1, cash)


def protect(
    market: Columns,
    k: int,
    lowest: float,
    highest: float,
    floor: Floor,
    cash: float,
) -> float:
    """Fills the protective stop, else the profit target, when prices from `lowest` to `highest` touch it.

    An open beyond it fills at the open. After an entry inside the bar the order of touches is
    unknown: a stop is granted, a target is not; the rule `wait` grants neither.
    """
    i = place_of(floor.alone, market, k)
    positions = floor.book.positions
    held = positions.quantity[i]
    if held == 0.0 or waits(floor.rules.wait, positions.inside[i]):
        return cash
    side = 1.0 if held > 0.0 else -1.0
    worst = lowest if side > 0.0 else highest
    best = highest if side > 0.0 else lowest
    opening, price, kind = market.open[k], positions.stop[i], STOP
    if side * (worst - price) <= 0.0:
        if positions.inside[i] == 0 and side * (opening - price) < 0.0:
            price = opening
        price = worsened(floor, i, price, -side)
    elif positions.inside[i] == 0 and touched(floor.rules.penetrate, side * (positions.profit[i] - best)):
        price, kind = positions.profit[i], PROFIT
        if side * (opening - price) > 0.0:
            price = opening
    else:
        return cash
    floor.book.orders.working[i] = 0
    return close(market, k, floor, abs(held), price, kind, cash)

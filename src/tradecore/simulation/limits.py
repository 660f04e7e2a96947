"""Risk limits: what an entry may be, checked where the wish becomes an order, in research and live alike."""

from math import inf, isnan
from typing import NamedTuple

from tradecore.simulation.rows import Columns


class Limits(NamedTuple):
    """The most that is allowed; infinity allows anything.

    `position` and `order` are notional values in money, `orders` a number of new entries a session, `loss` a
    fraction of the equity at the session's start, `collar` the distance of a limit or trigger price from
    the last close as a fraction, `stale` the nanoseconds since the bar was known that an entry was decided on, within
    a session. Reductions and closings are never stopped.
    """

    position: float = inf
    order: float = inf
    orders: float = inf
    loss: float = inf
    collar: float = inf
    stale: float = inf


# What stopped an entry; the names of the tally's columns in this order, `NOTHING` stopped it not.
NOTHING, POSITION, ORDER, ORDERS, LOSS, COLLAR = range(6)


def begin_bar(limits: Limits | None, days: Columns, session: int, equity: float) -> None:
    """Keeps the session's start: called at each close before anything is decided."""
    if limits is None:
        return
    if session != days.session[0]:
        days.session[0], days.orders[0], days.opening[0] = session, 0, days.last[0]
    days.last[0] = equity


def stopped(  # noqa: PLR0911 - one return a limit reads as the list it is
    limits: Limits | None, days: Columns, equity: float, close: float, value: float, added: float, price: float
) -> int:
    """What forbids an entry to a position worth `value` by an order worth `added`, at `price` (NaN: the market)."""
    if limits is None:
        return NOTHING
    if value > limits.position:
        return POSITION
    if added > limits.order:
        return ORDER
    if days.orders[0] >= limits.orders:
        return ORDERS
    if equity < days.opening[0] * (1.0 - limits.loss):
        return LOSS
    if not isnan(price) and abs(price / close - 1.0) > limits.collar:
        return COLLAR
    return NOTHING


def drop_stale(limits: Limits | None, orders: Columns, positions: Columns, tally: Columns, i: int, time: int) -> None:
    """Drops what an order would add at `time`, when the bar it was decided on is too old by then."""
    if limits is None:
        return
    target, held, known = orders.target[i], positions.quantity[i], orders.known[i]
    if orders.working[i] == 0 or known < 0 or time - known <= limits.stale:
        return
    if target * held < 0.0:
        orders.target[i] = 0.0
        tally.stopped_stale[i] += 1
    elif abs(target) > abs(held):
        orders.working[i], orders.target[i] = 0, held
        tally.stopped_stale[i] += 1


def count_order(limits: Limits | None, days: Columns) -> None:
    """One more entry was sent in this session."""
    if limits is None:
        return
    days.orders[0] += 1

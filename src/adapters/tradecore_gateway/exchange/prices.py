"""At what price an order fills, by the fill rules of the core."""

from typing import NamedTuple

from tradecore.costs import slipped
from tradecore.simulation.prices import on_tick, touched
from tradecore_gateway.exchange.ticket import Ticket


class Range(NamedTuple):
    """Prices that a market goes through: first, lowest and highest; `tick` is their grid.

    `inside` says that the first one has been there before: only what lies beyond it is new.
    """

    first: float
    lowest: float
    highest: float
    tick: float
    slippage: float = 0.0
    inside: bool = False


def price_of(ticket: Ticket, found: Range) -> float | None:
    """The price at which an order fills in a range, None where it does not.

    A market order fills at the first price. A limit is filled when touched, at the limit or at a first price that is
    better; a stop triggers when touched and fills at the stop, or at a first price that is worse. A stop limit is a
    limit from its trigger on.
    """
    at = trigger(ticket, found)
    if at is None:
        return None
    if ticket.limit is None:
        return None if found.inside and ticket.stop is None else _worse(at, ticket.side, found)
    if ticket.stop is not None and not ticket.triggered:
        found = Range(at, at, at, found.tick)
    return _limited(ticket, ticket.limit, found)


def trigger(ticket: Ticket, found: Range) -> float | None:
    """The price from which on an order is at work: the first one, or where its stop is touched; None where it is not.

    A stop that the first price has passed is touched there.
    """
    if ticket.stop is None or ticket.triggered:
        return found.first
    worst = found.highest if ticket.side > 0 else found.lowest
    if ticket.side * (worst - ticket.stop) < 0.0:
        return None
    beyond = not found.inside and ticket.side * (found.first - ticket.stop) > 0.0
    return found.first if beyond else ticket.stop


def _limited(ticket: Ticket, limit: float, found: Range) -> float | None:
    if not found.inside and touched(None, ticket.side * (found.first - limit)):
        return found.first
    best = found.lowest if ticket.side > 0 else found.highest
    return limit if touched(None, ticket.side * (best - limit)) else None


def _worse(price: float, side: int, found: Range) -> float:
    return on_tick(slipped(found.slippage, price, side), found.tick, side)

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
    if ticket.stop is not None and not ticket.triggered:
        return _triggered(ticket, ticket.stop, found)
    if ticket.limit is not None:
        return _limited(ticket, ticket.limit, found)
    return None if found.inside else _worse(found.first, ticket.side, found)


def _triggered(ticket: Ticket, stop: float, found: Range) -> float | None:
    worst = found.highest if ticket.side > 0 else found.lowest
    if ticket.side * (worst - stop) < 0.0:
        return None
    beyond = not found.inside and ticket.side * (found.first - stop) > 0.0
    price = found.first if beyond else stop
    if ticket.limit is not None:
        reached = found._replace(first=price, inside=False)
        return _limited(ticket, ticket.limit, reached)
    return _worse(price, ticket.side, found)


def _limited(ticket: Ticket, limit: float, found: Range) -> float | None:
    if not found.inside and touched(None, ticket.side * (found.first - limit)):
        return found.first
    best = found.lowest if ticket.side > 0 else found.highest
    return limit if touched(None, ticket.side * (best - limit)) else None


def _worse(price: float, side: int, found: Range) -> float:
    return on_tick(slipped(found.slippage, price, side), found.tick, side)

"""Fills: how much of an order, what it costs, and what it does to the other orders of its group."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradecore.costs import IBKR_FIXED, Commission, commission_of
from tradecore_gateway.exchange.happenings import Changed, Charged, Happening, Holds, Traded, changed
from tradecore_gateway.exchange.prices import Range, price_of, trigger
from tradecore_gateway.exchange.ticket import FILLED, NEARLY, PENDING, SUBMITTED, Execution, Ticket

if TYPE_CHECKING:
    from tradecore_gateway.exchange.broker import Broker

SCHEDULES: Mapping[str, Commission] = {
    "STK": IBKR_FIXED,
    "FUT": Commission(per_unit=2.25),
    "CASH": Commission(fraction=0.00002, minimum=2.0),
}
# The kind of group in which a fill ends the others; in the other kinds it makes them smaller.
CANCELS = "1"


def meet(broker: "Broker", ticket: Ticket, found: Range) -> list[Happening]:
    """What comes of an order that meets prices."""
    if ticket.final or ticket.held == "child" or ticket.status == PENDING or ticket.listing in broker.frozen:
        return []
    price, size = price_of(ticket, found), _size(broker, ticket)
    if price is None or size < NEARLY:
        return _triggered(ticket, found)
    return fill(broker, ticket, _part(broker, ticket, size), price)


def _triggered(ticket: Ticket, found: Range) -> list[Happening]:
    """A stop limit whose stop is touched is a limit from then on, filled or not."""
    if ticket.limit is None or ticket.stop is None or ticket.triggered or trigger(ticket, found) is None:
        return []
    ticket.triggered, ticket.held, ticket.status = True, "", SUBMITTED
    return [changed(ticket)]


def fill(broker: "Broker", ticket: Ticket, size: float, price: float) -> list[Happening]:
    """Trades so many units of an order at a price."""
    ticket.triggered, ticket.held, ticket.status = True, "", SUBMITTED
    ticket.filled += size
    ticket.worth += size * price
    ticket.last = price
    if ticket.listing in broker.caps:
        broker.caps[ticket.listing] -= size
    if ticket.remaining < NEARLY:
        ticket.status, ticket.ended = FILLED, broker.now()
    execution = _booked(broker, ticket, size, price)
    broker.ledger.executions.append(execution)
    said: list[Happening] = [Traded(execution), changed(ticket), Charged(execution)]
    said.append(Holds(ticket.account, ticket.listing))
    return said + _of_peers(broker, ticket, size)


def _size(broker: "Broker", ticket: Ticket) -> float:
    """How much can fill now: a child protects what its parent has filled."""
    size = ticket.remaining
    parent = broker.ledger.tickets.get(ticket.parent)
    if parent is not None:
        size = min(size, parent.filled - ticket.filled)
    return min(size, broker.caps.get(ticket.listing, size))


def _part(broker: "Broker", ticket: Ticket, size: float) -> float:
    """Of an order that a part is waiting for, the first fill is that small."""
    parts = broker.parts.get(ticket.listing, [])
    found = next((part for part in parts if part[1] in {0.0, ticket.quantity} and not ticket.filled), None)
    if found is None:
        return size
    parts.remove(found)
    return min(size, found[0])


def _booked(broker: "Broker", ticket: Ticket, size: float, price: float) -> Execution:
    listing = broker.listings[ticket.listing]
    total = commission_of(SCHEDULES[listing.kind], ticket.filled, ticket.worth * listing.multiplier)
    commission = max(round(total - ticket.charged, 6), 0.0)
    ticket.charged += commission
    account = broker.ledger.accounts[ticket.account]
    realized = account.book(ticket.listing, ticket.side * size, price, listing.multiplier, commission)
    return Execution(
        broker.ledger.next_identity(), ticket.perm, ticket.client, ticket.order, ticket.account, ticket.listing,
        broker.now(), ticket.side, size, price, ticket.filled, ticket.average, ticket.ref, commission, realized,
    )  # fmt: skip


def _of_peers(broker: "Broker", ticket: Ticket, size: float) -> list[Happening]:
    said: list[Happening] = []
    for peer in list(broker.ledger.peers(ticket)):
        kind = peer.fields.get("ocaType", "")
        if ticket.remaining < NEARLY or (ticket.group and kind == CANCELS):
            said.extend(broker.cancel(peer))
        else:
            peer.quantity = max(peer.quantity - size, peer.filled)
            said.append(Changed(peer, peer.status, peer.filled, peer.held))
    return said

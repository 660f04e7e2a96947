"""What becomes of an order on its way in."""

from typing import TYPE_CHECKING

from tradecore_gateway.exchange.happenings import Changed, Happening
from tradecore_gateway.exchange.ticket import Ticket
from tradecore_gateway.faults.state import OrderFault

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway


def take_order(gateway: "Gateway", connection: "Connection", ticket: Ticket) -> None:
    """Hands an order to the broker, unless something happens to it.

    What happens, happens to a whole bracket, when the last order of it is there. Changes of working orders pass.
    """
    new = gateway.ledger.known(ticket.client, ticket.order) is None
    if new and ticket.transmit and gateway.faults.orders:
        _meet(gateway, connection, ticket, gateway.faults.orders.popleft())
    else:
        gateway.when_linked(lambda: _place(gateway, ticket))


def _place(gateway: "Gateway", ticket: Ticket) -> None:
    gateway.tape.follow(gateway.broker.listings[ticket.listing])
    gateway.happened(gateway.broker.place(ticket))


def _meet(gateway: "Gateway", connection: "Connection", ticket: Ticket, fault: OrderFault) -> None:
    match fault.kind:
        case "swallowed":
            _forget(gateway, ticket)
        case "lost":
            _forget(gateway, ticket)
            connection.abort()
        case "unacknowledged":
            connection.abort()
            _place(gateway, ticket)
        case "acknowledged":
            _acknowledge(gateway, connection, ticket)
        case "rejected":
            gateway.happened(gateway.broker.turn_down(ticket, fault.code, fault.reason))
        case "late":
            gateway.later(fault.seconds, lambda: _place(gateway, ticket))


def _forget(gateway: "Gateway", ticket: Ticket) -> None:
    """The rest of the bracket never was there, either."""
    for one in gateway.ledger.waiting(ticket):
        gateway.ledger.tickets.pop(one.perm, None)


def _acknowledge(gateway: "Gateway", connection: "Connection", ticket: Ticket) -> None:
    """Tells that the order is there, and hangs up before the next word."""
    gateway.tape.follow(gateway.broker.listings[ticket.listing])
    said = gateway.broker.place(ticket)
    heard: list[Happening] = []
    for one in said:
        if not isinstance(one, Changed):
            break
        heard.append(one)
    gateway.tell(heard)
    connection.close()
    gateway.happened(said[len(heard) :])

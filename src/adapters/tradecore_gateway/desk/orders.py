"""Orders: given, changed, cancelled, and asked for."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradecore_gateway.desk.contracts import find, position_fields
from tradecore_gateway.desk.executions import first_told
from tradecore_gateway.exchange.filling import fill
from tradecore_gateway.exchange.ticket import Ticket
from tradecore_gateway.faults.intake import take_order
from tradecore_gateway.market.hours import EASTERN, local
from tradecore_gateway.market.listing import Listing, Query
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields, Malformed, Value
from tradecore_gateway.wire.order_layouts import CONTRACT, completed_order, open_order
from tradecore_gateway.wire.place_order import CONTRACT as ASKED
from tradecore_gateway.wire.place_order import Unsupported, place_order

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

SIDES = {"BUY": 1, "SELL": -1, "SSHORT": -1}
WHAT_IF = "what-if orders"
ONLY_ZERO = "Only the default client (i.e 0) can auto bind orders."


def place(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """A new order, or the change of one that works."""
    number = fields.integer()
    try:
        found = place_order(fields, connection.version)
        ticket = ticket_of(gateway, connection, number, found)
    except Malformed as error:
        connection.error(number, 320, f"Error reading request. {error}")
    except Unsupported as error:
        connection.error(number, 321, f"Error validating request.-'bE' : cause - This gateway does not take {error}.")
    else:
        if ticket is not None:
            take_order(gateway, connection, ticket)


def ticket_of(gateway: "Gateway", connection: "Connection", number: int, found: Mapping[str, str]) -> Ticket | None:
    """The order that fields describe, or None after an error was told."""
    listing = find(gateway, connection, number, Query.read(Fields([found[name] for name in ASKED])))
    account = _account(gateway, connection, number, found["account"])
    if listing is None or account is None:
        return None
    above = Fields([found["parentId"]]).integer()
    parent = gateway.ledger.known(connection.client, above) if above else None
    if above and parent is None:
        connection.error(number, 135, f"Can't find order with id = {above}")
        return None
    if found["action"] not in SIDES or found["whatIf"] in {"1", "True"}:
        raise Unsupported(WHAT_IF if found["action"] in SIDES else f"the action {found['action']}")
    return Ticket(
        0, connection.client, number, account, listing.number, SIDES[found["action"]],
        Fields([found["totalQuantity"]]).number() or 0.0, found["orderType"],
        Fields([found["lmtPrice"]]).number() if "LMT" in found["orderType"] else None,
        Fields([found["auxPrice"]]).number() if "STP" in found["orderType"] else None,
        found["tif"] or "DAY", found["orderRef"], found["ocaGroup"], 0 if parent is None else parent.perm,
        found["transmit"] in {"1", "True"}, found["outsideRth"] in {"1", "True"}, found,
    )  # fmt: skip


def _account(gateway: "Gateway", connection: "Connection", number: int, asked: str) -> str | None:
    names = list(gateway.ledger.accounts)
    if asked in names or (not asked and len(names) == 1):
        return asked or names[0]
    said = f"Invalid account code '{asked}'." if asked else "You must specify an account."
    connection.error(number, 435 if not asked else 321, f"Error validating request.-'bE' : cause - {said}")
    return None


def cancel(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The end of an order of this client; of orders given by hand, too, when it is the one that binds them."""
    fields.skip()
    number = fields.integer()
    ticket = own(gateway, connection, number)
    if ticket is not None and gateway.faults.raced:
        gateway.faults.raced -= 1
        _fill_first(gateway, ticket)
    if ticket is None:
        connection.error(number, 10147, f"OrderId {number} that needs to be cancelled is not found.")
    elif ticket.final:
        said = f"OrderId {number} that needs to be cancelled cannot be cancelled, state: {ticket.status}."
        connection.error(number, 10148, said)
    else:
        gateway.when_linked(lambda: gateway.happened(gateway.broker.cancel(ticket)))


def _fill_first(gateway: "Gateway", ticket: Ticket) -> None:
    """Fills an order that somebody is about to cancel."""
    if not ticket.final:
        price = ticket.limit or gateway.tape.last(gateway.broker.listings[ticket.listing])
        gateway.happened(fill(gateway.broker, ticket, ticket.remaining, price))


def own(gateway: "Gateway", connection: "Connection", number: int) -> Ticket | None:
    """The order that a client means; bound ones have the negative of their perm's last digits."""
    if connection.client == 0 and number < 0:
        mine = (one for one in gateway.ledger.tickets.values() if not one.order and bound(one) == number)
        return next(mine, None)
    return gateway.ledger.known(connection.client, number) if number > 0 else None


def bound(ticket: Ticket) -> int:
    """The number under which client 0 sees an order that was given by hand."""
    return -(ticket.perm % 1_000_000)


def cancel_all(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """Every order of every client, and those given by hand."""
    for ticket in gateway.ledger.working():
        gateway.happened(gateway.broker.cancel(ticket))


def open_orders(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """The orders of this client; client 0 has those given by hand, too."""
    for ticket in gateway.ledger.working():
        if ticket.client == connection.client and ticket.status != "PendingSubmit":
            tell(gateway, connection, ticket)
    connection.send(kinds.OPEN_ORDER_END, 1)


def all_open_orders(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """The orders of all clients."""
    for ticket in gateway.ledger.working():
        if ticket.status != "PendingSubmit":
            tell(gateway, connection, ticket)
    connection.send(kinds.OPEN_ORDER_END, 1)


def auto_open_orders(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Whether client 0 hears of orders that are given by hand."""
    fields.skip()
    if connection.client:
        connection.error(-1, 321, f"Error validating request.-'bM' : cause - {ONLY_ZERO}")
        return
    connection.binds = fields.flag()
    for ticket in gateway.ledger.working():
        if connection.binds and not ticket.client and not ticket.order:
            tell(gateway, connection, ticket)


def completed_orders(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The orders that have ended today."""
    only_clients = fields.flag()
    since = first_told(gateway)
    for ticket in gateway.ledger.tickets.values():
        if ticket.final and ticket.ended >= since and (ticket.order or not only_clients):
            connection.send(kinds.COMPLETED_ORDER, *completed_order(ended(gateway, ticket), connection.version))
    connection.send(kinds.COMPLETED_ORDERS_END)


def tell(gateway: "Gateway", connection: "Connection", ticket: Ticket) -> None:
    """An order and its state, as they are now."""
    tell_order(gateway, connection, ticket, ticket.status)
    tell_status(gateway, connection, ticket, ticket.status, ticket.filled, ticket.held)


def tell_order(gateway: "Gateway", connection: "Connection", ticket: Ticket, status: str) -> None:
    """The message openOrder."""
    found = described(gateway, ticket) | {"orderId": number_for(connection, ticket), "status": status}
    connection.send(kinds.OPEN_ORDER, *open_order(found, connection.version))


def tell_status(
    gateway: "Gateway", connection: "Connection", ticket: Ticket, status: str, filled: float, held: str
) -> None:
    """The message orderStatus."""
    parent = gateway.ledger.tickets.get(ticket.parent)
    connection.send(
        kinds.ORDER_STATUS, number_for(connection, ticket), status, filled, max(ticket.quantity - filled, 0.0),
        ticket.average if filled else 0.0, ticket.perm, 0 if parent is None else parent.order,
        ticket.last if filled else 0.0, ticket.client, held, 0.0,
    )  # fmt: skip


def number_for(connection: "Connection", ticket: Ticket) -> int:
    """The order's number as a client sees it."""
    return bound(ticket) if connection.client == 0 and connection.binds and not ticket.order else ticket.order


def described(gateway: "Gateway", ticket: Ticket) -> dict[str, Value]:
    """An order's fields by their names: the client's own, and what the broker has made of them."""
    listing: Listing = gateway.broker.listings[ticket.listing]
    parent = gateway.ledger.tickets.get(ticket.parent)
    group = ticket.group or (str(ticket.parent) if ticket.parent else "")
    return {
        **ticket.fields,
        **dict(zip(CONTRACT, position_fields(listing), strict=True)),
        "action": "BUY" if ticket.side > 0 else "SELL",
        "totalQuantity": ticket.quantity,
        "orderType": ticket.kind,
        "lmtPrice": ticket.limit or 0.0,
        "auxPrice": ticket.stop or 0.0,
        "tif": ticket.tif,
        "ocaGroup": group,
        "ocaType": ticket.fields.get("ocaType") or 3,
        "account": ticket.account,
        "orderRef": ticket.ref,
        "clientId": ticket.client,
        "permId": ticket.perm,
        "parentId": 0 if parent is None else parent.order,
        "autoCancelDate": "",
    }


def ended(gateway: "Gateway", ticket: Ticket) -> dict[str, Value]:
    """The fields of an order that has ended."""
    moment = f"{local(ticket.ended, EASTERN):%Y%m%d %H:%M:%S} {EASTERN}"
    said = f"Filled Size: {ticket.filled:g}" if ticket.status == "Filled" else ticket.reason or "Cancelled by Trader"
    return described(gateway, ticket) | {
        "status": ticket.status,
        "filledQuantity": ticket.filled,
        "refFuturesConId": 0,
        "parentPermId": ticket.parent,
        "completedTime": moment,
        "completedStatus": said,
    }


HANDLERS = {
    "placeOrder": place,
    "cancelOrder": cancel,
    "reqGlobalCancel": cancel_all,
    "reqOpenOrders": open_orders,
    "reqAllOpenOrders": all_open_orders,
    "reqAutoOpenOrders": auto_open_orders,
    "reqCompletedOrders": completed_orders,
}

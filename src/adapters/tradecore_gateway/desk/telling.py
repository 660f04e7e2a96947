"""Who is told what happens at the broker."""

from typing import TYPE_CHECKING

from tradecore_gateway.desk import account, executions, orders, positions, profit
from tradecore_gateway.exchange.happenings import Changed, Charged, Happening, Holds, Traded, Warned
from tradecore_gateway.exchange.ticket import Ticket

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway


def tell(gateway: "Gateway", connection: "Connection", one: Happening) -> None:
    """Orders concern the client that gave them, positions everybody who subscribed to them."""
    match one:
        case Holds():
            _holds(gateway, connection, one)
        case Changed(ticket=ticket) if hears(connection, ticket):
            orders.tell_order(gateway, connection, ticket, one.status)
            orders.tell_status(gateway, connection, ticket, one.status, one.filled, one.held)
        case Warned(ticket=ticket) if hears(connection, ticket):
            connection.error(orders.number_for(connection, ticket), one.code, one.message)
        case Traded() if _owns(connection, one.execution.client, one.execution.order):
            executions.tell(gateway, connection, -1, one.execution)
        case Charged() if _owns(connection, one.execution.client, one.execution.order):
            executions.tell_commission(connection, one.execution)
        case _:
            pass


def hears(connection: "Connection", ticket: Ticket) -> bool:
    """Whether an order is this client's affair."""
    return _owns(connection, ticket.client, ticket.order)


def _owns(connection: "Connection", client: int, order: int) -> bool:
    return connection.client == client and (order != 0 or connection.binds)


def _holds(gateway: "Gateway", connection: "Connection", one: Holds) -> None:
    if connection.positions:
        positions.tell(gateway, connection, one.account, one.listing)
    if connection.account_updates == one.account:
        account.tell_holding(gateway, connection, one.account, one.listing)
        account.tell(gateway, connection, one.account)
    for request in connection.account_requests:
        account.tell_summary(gateway, connection, request)
    profit.tell(gateway, connection)

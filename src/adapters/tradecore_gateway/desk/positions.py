"""What accounts hold."""

from typing import TYPE_CHECKING

from tradecore_gateway.desk.contracts import position_fields
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway


def subscribe(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """All positions now, and each one that changes."""
    connection.positions = True
    for name, account in gateway.ledger.accounts.items():
        for number in account.holdings:
            tell(gateway, connection, name, number)
    connection.send(kinds.POSITION_END, 1)


def cancel(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """No longer."""
    connection.positions = False


def tell(gateway: "Gateway", connection: "Connection", account: str, number: int) -> None:
    """One position; 0 for one that is gone."""
    listing = gateway.broker.listings[number]
    holding = gateway.ledger.accounts[account].holdings.get(number)
    quantity, cost = 0.0, 0.0
    if holding is not None:
        quantity = holding.quantity
        cost = round(holding.average * listing.multiplier + holding.fees / abs(quantity), 7)
    connection.send(kinds.POSITION, 3, account, *position_fields(listing), quantity, cost)


HANDLERS = {"reqPositions": subscribe, "cancelPositions": cancel}

"""Profit and loss, of accounts and of single positions."""

from typing import TYPE_CHECKING

from tradecore_gateway.desk.account import unrealized
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import UNSET, Fields

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway


def of_account(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Of an account, now and whenever a position changes."""
    request = fields.integer()
    connection.profits[request] = (fields.text(), 0)
    tell(gateway, connection)


def of_position(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Of one position."""
    request, account = fields.integer(), fields.text()
    fields.skip()
    connection.profits[request] = (account, fields.integer())
    tell(gateway, connection)


def tell(gateway: "Gateway", connection: "Connection") -> None:
    """All that was asked for."""
    for request, (account, number) in connection.profits.items():
        found = gateway.ledger.accounts.get(account)
        if found is None:
            continue
        if not number:
            open_profit = sum(unrealized(gateway, account, one) for one in found.holdings)
            connection.send(kinds.PNL, request, open_profit + found.realized, open_profit, found.realized)
        elif number in found.holdings:
            listing, quantity = gateway.broker.listings[number], found.quantity(number)
            gained = round(unrealized(gateway, account, number), 2)
            worth = round(quantity * gateway.tape.last(listing) * listing.multiplier, 2)
            connection.send(kinds.PNL_SINGLE, request, quantity, gained, gained, 0.0, worth)
        else:
            connection.send(kinds.PNL_SINGLE, request, 0, UNSET, UNSET, UNSET, 0.0)


def cancel(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing else is asked
    """No longer."""
    connection.profits.pop(fields.integer(), None)


HANDLERS = {"reqPnL": of_account, "cancelPnL": cancel, "reqPnLSingle": of_position, "cancelPnLSingle": cancel}

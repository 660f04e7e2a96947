"""Who a client is, what time it is, and which number its next order may have."""

from typing import TYPE_CHECKING

from tradecore.bars import SECOND
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

IN_USE = "Unable to connect as the client id is already in use. Retry with a unique client id."
FARMS = (
    (2104, "Market data farm connection is OK:usfarm"),
    (2106, "HMDS data farm connection is OK:ushmds"),
    (2158, "Sec-def data farm connection is OK:secdefil"),
)


def start_api(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The client's id. One that is in use is told so, and is hung up on."""
    fields.skip()
    client = fields.integer()
    in_use = gateway.faults.in_use.get(client, 0) > gateway.timeline.now()
    if in_use or any(other.client == client for other in gateway.connections):
        connection.error(-1, 326, IN_USE)
        connection.close()
        return
    connection.client = client
    managed_accounts(gateway, connection, fields)
    next_id(gateway, connection, fields)
    for code, message in FARMS:
        connection.error(-1, code, message)


def managed_accounts(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """The accounts of the login."""
    connection.send(kinds.MANAGED_ACCOUNTS, 1, ",".join(gateway.ledger.accounts))


def next_id(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - how many is ignored
    """The first number that the client has not used."""
    connection.send(kinds.NEXT_VALID_ID, 1, gateway.ledger.next_order(connection.client))


def current_time(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing is asked
    """Seconds since 1970."""
    connection.send(kinds.CURRENT_TIME, 1, (gateway.timeline.now() + gateway.faults.ahead) // SECOND)


def nothing(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """What needs no answer."""


HANDLERS = {
    "startApi": start_api,
    "reqManagedAccts": managed_accounts,
    "reqIds": next_id,
    "reqCurrentTime": current_time,
    "setServerLogLevel": nothing,
    "cancelHeadTimeStamp": nothing,
}

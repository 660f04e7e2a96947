"""The gateway's desks: each answers one family of messages."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tradecore_gateway.desk import account, contracts, executions, history, login, orders, positions, profit, ticks
from tradecore_gateway.wire.fields import Fields

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

Handler = Callable[["Gateway", "Connection", Fields], None]
# By the request's name.
HANDLERS: Mapping[str, Handler] = {
    **login.HANDLERS,
    **contracts.HANDLERS,
    **account.HANDLERS,
    **positions.HANDLERS,
    **orders.HANDLERS,
    **executions.HANDLERS,
    **history.HANDLERS,
    **ticks.HANDLERS,
    **profit.HANDLERS,
}

"""What can go wrong between a broker and its gateway, done to a gateway of our own; `heal` takes it back."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ibkr_desk import IbkrDesk

from tradecore_gateway import desk as handlers
from tradecore_gateway.connection import Connection
from tradecore_gateway.exchange.happenings import Charged, Traded
from tradecore_gateway.exchange.ticket import Ticket
from tradecore_gateway.gateway import Gateway
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields

Handler = Callable[[Gateway, Connection, Fields], None]


class Faults:
    """Faults of one desk; all of them are taken back by `heal`."""

    def __init__(self, desk: IbkrDesk) -> None:
        self.desk, self._kept = desk, dict(handlers.HANDLERS)
        self._take, self._send, self._happened = Connection.data_received, Connection.send, Gateway.happened

    def heal(self) -> None:
        handlers.HANDLERS.clear()
        handlers.HANDLERS.update(self._kept)
        Connection.data_received = self._take  # type: ignore[method-assign]
        Connection.send = self._send  # type: ignore[method-assign]
        Gateway.happened = self._happened  # type: ignore[method-assign]

    # The link.

    def say(self, code: int, text: str = "told to", request: int = -1) -> None:
        async def tell() -> None:
            for connection in self.desk.gateway.connections:
                connection.error(request, code, text)

        self.desk.run(tell())
        self.desk.pass_time(0.1)

    def restart(self) -> None:
        self.desk.restart(3.0)

    def hang_up(self) -> None:
        for connection in list(self.desk.gateway.connections):
            connection.abort()
        self.desk.pass_time(0.1)

    def half_open(self) -> None:
        """The socket stays, and nothing that is sent arrives."""
        Connection.data_received = lambda self, data: None  # type: ignore[method-assign]

    def broken_off(self) -> None:
        self.say(1100, "Connectivity between IB and Trader Workstation has been lost.")

    def back(self, *, lost: bool = False) -> None:
        self.say(1101 if lost else 1102, "Connectivity between IB and Trader Workstation has been restored.")

    def half_synchronised(self) -> None:
        """The orders that have ended are never told whole."""
        handlers.HANDLERS["reqCompletedOrders"] = lambda gateway, connection, fields: None
        self.hang_up()

    # Orders: what befalls the next one.

    def _next_order(self, done: Callable[[Handler, Gateway, Connection, Fields], None]) -> None:
        """The bracket that comes next, or each of its orders, meets this; whatever comes after does not."""
        place = self._kept["placeOrder"]

        def handler(gateway: Gateway, connection: Connection, fields: Fields) -> None:
            done(place, gateway, connection, fields)

        handlers.HANDLERS["placeOrder"] = handler

    def swallow(self) -> None:
        """Order messages are lost, for a second."""
        self._next_order(lambda place, gateway, connection, fields: None)
        self.desk.loop.call_later(1.0, self._restored)

    def drop_before(self) -> None:
        """The socket dies before the order arrives."""

        def done(place: Handler, gateway: Gateway, connection: Connection, fields: Fields) -> None:
            self._restored()
            connection.abort()

        self._next_order(done)

    def drop_after(self) -> None:
        """The order arrives, with all of its family, and the socket dies before a word is said of it."""

        def done(place: Handler, gateway: Gateway, connection: Connection, fields: Fields) -> None:
            Gateway.happened = lambda self, happenings: list(happenings) and None  # type: ignore[method-assign]
            place(gateway, connection, fields)
            connection.end_tasks()
            asyncio.get_running_loop().call_soon(self._cut, connection)

        self._next_order(done)

    def _cut(self, connection: Connection) -> None:
        Gateway.happened = self._happened  # type: ignore[method-assign]
        self._restored()
        connection.abort()

    def _restored(self) -> None:
        handlers.HANDLERS["placeOrder"] = self._kept["placeOrder"]

    def duplicate(self) -> None:
        """Everything about orders and executions is told twice."""
        happened = self._happened

        def twice(gateway: Gateway, happenings: Any) -> None:
            said = list(happenings)
            happened(gateway, said)
            happened(gateway, said)

        Gateway.happened = twice  # type: ignore[method-assign]

    def permute(self) -> None:
        """Commissions come before their executions, and executions behind everything else."""
        happened = self._happened

        def late(gateway: Gateway, happenings: Any) -> None:
            said = list(happenings)
            happened(gateway, sorted(said, key=lambda one: (isinstance(one, Traded), not isinstance(one, Charged))))

        Gateway.happened = late  # type: ignore[method-assign]

    def slow(self) -> None:
        """What happens to orders is told two seconds later."""
        happened = self._happened

        def later(gateway: Gateway, happenings: Any) -> None:
            said = list(happenings)
            asyncio.get_running_loop().call_later(2.0, happened, gateway, said)

        Gateway.happened = later  # type: ignore[method-assign]

    def without_executions(self) -> None:
        """Statuses come, executions do not."""
        happened = self._happened
        Gateway.happened = lambda gateway, said: happened(  # type: ignore[method-assign]
            gateway, [one for one in said if not isinstance(one, Traded | Charged)]
        )

    def without_commissions(self) -> None:
        """They are never told, asked for or not."""
        send = self._send

        def less(connection: Connection, kind: int, *values: Any) -> None:
            if kind != kinds.COMMISSION_REPORT:
                send(connection, kind, *values)

        Connection.send = less  # type: ignore[method-assign]

    def scold(self, code: int) -> None:
        """Each order that works is complained of."""
        for ticket in self.desk.gateway.ledger.working():
            self.say(code, "Order Message: told to", ticket.order)

    # The account.

    def trade_by_hand(self, symbol: str, quantity: float) -> None:
        listing = self.desk.listings[symbol]
        side = 1 if quantity > 0.0 else -1
        ticket = Ticket(0, 0, 0, self.desk.account, listing.number, side, abs(quantity), "MKT")

        async def trade() -> None:
            from tradecore_gateway.exchange.filling import fill

            self.desk.gateway.happened(self.desk.gateway.broker.place(ticket))
            self.desk.gateway.happened(fill(self.desk.gateway.broker, ticket, abs(quantity), 100.0))

        self.desk.run(trade())
        self.desk.pass_time(0.1)

    def correct(self, price: float) -> None:
        """The newest execution is told again with another price, as a correction."""
        ledger = self.desk.gateway.ledger
        newest = ledger.executions[-1]
        stem, _, number = newest.identity.rpartition(".")
        corrected = replace(newest, identity=f"{stem}.{int(number) + 1:02d}", price=price)
        ledger.executions[-1] = corrected

        async def tell() -> None:
            self.desk.gateway.happened([Traded(corrected), Charged(corrected)])

        self.desk.run(tell())
        self.desk.pass_time(0.1)

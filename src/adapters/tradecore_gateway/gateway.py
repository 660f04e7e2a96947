"""The gateway: listens, hands messages to its desks, and tells clients what happens at the broker."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from tradecore_gateway import desk
from tradecore_gateway.connection import Connection
from tradecore_gateway.desk import telling
from tradecore_gateway.exchange.account import Account
from tradecore_gateway.exchange.broker import Broker
from tradecore_gateway.exchange.happenings import Happening
from tradecore_gateway.exchange.ledger import Ledger
from tradecore_gateway.exchange.prices import Range
from tradecore_gateway.market.hours import EASTERN, local
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Market
from tradecore_gateway.market.synthetic import SyntheticMarket
from tradecore_gateway.plan import Plan
from tradecore_gateway.tape import Tape
from tradecore_gateway.timeline import Timeline
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields

HOST = "127.0.0.1"


class Gateway:
    """A fake gateway on loopback. `received` counts what clients sent by name, `sent` what was sent by number.

    The accounts live in `ledger`, apart from the sockets: a gateway that is given the ledger of another one goes on
    where that one was. It is to be made inside a running loop.
    """

    def __init__(self, plan: Plan | None = None, market: Market | None = None, ledger: Ledger | None = None) -> None:
        self.plan = plan or Plan()
        self.timeline = Timeline(self.plan.start, self.plan.speed)
        self.market = market or SyntheticMarket(self.plan.seed)
        accounts = {one.name: Account(one.name, one.cash) for one in self.plan.accounts}
        self.ledger = ledger or Ledger(accounts)
        self.listings = self.plan.listed(self.timeline.now())
        self.tape = Tape(self.market, self.timeline, self._opened, self._inside, self._ended)
        numbered = {one.number: one for one in self.listings}
        self.broker = Broker(self.ledger, numbered, self.timeline.now, self._quote, self.tape.last, self.plan.leverage)
        self.connections: list[Connection] = []
        self.received: Counter[str] = Counter()
        self.sent: Counter[int] = Counter()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def order_messages(self) -> int:
        """How many messages came that give, change or take back an order."""
        return sum(self.received[name] for name in kinds.ORDERING)

    async def start(self, port: int = 0) -> int:
        """Listens on loopback, on any free port unless one is asked for, and returns which."""
        self.timeline.begin()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), HOST, port)
        for ticket in self.ledger.working():
            self.tape.follow(self.broker.listings[ticket.listing])
        return self.port

    async def stop(self) -> None:
        """Hangs up and listens no longer; the ledger stays as it is."""
        self.tape.stop()
        if self._server is not None:
            self._server.close()
        for connection in list(self.connections):
            connection.end_tasks()
            connection.abort()
        await asyncio.sleep(0)

    def take(self, connection: Connection, fields: Fields) -> None:
        """One message of a client."""
        number = fields.integer()
        name = kinds.request_name(number)
        self.received[name] += 1
        handler = desk.HANDLERS.get(name)
        if handler is None:
            connection.error(-1, 505, f"Fatal Error: Unknown message id. {name}")
        elif connection.ready or name == "startApi":
            handler(self, connection, fields)

    def happened(self, happenings: Iterable[Happening]) -> None:
        """Tells everybody whom it concerns."""
        for one in happenings:
            for connection in list(self.connections):
                telling.tell(self, connection, one)

    def login_time(self) -> str:
        """The time of a connection as the greeting says it."""
        return f"{local(self.timeline.now(), EASTERN):%Y%m%d %H:%M:%S} EST"

    def _quote(self, listing: Listing) -> Range | None:
        price = self.tape.price(listing)
        return None if price is None else Range(price, price, price, listing.tick, self.plan.slippage)

    def _opened(self, listing: Listing, price: float) -> None:
        found = Range(price, price, price, listing.tick, self.plan.slippage)
        self.happened(self.broker.open_phase(listing, found))

    def _inside(self, listing: Listing, first: float, low: float, high: float) -> None:
        found = Range(first, low, high, listing.tick, self.plan.slippage, inside=True)
        self.happened(self.broker.inside_phase(listing, found))

    def _ended(self, listing: Listing) -> None:
        self.happened(self.broker.end_day(listing))

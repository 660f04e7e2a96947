"""The gateway: listens, hands messages to its desks, and tells clients what happens at the broker."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from tradecore_gateway import desk
from tradecore_gateway.catching_up import catch_up
from tradecore_gateway.connection import Connection
from tradecore_gateway.desk import telling
from tradecore_gateway.exchange.account import Account
from tradecore_gateway.exchange.broker import Broker
from tradecore_gateway.exchange.happenings import Happening
from tradecore_gateway.exchange.ledger import Ledger
from tradecore_gateway.exchange.memory import Memory
from tradecore_gateway.exchange.prices import Range
from tradecore_gateway.faults.fees import settled
from tradecore_gateway.faults.state import Faults
from tradecore_gateway.market.hours import EASTERN, local
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.moved import MovedMarket
from tradecore_gateway.market.prices import Bar, Market
from tradecore_gateway.market.synthetic import SyntheticMarket
from tradecore_gateway.market.timetable import Timetable
from tradecore_gateway.pacing import HistoryPacing
from tradecore_gateway.plan import Plan
from tradecore_gateway.script import stage
from tradecore_gateway.script.parsing import Cue
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

    def __init__(
        self,
        plan: Plan | None = None,
        market: Market | None = None,
        ledger: Ledger | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.plan, self.faults, self.timetable = plan or Plan(), Faults(), Timetable()
        self._memory = memory
        found = ledger or (None if memory is None else memory.load(self.plan.speed))
        self.timeline = Timeline(self.plan.start, self.plan.speed) if found is None else found.timeline(self.plan.speed)
        self.market = MovedMarket(market or SyntheticMarket(self.plan.seed, self.timetable))
        accounts = {one.name: Account(one.name, one.cash) for one in self.plan.accounts}
        self.ledger = found or Ledger(accounts)
        self.listings = self.plan.listed(self.timeline.start)
        self.tape = Tape(self.market, self.timetable, self.timeline, self._opened, self._inside, self._ended)
        numbered = {one.number: one for one in self.listings}
        self.broker = Broker(self.ledger, numbered, self._now, self._quote, self.tape.last, self.plan.leverage)
        self.connections: list[Connection] = []
        self.received: Counter[str] = Counter()
        self.sent: Counter[int] = Counter()
        self._history, self._held = HistoryPacing(), list[Callable[[], None]]()
        self._server: asyncio.Server | None = None
        self._port = self._moment = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Where it listens, also while it is away for a restart."""
        return self._port

    @property
    def order_messages(self) -> int:
        """How many messages came that give, change or take back an order."""
        return sum(self.received[name] for name in kinds.ORDERING)

    @property
    def streaming(self) -> bool:
        """Whether bars and ticks flow."""
        faults = self.faults
        return not (faults.link_down or faults.farm_down or faults.competing)

    async def start(self, port: int = 0) -> int:
        """Listens on loopback, on any free port unless one is asked for, and returns which."""
        self.timeline.begin()
        self.ledger.start, self.ledger.since = self.timeline.start, self.timeline.since
        catch_up(self, self.ledger.seen or self.timeline.now())
        await self._listen(port)
        for ticket in self.ledger.working():
            self.tape.follow(self.broker.listings[ticket.listing])
        return self.port

    async def stop(self) -> None:
        """Hangs up and listens no longer; the ledger stays as it is."""
        self.tape.stop()
        self.remember()
        for task in self._tasks:
            task.cancel()
        self._close()
        await asyncio.sleep(0)

    async def restart(self, seconds: float) -> None:
        """Is away for so many seconds of market time: nobody can connect. The broker works on."""
        self._close()
        await asyncio.sleep(seconds / self.plan.speed)
        await self._listen(self._port)

    def hang_up(self, client: int | None = None) -> None:
        """Drops the sockets of all clients, or of one."""
        for connection in list(self.connections):
            if client in {None, connection.client}:
                connection.abort()

    def take(self, connection: Connection, fields: Fields) -> None:
        """One message of a client."""
        name = kinds.request_name(fields.integer())
        self.received[name] += 1
        if self.faults.half_open:
            return
        if self.faults.ignored[name]:
            self.faults.ignored[name] -= 1
            return
        handler = desk.HANDLERS.get(name)
        if handler is None:
            connection.error(-1, 505, f"Fatal Error: Unknown message id. {name}")
        elif connection.ready or name == "startApi":
            handler(self, connection, fields)

    def happened(self, happenings: Iterable[Happening]) -> None:
        """Tells everybody whom it concerns, once the link to the broker is there."""
        found = settled(self, list(happenings))
        if found:
            self.remember()
        self.when_linked(lambda: self.tell(found))

    def remember(self) -> None:
        """Writes the accounts down where they are kept in a file."""
        self.ledger.seen = self.timeline.now()
        if self._memory is not None:
            self._memory.save(self.ledger, self.ledger.seen)

    def at(self, moment: int, listing: Listing, bar: Bar, *, inside: bool) -> None:
        """Lets orders meet one phase of a bar as if it were then."""
        self._moment = moment
        try:
            if inside:
                self._inside(listing, bar)
            else:
                self._opened(listing, bar.open)
        finally:
            self._moment = 0

    def tell(self, happenings: Iterable[Happening]) -> None:
        """Tells everybody whom it concerns."""
        for one in happenings:
            for connection in list(self.connections):
                telling.tell(self, connection, one)

    def when_linked(self, act: Callable[[], None]) -> None:
        """Does something now, or when the link to the broker is there again, in the order of asking."""
        if self.faults.link_down:
            self._held.append(act)
        else:
            act()

    def link(self, *, up: bool) -> None:
        """The link between this gateway and the broker; what was held meanwhile is done when it is there again."""
        self.faults.link_down = not up
        held, self._held = self._held, []
        for act in held:
            self.when_linked(act)

    def perform(self, sentence: str) -> None:
        """Does at once what a sentence of the scripts' language says; raises InvalidValue."""
        stage.perform(self, sentence)

    def play(self, text: str, where: str = "script", heard: Callable[[Cue], None] = lambda _: None) -> None:
        """Does what a script says, when it says it, and tells `heard`; raises InvalidValue with the line."""
        stage.play(self, text, where, heard)

    def paces(self, contract: object, request: object) -> bool:
        """Whether one more request for bars breaks the vendor's rules."""
        return self._history.exceeded(self.timeline.now(), contract, request) and self.plan.pacing

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Does something after so many seconds of market time."""
        asyncio.get_running_loop().call_later(seconds / self.plan.speed, act)

    def spawn(self, task: "asyncio.Task[None]") -> None:
        """Keeps a task until it has ended, or this gateway stops."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def login_time(self) -> str:
        """The time of a connection as the greeting says it."""
        return f"{local(self.timeline.now(), EASTERN):%Y%m%d %H:%M:%S} EST"

    def _now(self) -> int:
        return self._moment or self.timeline.now()

    async def _listen(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), HOST, port)
        self._port = int(self._server.sockets[0].getsockname()[1])

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None
        self.hang_up()

    def _range(self, listing: Listing, first: float, lowest: float, highest: float) -> Range:
        return Range(first, lowest, highest, listing.tick, self.plan.slippage)

    def _quote(self, listing: Listing) -> Range | None:
        price = self.tape.price(listing)
        return None if price is None else self._range(listing, price, price, price)

    def _opened(self, listing: Listing, price: float) -> None:
        self.happened(self.broker.open_phase(listing, self._range(listing, price, price, price)))

    def _inside(self, listing: Listing, bar: Bar) -> None:
        self.happened(self.broker.inside_phase(listing, self._range(listing, bar.open, bar.low, bar.high)))

    def _ended(self, listing: Listing) -> None:
        self.happened(self.broker.end_day(listing))

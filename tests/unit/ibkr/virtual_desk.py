"""A fake gateway and a link to it in one loop with virtual time, for tests of what goes over the wire."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from tradecore.bars import MINUTE, SECOND
from tradecore.contracts.settings import GatewaySettings
from tradecore.ports.bar_stream import SourceBar
from tradecore_gateway import Gateway, Plan
from tradecore_gateway.connection import Connection
from tradecore_gateway.desk.history import Asked, tell_update
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar, Market
from tradecore_gateway.virtual import VirtualLoop
from tradecore_gateway.wire.fields import Fields
from tradecore_ibkr.link import Link


class VirtualDesk:
    """A gateway whose market stands at `start` (ns UTC) when it begins, and a link that was not asked for yet."""

    def __init__(self, loop: VirtualLoop, gateway: Gateway, start: int) -> None:
        self.loop, self.gateway, self._start = loop, gateway, start
        self.link = Link(GatewaySettings(port=gateway.port), loop=loop, now=self.now, seed=1)

    def now(self) -> int:
        return self._start + int(self.loop.time() * SECOND)

    def pass_until(self, instant: int) -> None:
        self.loop.run_until_complete(asyncio.sleep(max(instant - self.now(), 0) / SECOND))

    def error(self, code: int, said: str, request: int = -1) -> None:
        """What the gateway says to everybody."""

        async def tell() -> None:
            for connection in self.gateway.connections:
                connection.error(request, code, said)

        self.loop.run_until_complete(tell())


@contextmanager
def virtual_desk(start: int, market: Market | None = None) -> Generator[VirtualDesk]:
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)

    async def begun() -> Gateway:
        gateway = Publisher(Plan(start=start), market) if isinstance(market, Published) else Gateway(Plan(start=start))
        await gateway.start()
        return gateway

    gateway = loop.run_until_complete(begun())
    desk = VirtualDesk(loop, gateway, start)
    try:
        yield desk
    finally:
        desk.link.close()
        loop.run_until_complete(gateway.stop())
        asyncio.set_event_loop(None)
        loop.close()


class Published:
    """A market of just those minutes that were published."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[int, Bar]] = {}
        self.asked: Listing | None = None

    def step_of(self, listing: Listing) -> int:
        return MINUTE

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        self.asked = listing
        kept = self.kept.get(listing.symbol, {})
        return [kept[time] for time in sorted(kept) if start <= time < end]

    def following(self, listing: Listing, time: int) -> Bar | None:
        return None

    def first(self, listing: Listing) -> int:
        return min(self.kept[listing.symbol])


class Publisher(Gateway):
    """Sends what is published to those who keep their history up to date."""

    def __init__(self, plan: Plan, market: Published) -> None:
        super().__init__(plan, market)
        self._published, self._readers = market, list[tuple[Connection, Asked]]()

    def take(self, connection: Connection, fields: Fields) -> None:
        before = set(connection.tasks)
        super().take(connection, fields)
        for kind, request in set(connection.tasks) - before:
            assert kind == "bars"
            assert self._published.asked is not None
            what = {"end": 0, "size": MINUTE, "length": (1, "D"), "shown": "TRADES", "stays": True, "epoch": True}
            asked = Asked(request, self._published.asked, "US/Eastern", **what)  # pyright: ignore[reportArgumentType]
            self._readers.append((connection, asked))

    def publish(self, bars: Sequence[SourceBar]) -> None:
        for one in bars:
            prices = one.open, one.high, one.low, one.close
            made = Bar(one.time, *prices, one.volume, 1)
            self._published.kept.setdefault(one.symbol, {})[one.time] = made
            for connection, asked in self._readers:
                if asked.listing.symbol == one.symbol and ("bars", asked.request) in connection.tasks:
                    tell_update(connection, asked, made)

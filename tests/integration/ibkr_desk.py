"""A broker at Interactive Brokers and a gateway of our own in one loop with virtual time, at a market that we move."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

from tradecore.bars import HOUR
from tradecore.contracts.live import Faults
from tradecore.contracts.settings import GatewaySettings
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow
from tradecore.ports.broker import AccountWanted
from tradecore.simulation.rows import Rules
from tradecore_gateway import AccountPlan, Gateway, Plan
from tradecore_gateway.exchange.prices import Range
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar
from tradecore_gateway.virtual import VirtualLoop
from tradecore_ibkr.broker import IbkrBroker

ACCOUNT = "DU1234567"
# Monday, 2 March 2026, 10:00 in New York.
START = 1_772_463_600_000_000_000
# `nox -s ibkr_async` has the other one.
LIBRARY = os.environ.get("TRADECORE_IB_LIBRARY", "ib_insync")
INSTRUMENTS = (Instrument("AAPL"), Instrument("MSFT"))
LISTINGS = (Listing(1, "AAPL"), Listing(2, "MSFT"))


class StillMarket:
    """A market that is closed but when somebody moves it."""

    def __init__(self) -> None:
        self.passed: dict[int, list[Bar]] = {}

    def step_of(self, listing: Listing) -> int:
        return HOUR

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        return [bar for bar in self.passed.get(listing.number, []) if start <= bar.time < end]

    def following(self, listing: Listing, time: int) -> Bar | None:
        return None

    def first(self, listing: Listing) -> int:
        return START


class IbkrDesk:
    """One loop with a gateway that keeps its ledger when it is started again, and brokers that speak to it."""

    def __init__(
        self,
        instruments: Sequence[Instrument] = INSTRUMENTS,
        listings: Sequence[Listing] = LISTINGS,
        cash: float = 100_000.0,
        account: str = ACCOUNT,
        library: Any = LIBRARY,
        **plan: Any,
    ) -> None:
        self.loop = VirtualLoop()
        asyncio.set_event_loop(self.loop)
        self.instruments, self.library, self.cash = tuple(instruments), library, cash
        self.market = StillMarket()
        given = {"accounts": (AccountPlan(account, cash),), "start": START, "listings": tuple(listings)}
        self.plan = Plan(**(given | plan))
        self.account = account
        self.gateway = Gateway(self.plan, self.market)
        self.port = self.run(self.gateway.start())
        self.listings = {one.symbol: one for one in listings}
        self.brokers: list[IbkrBroker] = []

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def pass_time(self, seconds: float) -> None:
        self.run(asyncio.sleep(seconds))

    def now(self) -> int:
        return START + round(self.loop.time() * 1e9)

    def wanted(self, mode: Any = "paper", **fields: Any) -> AccountWanted:
        gateway = GatewaySettings(port=self.port, library=self.library)
        given = {"mode": mode, "gateway": gateway} | fields
        account = given.pop("account", self.account)
        return AccountWanted(account, self.instruments, Rules(), self.cash, "", Faults(), **given)

    def broker(self, **fields: Any) -> IbkrBroker:
        made = IbkrBroker(self.wanted(**fields), self.loop, self.now, seed=1)
        self.brokers.append(made)
        return made

    def move(self, rows: Sequence[BarRow]) -> None:
        """The market goes through bars, in an instant."""
        self.run(self._move(rows))
        self.pass_time(0.2)

    async def _move(self, rows: Sequence[BarRow]) -> None:
        """Every bar opens, then every bar goes through its range; of each no more is traded than its volume."""
        exchange, found = self.gateway.broker, [(self.listings[bar.symbol], bar) for bar in rows]
        for listing, bar in found:
            exchange.caps[listing.number] = bar.volume
            self.gateway.happened(exchange.open_phase(listing, Range(bar.open, bar.open, bar.open, listing.tick)))
        for listing, bar in found:
            self.gateway.happened(exchange.inside_phase(listing, Range(bar.open, bar.low, bar.high, listing.tick)))
            now = self.gateway.timeline.now()
            passed = Bar(now, bar.open, bar.high, bar.low, bar.close, bar.volume, 1)
            self.market.passed.setdefault(listing.number, []).append(passed)

    def tell(self, code: int, text: str) -> None:
        """Every client hears of a code that changes nothing at the gateway."""

        async def tell() -> None:
            for connection in self.gateway.connections:
                connection.error(-1, code, text)

        self.run(tell())
        self.pass_time(0.1)

    def say(self, *sentences: str) -> None:
        """Lets happen what sentences of the gateway's scripts say."""

        async def perform() -> None:
            for sentence in sentences:
                self.gateway.perform(sentence)

        self.run(perform())
        self.pass_time(0.1)

    def close(self) -> None:
        for broker in self.brokers:
            broker.close()
        self.run(self.gateway.stop())
        self.pass_time(1.0)
        asyncio.set_event_loop(None)
        self.loop.close()

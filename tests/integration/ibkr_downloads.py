"""A download over a real socket in virtual time, as a process that can be killed.

    python ibkr_downloads.py WORKSPACE START END SYMBOL STEP

Gateway and client live in one loop, in which hours of waiting take no time. Prints what the gateway saw as JSON.
"""

import asyncio
import json
import sys

from tradecore.bars import SECOND
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import GatewaySettings
from tradecore.instants import parse_instant
from tradecore_gateway import Gateway, Plan
from tradecore_gateway.connection import Connection
from tradecore_gateway.virtual import VirtualLoop
from tradecore_gateway.wire.fields import Fields
from tradecore_ibkr.history.source import IbkrHistory
from tradecore_ibkr.link import Link
from tradecore_testing.fakes import RecordedProgress


class Watched(Gateway):
    """Notes when it is asked for history (virtual seconds)."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.asked: list[float] = []

    def take(self, connection: Connection, fields: Fields) -> None:
        before = self.received["reqHistoricalData"]
        super().take(connection, fields)
        if self.received["reqHistoricalData"] > before:
            self.asked.append(self.timeline.now() / SECOND)


async def begun(start: int) -> Watched:
    gateway = Watched(Plan(start=start))
    await gateway.start()
    return gateway


def spec_of(symbol: str, step: str, start: str, end: str) -> BarsSpec:
    return BarsSpec(symbol, source="ibkr", step=step, hours="regular", start=start, end=end)


def download(workspace: str, spec: BarsSpec) -> Watched:
    """The spec's bars in the workspace's folder, and the gateway that was asked for what was missing."""
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    start = parse_instant(spec.end) + 3_600 * SECOND
    gateway = loop.run_until_complete(begun(start))

    def now() -> int:
        return gateway.timeline.now() if loop.is_running() else start + int(loop.time() * SECOND)

    history = IbkrHistory(workspace, lambda settings: Link(settings, "data", loop=loop, now=now), now)
    try:
        history.fetch(spec, GatewaySettings(port=gateway.port), RecordedProgress())
    finally:
        loop.run_until_complete(gateway.stop())
        asyncio.set_event_loop(None)
        loop.close()
    return gateway


if __name__ == "__main__":
    _, folder, first, last, what, length = sys.argv
    seen = download(folder, spec_of(what, length, first, last))
    sys.stdout.write(json.dumps({"asked": seen.asked, "orders": seen.order_messages}))

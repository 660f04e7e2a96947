"""The real ib_insync, imported where it finds an event loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from tradecore.instants import parse_instant
from tradecore_gateway import Gateway, Plan
from tradecore_gateway.virtual import played

MONDAY = parse_instant("2026-03-02T14:29:00Z")


def library() -> Any:
    """ib_insync as it is; its log of refused requests is no warning of ours."""
    import ib_insync

    logging.getLogger("ib_insync").setLevel(logging.CRITICAL)
    return ib_insync


async def connected(gateway: Gateway, client: int = 7, version: int = 176) -> Any:
    """A client of a gateway that listens."""
    api = library()
    ib = api.IB()
    ib.client.MaxClientVersion = version
    await ib.connectAsync("127.0.0.1", gateway.port, clientId=client, timeout=20)
    return ib


async def past(ib: Any, contract: Any, length: str, size: str, end: str = "", *, stays: bool = False) -> Any:
    """Bars of history, with their times as seconds."""
    return await ib.reqHistoricalDataAsync(
        contract, end, length, size, "TRADES", useRTH=True, formatDate=2, keepUpToDate=stays
    )


def session(run: Callable[[Gateway, Any], Awaitable[None]], plan: Plan | None = None) -> Gateway:
    """Runs a client's session in virtual time, and returns the gateway that it met."""

    async def whole() -> Gateway:
        gateway = Gateway(plan or Plan(start=MONDAY))
        await gateway.start()
        ib = await connected(gateway)
        try:
            await run(gateway, ib)
        finally:
            ib.disconnect()
            await asyncio.sleep(0.01)
            await gateway.stop()
        return gateway

    return played(whole())

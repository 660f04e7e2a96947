"""The real ib_insync, or the library that TRADECORE_IB_LIBRARY names, imported where it finds an event loop."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any, TypeAlias

from tradecore.instants import parse_instant
from tradecore_gateway import Gateway, Plan
from tradecore_gateway.virtual import played

MONDAY = parse_instant("2026-03-02T14:29:00Z")


LIBRARY = os.environ.get("TRADECORE_IB_LIBRARY", "ib_insync")
# The newest server version that the library knows.
NEWEST = {"ib_insync": 176, "ib_async": 178}[LIBRARY]
# What one of them makes of an error about an order that works; the other goes by the code.
WARNED = "ValidationError" if LIBRARY == "ib_async" else ""


def library() -> Any:
    """The library as it is; its log of refused requests is no warning of ours."""
    logging.getLogger(LIBRARY).setLevel(logging.CRITICAL)
    return import_module(LIBRARY)


def decoder(wrapper: Any, version: int) -> Any:
    """The library's own reader of messages."""
    return import_module(f"{LIBRARY}.decoder").Decoder(wrapper, version)


class Nobody:
    """Hears nothing."""


def encoding(version: int) -> tuple[Any, list[str]]:
    """The library's own encoder, with what it writes."""
    encoder = import_module(f"{LIBRARY}.client").Client(Nobody())
    encoder._serverVersion, encoder.connState = version, encoder.CONNECTED  # noqa: SLF001 - without a socket
    sent: list[str] = []
    encoder.sendMsg = sent.append
    return encoder, sent


async def connected(gateway: Gateway, client: int = 7, version: int = NEWEST) -> Any:
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


Run: TypeAlias = Callable[[Gateway, Any, Any], Awaitable[None]]


def trading(run: Run, plan: Plan | None = None, wait: float = 90.0) -> Gateway:
    """A session in which AAPL is known; after 90 seconds the market is open."""

    async def whole(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        await asyncio.sleep(wait)
        await run(gateway, ib, contract)

    return session(whole, plan)


async def stock(ib: Any) -> Any:
    """AAPL as the gateway lists it."""
    [contract] = await ib.qualifyContractsAsync(library().Stock("AAPL", "SMART", "USD"))
    return contract


def codes_of(ib: Any) -> list[int]:
    """The codes of all that the gateway says from here on."""
    heard: list[int] = []
    ib.errorEvent += lambda request, code, message, contract: heard.append(code)
    return heard

"""A whole trading day over real sockets, with the gateway away at noon: every bar once, the position intact."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from insync import library, past, session, stock

from tradecore_gateway import Gateway

LAST = 6.6 * 3600


async def held(ib: Any, seconds: float) -> None:
    """Waits until the connection is lost, so long at most."""
    gone = asyncio.Event()
    ib.disconnectedEvent += gone.set
    with suppress(TimeoutError):
        await asyncio.wait_for(gone.wait(), seconds)


async def connect(ib: Any, port: int) -> None:
    """Tries every five seconds."""
    for _ in range(20):
        with suppress(OSError, TimeoutError):
            await ib.connectAsync("127.0.0.1", port, clientId=7, timeout=4)
            return
        await asyncio.sleep(5)


def test_a_day_of_390_bars_with_a_restart_at_noon() -> None:
    found: dict[datetime, float] = {}

    async def run(gateway: Gateway, ib: Any) -> None:
        loop = asyncio.get_running_loop()
        gateway.play("at 12:00 restart for 40s")
        contract = await stock(ib)
        await asyncio.sleep(65)
        ib.placeOrder(contract, library().MarketOrder("BUY", 100))
        for _ in range(2):
            bars = await past(ib, contract, "1 D", "1 min", stays=True)
            await held(ib, LAST - loop.time())
            found.update({bar.date: bar.close for bar in list(bars)[:-1]})
            if not ib.isConnected():
                await connect(ib, gateway.port)
        whole = await past(ib, contract, "1 D", "1 min")
        assert len(whole) == 390
        opens = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
        assert sorted(found) == [opens + timedelta(minutes=k) for k in range(len(found))]
        assert len(found) in {389, 390}
        assert all(found[bar.date] == bar.close for bar in whole if bar.date in found)
        assert [one.position for one in ib.positions()] == [100.0]

    gateway = session(run)
    assert gateway.received["startApi"] == 2
    assert gateway.order_messages == 1

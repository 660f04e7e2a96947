"""Orders of another client: the gateway lets nobody else change or cancel them one by one."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tradecore.errors import LinkDown
from tradecore.live.orders import Protection
from tradecore_ibkr._lib import client
from tradecore_ibkr.codes import meaning_of
from tradecore_ibkr.desk import Resting
from tradecore_ibkr.link import CONNECT, Link

if TYPE_CHECKING:
    from tradecore_ibkr.account import Account

# Seconds that cancelled orders have to be gone, and between two looks.
GONE, SHORT = 10.0, 0.1


async def cancel_others(link: Link, account: "Account", orders: Sequence[Resting]) -> None:
    """Cancels orders of other clients: as that client, where it is gone, else all orders of the account.

    All orders cannot be cancelled without the protection, which is put back at once for what is held.
    """
    left: list[Resting] = []
    for number in sorted({one.client for one in orders}):
        theirs = [one for one in orders if one.client == number]
        if not number or not await _cancel_as(link, number, theirs):
            left.extend(theirs)
    if left:
        await _cancel_all(link, account, {one.ref for one in left})


async def _cancel_as(link: Link, number: int, orders: Sequence[Resting]) -> bool:
    """Whether a client of that number could be connected; one that is at work keeps it."""
    ib = client(link.library)
    gone = asyncio.ensure_future(_refused(ib))
    connected = asyncio.ensure_future(ib.client.connectAsync(link.gateway.host, link.gateway.port, number, CONNECT))
    try:
        await asyncio.wait((gone, connected), return_when=asyncio.FIRST_COMPLETED)
        if not connected.done() or connected.exception() is not None:
            return False
        ib.wrapper.clientId = number
        for one in orders:
            ib.client.cancelOrder(one.order.orderId, "")
        wanted = {one.ref for one in orders}
        await _until(lambda trades: not any(one.order.orderRef in wanted for one in trades), ib)
        return True
    finally:
        for task in (gone, connected):
            task.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await connected
        ib.client.disconnect()


async def _refused(ib: Any) -> None:  # noqa: ANN401
    """Until the gateway says that the number is in use."""
    while True:
        _, code, *_ = await ib.errorEvent
        if meaning_of(code).meaning == "client in use":
            return


async def _until(done: Any, ib: Any) -> None:  # noqa: ANN401
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GONE
    while loop.time() < deadline:
        if done(await asyncio.wait_for(ib.reqAllOpenOrdersAsync(), GONE)):
            return
        await asyncio.sleep(SHORT)
    raise LinkDown("orders that were cancelled do not end")


async def _cancel_all(link: Link, account: "Account", unwanted: set[str]) -> None:
    protected = {symbol for symbol in account.contracts if account.legs(symbol)}
    before: dict[str, Protection] = {}
    for symbol in protected:
        found = account.protection(symbol, await account.held(symbol))
        if found is not None and not any(one.ref in unwanted for one in account.legs(symbol)):
            before[symbol] = found
    link.ib.reqGlobalCancel()
    await link.answer("the end of all orders", lambda ib: _until(lambda trades: not trades, ib), 2 * GONE)
    for symbol, found in before.items():
        held = await account.held(symbol)
        wanted = Protection(found.ref, symbol, held, found.stop, found.profit)
        legs = account.desk(symbol).legs(wanted, "") if held else []
        for leg in legs:
            leg.orderId = link.ib.client.getReqId()
            leg.ocaGroup = f"{found.ref}/{legs[0].orderId}"
            link.ib.placeOrder(account.contracts[symbol].contract, leg)
    await account.look()

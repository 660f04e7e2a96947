"""A fake gateway for clients that block: it is served by a thread of its own.

For clients that are asynchronous no thread is needed: `tradecore_gateway.virtual.played` runs client and gateway in one
loop, in which no time is spent waiting.
"""

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from tradecore_gateway import Gateway, Plan

T = TypeVar("T")
# How long a thread has to answer, in seconds.
PATIENCE = 30.0


class ServedGateway:
    """A gateway that listens at `port` of 127.0.0.1 while another thread runs it."""

    def __init__(self, gateway: Gateway, port: int, loop: asyncio.AbstractEventLoop) -> None:
        self.port = port
        self._gateway, self._loop = gateway, loop

    def ask(self, question: Callable[[Gateway], T]) -> T:
        """What a function makes of the gateway, in the gateway's own thread."""

        async def answer() -> T:
            return question(self._gateway)

        return asyncio.run_coroutine_threadsafe(answer(), self._loop).result(PATIENCE)


@contextmanager
def served(plan: Plan) -> Generator[ServedGateway]:
    """A gateway that listens until the block is left."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="gateway")
    thread.start()

    async def start() -> Gateway:
        gateway = Gateway(plan)
        await gateway.start()
        return gateway

    try:
        gateway = asyncio.run_coroutine_threadsafe(start(), loop).result(PATIENCE)
        yield ServedGateway(gateway, gateway.port, loop)
        asyncio.run_coroutine_threadsafe(gateway.stop(), loop).result(PATIENCE)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()

"""The adapter's event loop, which runs only while somebody calls: the ports are synchronous, the libraries are not."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

Answer = TypeVar("Answer")
# Turns of the loop that what has arrived already needs to be read, decoded, and followed by whoever waits for it.
TURNS = 6
# Seconds that work has to end before it is told so again.
AGAIN = 0.05
# Seconds that are waited at least: what is shorter than a clock can tell apart would never be over.
LEAST = 1e-6


# Held here: a loop that somebody's asyncio.run has replaced is still the one of connections that stand.
_held: list[asyncio.AbstractEventLoop] = []


def loop_of_process() -> asyncio.AbstractEventLoop:
    """The loop that this thread has set, made when there is none: all connections of a process share it."""
    try:
        loop = asyncio.get_event_loop_policy().get_event_loop()  # pyright: ignore[reportDeprecated]
    except RuntimeError:
        loop = None
    if loop is None or loop.is_closed():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    _held[:] = [*(one for one in _held if one is not loop and not one.is_closed()), loop]
    return loop


class Pump:
    """Runs a loop from outside; not to be called from inside of it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._news: asyncio.Event | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """What a coroutine returns or raises."""
        return self.loop.run_until_complete(work)

    def pump(self, seconds: float = 0.0) -> None:
        """Lets happen what is due; waits up to so many seconds for somebody to say that there is something new."""
        self.run(self._wait(seconds))

    def wake(self) -> None:
        """There is something new: whoever pumps need not wait any longer."""
        if self._news is not None:
            self._news.set()

    def start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Work that goes on while the loop runs."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def stop(self) -> None:
        """Ends all work that goes on."""
        self.run(self._stop())

    async def _wait(self, seconds: float) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        if seconds <= 0.0:
            return
        self._news = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(seconds, LEAST))
        self._news = None
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def _stop(self) -> None:
        # Before Python 3.12 wait_for loses a cancellation that comes together with its answer.
        while tasks := [task for task in self._tasks if not task.done()]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=AGAIN)
        # Sockets that were closed are let go of in a turn of the loop.
        for _ in range(TURNS):
            await asyncio.sleep(0)

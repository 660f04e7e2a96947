"""An event loop whose clock jumps: what would wait for an hour goes on at once, sockets and all.

The loop's clock (`loop.time()`, hence `asyncio.sleep` and `call_later`) stands still while anything can be done, and
jumps to the next timer when nothing can. Sockets on loopback are real ones; both ends have to live in this loop.

It never jumps

- while a socket is readable or writable, or a callback is ready;
- while bytes are on their way: of each TCP connection between two sockets of this loop, everything that one end has
  sent must have reached the other (Linux counts both: TCP_INFO; elsewhere a millisecond of real time must pass);
- while a thread that the loop was asked to start (`run_in_executor`) is at work.

Other threads and processes are not waited for, but for a callback that they hand in (`call_soon_threadsafe`).
"""

import asyncio
import selectors
import socket
import sys
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Executor
from struct import Struct
from typing import Any, TypeVar

T = TypeVar("T")
Ready = list[tuple[selectors.SelectorKey, int]]
# struct tcp_info of Linux: tcpi_bytes_received, and tcpi_bytes_sent and tcpi_bytes_retrans behind it.
RECEIVED, SENT = Struct("=Q"), Struct("=QQ")
RECEIVED_AT, SENT_AT = 128, 200
# What is waited for where nobody counts, and after a connection was made or ended, in real seconds.
GRACE = 0.001
COUNTS = sys.platform.startswith("linux")


class End:
    """One end of a TCP connection of this loop, as the kernel counts its bytes."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._ends: tuple[object, object] | None = None

    def names(self) -> tuple[object, object] | None:
        """This end and the other one; None where there is no connection (any longer)."""
        if self._ends is None and self._socket.family == socket.AF_INET:
            try:
                self._ends = self._socket.getsockname(), self._socket.getpeername()
            except OSError:
                # It listens, or is not connected yet.
                return None
        return self._ends

    def counts(self) -> tuple[int, int]:
        """Bytes received and sent so far."""
        info = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        [received] = RECEIVED.unpack_from(info, RECEIVED_AT)
        sent, again = SENT.unpack_from(info, SENT_AT)
        return received, sent - again

    def forget(self) -> None:
        """Leaves the descriptor to whom it belongs."""
        self._socket.detach()


def in_flight(ends: Iterable[End]) -> bool:
    """Whether one of several ends has sent another one of them what has not reached it."""
    counted = {names: one.counts() for one in ends if (names := one.names()) is not None}
    pairs = (((there, here), sent) for (here, there), (_, sent) in counted.items())
    return any(other in counted and sent != counted[other][0] for other, sent in pairs)


class JumpingSelector(selectors.DefaultSelector):
    """Asks the sockets without waiting, and lets `jump` say how far the clock goes when they have nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self.jump: Callable[[float], None] = lambda _: None
        self.busy: Callable[[], bool] = lambda: False
        self._changed = True
        self._ends: dict[int, End] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:  # noqa: ANN401 - as in the library
        """As the library's; what was connected just now may not have told so yet."""
        self._changed = True
        key = super().register(fileobj, events, data)
        if COUNTS:
            self._ends[key.fd] = End(key.fd)
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:  # noqa: ANN401 - as in the library
        """As the library's; the other end may not know yet."""
        self._changed = True
        key = super().unregister(fileobj)
        end = self._ends.pop(key.fd, None)
        if end is not None:
            end.forget()
        return key

    def select(self, timeout: float | None = None) -> Ready:
        """What is ready; otherwise nothing, after the clock has jumped by `timeout`."""
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0.0):
            return ready
        while not self._quiet():
            ready = super().select(GRACE)
            if ready:
                return ready
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready:
            self.jump(timeout)
        return ready

    def _quiet(self) -> bool:
        """Whether nothing can come of what has happened so far."""
        changed, self._changed = self._changed, not COUNTS
        return not changed and not self.busy() and not in_flight(self._ends.values())


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose clock begins at 0 and jumps; see the module."""

    def __init__(self) -> None:
        self._jumped = 0.0
        self._threads = 0
        chosen = JumpingSelector()
        super().__init__(chosen)
        chosen.jump, chosen.busy = self._jump, lambda: self._threads > 0

    def time(self) -> float:
        """Virtual seconds."""
        return self._jumped

    def run_in_executor(self, executor: Executor | None, func: Callable[..., T], *args: Any) -> "asyncio.Future[T]":  # noqa: ANN401 - as in the library
        """As the library's; the clock stands still until it is done."""
        self._threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def finish(self) -> None:
        """Ends what was left behind: tasks, and sockets that were about to close."""
        left = asyncio.all_tasks(self)
        for task in left:
            task.cancel()
        if left:
            self.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.run_until_complete(self.shutdown_asyncgens())
        self.run_until_complete(asyncio.sleep(1.0))

    def _done(self, _: "asyncio.Future[Any]") -> None:
        self._threads -= 1

    def _jump(self, seconds: float) -> None:
        self._jumped += seconds


def played(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine in a loop of its own with virtual time, and returns its result."""
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.finish()
        asyncio.set_event_loop(None)
        loop.close()

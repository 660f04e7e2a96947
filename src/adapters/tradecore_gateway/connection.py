"""One client: its socket, what it subscribed to, and what it is told."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tradecore_gateway.faults.outlet import Outlet
from tradecore_gateway.pacing import MESSAGES, MessagePacing
from tradecore_gateway.wire import kinds, versions
from tradecore_gateway.wire.fields import Fields, Malformed, Value, fields_of
from tradecore_gateway.wire.framing import BrokenFrame, Frames, framed

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


class Connection(asyncio.Protocol):
    """A client's socket. Messages of one turn of the loop leave together, in their order."""

    def __init__(self, gateway: "Gateway") -> None:
        self._gateway, self._frames, self._pacing = gateway, Frames(), MessagePacing()
        self._transport: asyncio.Transport | None = None
        self._outlet: Outlet | None = None
        self._batch: list[tuple[int, bytes]] = []
        self.version, self.client = 0, -1
        self.positions = False
        self.binds = False
        self.account_updates = ""
        self.tasks: dict[tuple[str, int], asyncio.Task[None]] = {}
        self.profits: dict[int, tuple[str, int]] = {}
        self.account_requests: dict[int, tuple[str, ...]] = {}

    @property
    def ready(self) -> bool:
        """Whether it has said who it is."""
        return self.client >= 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._outlet = Outlet(transport, self._gateway.faults, self._gateway.plan.seed + len(self._gateway.connections))
        self._gateway.connections.append(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of the client, however they are cut."""
        try:
            for payload in self._frames.feed(data):
                self._take(payload)
        except BrokenFrame:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own
        """The client has gone, or was sent away."""
        self._transport = self._outlet = None
        self._leave()

    def send(self, kind: int, *values: Value) -> None:
        """One message."""
        if not self._batch:
            asyncio.get_running_loop().call_soon(self._flush)
        self._gateway.sent[kind] += 1
        self._batch.append((kind, framed(kind, *values)))

    def error(self, request: int, code: int, message: str) -> None:
        """An error or a warning about a request, an order, or (-1) nothing of these."""
        details = ("",) if self.version >= versions.REJECTION_DETAILS else ()
        self.send(kinds.ERROR, 2, request, code, message, *details)

    def close(self) -> None:
        """Tells what is left to tell, and hangs up."""
        self._flush()
        self._leave()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Hangs up without another word."""
        self._batch.clear()
        self._leave()
        if self._transport is not None:
            self._transport.abort()

    def start(self, kind: str, request: int, run: Callable[[], "asyncio.Task[None]"]) -> None:
        """Begins a subscription, instead of one with the same number."""
        self.end(kind, request)
        self.tasks[kind, request] = run()

    def end(self, kind: str, request: int) -> bool:
        """Ends a subscription; whether there was one."""
        task = self.tasks.pop((kind, request), None)
        return task is not None and (task.cancel() or True)

    def silence(self, kind: str = "") -> None:
        """Subscriptions of a kind, or all, say nothing any longer; they can still be ended."""
        for (which, _), task in self.tasks.items():
            if kind in {"", which}:
                task.cancel()

    def end_tasks(self) -> None:
        """Ends all subscriptions."""
        for task in self.tasks.values():
            task.cancel()
        self.tasks.clear()

    def _leave(self) -> None:
        """Hears nothing any longer."""
        self.end_tasks()
        if self in self._gateway.connections:
            self._gateway.connections.remove(self)

    def _flush(self) -> None:
        if self._batch and self._outlet is not None:
            self._outlet.send(self._batch)
        self._batch = []

    def _take(self, payload: bytes) -> None:
        if not self.version:
            self._greet(payload.decode("ascii", "backslashreplace"))
            return
        if self._pacing.exceeded(self._gateway.timeline.now()) and self._gateway.plan.pacing:
            self.error(-1, 100, f"Max rate of messages per second has been exceeded:max={MESSAGES} rec={MESSAGES + 1}")
            return
        try:
            self._gateway.take(self, Fields(fields_of(payload)))
        except Malformed as error:
            self.error(-1, 320, f"Error reading request. {error}")

    def _greet(self, asked: str) -> None:
        self.version = versions.agreed(asked, self._gateway.plan.version)
        if not self.version:
            self.close()
            return
        if self._outlet is not None:
            self._outlet.send([(0, framed(self.version, self._gateway.login_time()))])

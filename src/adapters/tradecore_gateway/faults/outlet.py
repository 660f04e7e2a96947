"""How bytes leave: in one piece or in many, at once or late, in order or not quite."""

import asyncio
from collections import deque
from random import Random

from tradecore_gateway.faults.state import Faults
from tradecore_gateway.wire import kinds

# Messages whose order among each other clients may not rely on; all others stay where they are.
LOOSE = frozenset({
    kinds.OPEN_ORDER, kinds.ORDER_STATUS, kinds.EXECUTION_DATA, kinds.COMMISSION_REPORT, kinds.POSITION,
    kinds.PORTFOLIO_VALUE, kinds.ACCOUNT_VALUE,
})  # fmt: skip
# So long a segment waits for the next one to be merged with it, and a piece for the one before to have been read.
MERGING, BETWEEN = 0.05, 0.00001


class Outlet:
    """The way out of one connection."""

    def __init__(self, transport: asyncio.Transport, faults: Faults, seed: int) -> None:
        self._transport, self._faults, self._rng = transport, faults, Random(seed)  # noqa: S311 - faults need no cryptography
        self._pieces: deque[bytes] = deque()
        self._kept = bytearray()
        self._due = 0.0

    def send(self, batch: list[tuple[int, bytes]]) -> None:
        """Messages that belong together: their kinds and their frames."""
        if self._faults.half_open:
            return
        frames = self._shuffled(batch) if self._faults.permuted else [frame for _, frame in batch]
        data = b"".join(frames)
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._due = max(self._due, now + self._faults.delay)
        if self._due > now:
            loop.call_at(self._due, self._write, data)
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        if self._faults.cut == "whole" and not self._pieces and not self._kept:
            self._put(data)
            return
        idle = not self._pieces and not self._kept
        if self._faults.cut == "merged":
            self._kept += data
            if idle:
                asyncio.get_running_loop().call_later(MERGING, self._merge)
            return
        self._cut(data)
        if idle:
            self._next()

    def _merge(self) -> None:
        data, self._kept = bytes(self._kept), bytearray()
        middle = len(data) // 2 + 1
        self._pieces.extend((data[:middle], data[middle:]))
        self._next()

    def _cut(self, data: bytes) -> None:
        while data:
            size = len(data) if self._faults.cut == "whole" else 1
            if self._faults.cut == "random":
                size = self._rng.choice((1, 2, 3, 4, 5, 7, 16, 64, 300))
            self._pieces.append(data[:size])
            data = data[size:]

    def _next(self) -> None:
        if self._pieces:
            self._put(self._pieces.popleft())
            asyncio.get_running_loop().call_later(BETWEEN, self._next)

    def _put(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def _shuffled(self, batch: list[tuple[int, bytes]]) -> list[bytes]:
        """The frames of loose messages change places with each other, between those that are none."""
        frames: list[bytes] = []
        run: list[bytes] = []
        for kind, frame in batch:
            if kind in LOOSE:
                run.append(frame)
                continue
            self._rng.shuffle(run)
            frames += [*run, frame]
            run = []
        self._rng.shuffle(run)
        return frames + run

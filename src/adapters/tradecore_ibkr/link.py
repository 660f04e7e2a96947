"""One connection to TWS or IB Gateway, which is made again for as long as somebody wants it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random
from time import time_ns
from typing import Any, Literal, Protocol, TypeVar

from tradecore.bars import SECOND
from tradecore.contracts.settings import CLIENT_IDS, GatewaySettings
from tradecore.errors import AccountRefused, LinkDown
from tradecore_ibkr._lib import client, load
from tradecore_ibkr.codes import Code, Refusal, in_our_words, meaning_of
from tradecore_ibkr.pump import Pump, loop_of_process

Answer = TypeVar("Answer")
# Seconds: to connect, for one question, between two signs of life, and for the answer to one.
CONNECT, QUESTION, BEAT, MISSED = 10.0, 10.0, 10.0, 5.0
# Seconds before another attempt: doubled each time, with a draw between half and all of it.
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
# Seconds that a caller waits for the link: long at first, briefly while it is being made again anyway.
FIRST_PATIENCE, PATIENCE = 10.0, 1.0
# At most so many questions in so many seconds: a gateway takes 50 messages in one.
MOST, SPAN = 35, 1.001
# The clients of one user beside a session: what is added to `gateway.client_id`.
ROLES = {"session": 0, "panic": CLIENT_IDS, "data": 2 * CLIENT_IDS}


@dataclass(frozen=True, slots=True)
class Notice:
    """What the gateway said about request or order number `request`, -1 for none."""

    request: int
    code: int
    said: str

    @property
    def meaning(self) -> Code:
        """What it means."""
        return meaning_of(self.code)


class Guest(Protocol):
    """Who uses the connection. All of it happens inside the loop."""

    async def settle(self, ib: Any) -> None:  # noqa: ANN401 - the library's client
        """The connection is there, or its data were lost: asks and subscribes anew. What it raises breaks the link."""
        ...

    def told(self, notice: Notice) -> None:
        """The gateway said something."""
        ...

    def lost(self) -> None:
        """The link is down, as a socket or behind the gateway; what was subscribed to may be gone."""
        ...


class Link:
    """The connection of one client number, and whether it can be trusted.

    `losses` counts how often it was lost: who finds another number than before has missed something, although the
    link is up. `skew` is how far the gateway's clock is ahead of this one, in ns, None before it was asked. `stale`
    names what market data are broken off, empty when all are well.
    """

    def __init__(
        self,
        gateway: GatewaySettings,
        role: Literal["session", "panic", "data"] = "session",
        admit: Callable[[Sequence[str]], None] = lambda _: None,
        loop: asyncio.AbstractEventLoop | None = None,
        now: Callable[[], int] = time_ns,
        seed: int | None = None,
    ) -> None:
        """`admit` is shown the accounts of every new connection and raises AccountRefused; `now` is ns UTC."""
        self.gateway, self.number = gateway, gateway.client_id + ROLES[role]
        self.pump = Pump(loop or loop_of_process())
        self.library, self._mishaps = load(gateway.library, self.pump.loop)
        self.ib: Any = None
        self.losses = 0
        self.skew: int | None = None
        # The gateway's time when it was heard last, and the loop's.
        self._heard: tuple[int, float] | None = None
        self.problem = "nobody has connected yet"
        self.farms: set[str] = set()
        self.competing = False
        self.guests: list[Guest] = []
        self._admit, self._now, self._draw = admit, now, Random(seed)  # noqa: S311 - jitter
        self._up = self._broken = self._asked = self._in_use = False
        self._keeper: asyncio.Task[None] | None = None
        self._refused: AccountRefused | None = None
        self._attempt: asyncio.Task[None] | None = None
        self._asking: asyncio.Lock | None = None
        self._ended = asyncio.Event()
        self._times: deque[float] = deque(maxlen=MOST)

    @property
    def up(self) -> bool:
        """Whether orders may leave."""
        return self._up and not self._broken

    @property
    def time(self) -> int | None:
        """The gateway's clock, ns UTC, as it was heard last and carried on by the loop's; None before that."""
        if self._heard is None:
            return None
        then, at = self._heard
        return then + int((self.pump.loop.time() - at) * SECOND)

    @property
    def stale(self) -> str:
        """Why market data cannot be trusted, empty when they can."""
        if self.competing:
            return "another session of this user has taken the market data"
        return f"broken off: {', '.join(sorted(self.farms))}" if self.farms else ""

    def connect(self) -> None:
        """Waits for the link for a while; it is made in the background, and made again whenever it is lost.

        Raises LinkDown when it is not up by then, and AccountRefused for accounts that `admit` did not accept.
        """
        wait = PATIENCE if self._asked else FIRST_PATIENCE
        self._asked = True
        if self._keeper is None or self._keeper.done():
            self._refused = None
            self._keeper = self.pump.start(self._keep())
        limit = self.pump.loop.time() + wait
        while not self.up and self._refused is None and self.pump.loop.time() < limit:
            self.pump.pump(limit - self.pump.loop.time())
        if self._refused is not None:
            raise self._refused
        self.check()

    def check(self) -> None:
        """Raises LinkDown while orders may not leave, and whatever a guest has raised inside of a call."""
        if self._mishaps.caught:
            raise self._mishaps.caught.pop(0)
        if not self.up:
            raise LinkDown(self.problem)

    def close(self) -> None:
        """Ends the connection, and no other is made."""
        self.pump.stop()
        self._end("it was closed")
        self.pump.pump()

    def drop(self, problem: str) -> None:
        """Breaks the connection, which cannot be trusted any more; another one is made."""
        if self._up:
            self._end(problem)
            self.pump.wake()

    def ask(self, question: str, request: Callable[[Any], Awaitable[Answer]], limit: float = QUESTION) -> Answer:
        """The answer to a request, from outside of the loop; raises LinkDown or Refusal."""
        self.check()
        return self.pump.run(self.answer(question, request, limit))

    async def answer(
        self, question: str, request: Callable[[Any], Awaitable[Answer]], limit: float = QUESTION
    ) -> Answer:
        """The answer to a request, from inside of the loop, one at a time: the libraries know many by kind only.

        No answer in time means a connection that is half open: it is dropped.
        """
        if self._asking is None:
            self._asking = asyncio.Lock()
        async with self._asking:
            await self._breathe()
            ib = self.ib
            if ib is None:
                raise LinkDown(self.problem)
            try:
                with in_our_words(self.library, question):
                    return await asyncio.wait_for(request(ib), limit)
            except LinkDown as error:
                if ib is self.ib:
                    self.drop(error.problem)
                raise

    async def _breathe(self) -> None:
        """No more questions in a second than the gateway takes, with room for orders."""
        if len(self._times) == MOST:
            await asyncio.sleep(max(self._times[0] + SPAN - self.pump.loop.time(), 0.0))
        self._times.append(self.pump.loop.time())

    async def _keep(self) -> None:
        """Connects for ever; ends when the accounts are refused."""
        wait = FIRST_WAIT
        while self._refused is None:
            self._attempt = asyncio.ensure_future(self._connect())
            try:
                await self._attempt
                wait = FIRST_WAIT
                await self._beat()
            except AccountRefused as error:
                self._refused = error
                self._end(str(error))
            except (LinkDown, Refusal) as error:
                self._end(error.problem if isinstance(error, LinkDown) else str(error))
            except asyncio.CancelledError:
                if not self._in_use:
                    raise
                self._in_use = False
                self._end(f"client number {self.number} is in use; it is tried again")
            self.pump.wake()
            if self._refused is None:
                await asyncio.sleep(wait * self._draw.uniform(0.5, 1.0))
                wait = min(2 * wait, LONGEST_WAIT)

    async def _connect(self) -> None:
        ib = client(self.library)
        # The library's own listener asks for a summary of the account at each 1102, which nobody reads.
        ib.errorEvent.clear()
        ib.errorEvent += lambda *said: self._told(ib, *said)
        ib.disconnectedEvent += lambda: self._gone(ib)
        # What is asked for is counted here, orders never wait.
        self.ib, ib.wrapper.clientId, ib.client.MaxRequests = ib, self.number, 0
        with in_our_words(self.library, "the first word"), self._listened_to():
            await ib.client.connectAsync(self.gateway.host, self.gateway.port, self.number, CONNECT)
        self._admit(ib.client.getAccounts())
        self.farms.clear()
        self.competing = False
        await self._settle()
        if self.ib is not ib:
            raise LinkDown(self.problem)
        self._up, self.problem = True, ""
        self.pump.wake()

    @contextmanager
    def _listened_to(self) -> Generator[None]:
        try:
            yield
        except ConnectionRefusedError as error:
            where = f"{self.gateway.host}:{self.gateway.port}"
            raise LinkDown(f"nobody listens at {where}: start TWS or IB Gateway, and switch its API on") from error

    async def _settle(self) -> None:
        await self._time()
        for guest in self.guests:
            await guest.settle(self.ib)

    async def _beat(self) -> None:
        """Signs of life until the connection is gone."""
        self._ended = asyncio.Event()
        while self._up:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), BEAT)
            if self._up:
                await self._time()
        raise LinkDown(self.problem)

    async def _time(self) -> None:
        asked = self._now()
        time = await self.answer("what time it is", lambda ib: ib.reqCurrentTimeAsync(), MISSED)
        # It is told in whole seconds.
        there = int(time.timestamp()) * SECOND + SECOND // 2
        self.skew = there - (asked + self._now()) // 2
        self._heard = there, self.pump.loop.time()

    def _told(self, ib: Any, request: int, code: int, said: str, *_: object) -> None:  # noqa: ANN401
        if ib is not self.ib:
            return
        notice = Notice(request, code, said)
        match notice.meaning.meaning:
            case "client in use" if self._attempt is not None:
                # The library would wait for its time limit.
                self._in_use = True
                self._attempt.cancel()
            case "link down":
                self._break(said)
            case "link back" | "link back, data lost":
                self._break(said)
                self.pump.start(self._mend())
            case "data down":
                self.farms.add(_farm(said))
            case "data back":
                self.farms.discard(_farm(said))
            case "competing":
                self.competing = True
            case _:
                pass
        for guest in self.guests:
            guest.told(notice)
        self.pump.wake()

    def _break(self, said: str) -> None:
        """The gateway has lost Interactive Brokers: fills may still come, orders would not leave."""
        if not self._broken:
            self.losses += 1
            self._broken, self.problem = True, said
            for guest in self.guests:
                guest.lost()

    async def _mend(self) -> None:
        """Behind the gateway all is well again: everything is asked for anew before the link counts as up."""
        if not self._up:
            return
        try:
            await self._settle()
        except (LinkDown, Refusal) as error:
            self.drop(str(error))
            return
        self._broken, self.problem = False, ""
        self.pump.wake()

    def _gone(self, ib: Any) -> None:  # noqa: ANN401
        if ib is self.ib:
            self._end("the gateway closed the connection")
            self.pump.wake()

    def _end(self, problem: str) -> None:
        ib, was = self.ib, self._up
        self.ib, self._up, self._broken, self.problem = None, False, False, problem
        self._asking = None
        self._ended.set()
        if ib is not None:
            ib.errorEvent.clear()
            ib.disconnectedEvent.clear()
            ib.client.disconnect()
        if was:
            self.losses += 1
            for guest in self.guests:
                guest.lost()


def _farm(said: str) -> str:
    """The farm that a sentence such as `Market data farm connection is broken:usfarm` is about."""
    return said.rpartition(":")[2].strip()

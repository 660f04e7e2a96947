"""Live bars: one subscription a symbol to history that is kept up to date.

History that is kept up to date, rather than five-second bars: it has bars of the session's own length with the volume
of history, and the answer to a subscription brings what was missed. What it lacks is honesty about its death: it stops
without a word, and an answer without a bar never gets one. So each subscription is watched.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any, Final

from tradecore.bars import DAY, SECOND
from tradecore.errors import InvalidValue, LinkDown
from tradecore.instants import format_instant
from tradecore.ports.bar_stream import Recovered, SourceBar, Stale, StreamWanted, Word
from tradecore.steps import format_step
from tradecore_ibkr.bars.followed import Followed
from tradecore_ibkr.codes import Refusal
from tradecore_ibkr.contracts import CURRENCIES, Qualified, qualify
from tradecore_ibkr.history.pacing import Pace
from tradecore_ibkr.history.sizes import size_of
from tradecore_ibkr.history.vendor import EPOCH, price_bar
from tradecore_ibkr.hours import zone_of
from tradecore_ibkr.link import Link, Notice

# Seconds: for the answer to a subscription, and before another attempt, doubled each time.
LIMIT, FIRST_WAIT, LONGEST_WAIT = 20.0, 15.0, 300.0
# What a subscription can bring of the past (days); more is a download's affair.
MOST_DAYS: Final = 30
# What says of a subscription that it is dead.
DEADLY = ("no data", "pacing", "no contract", "no permission", "competing")


@dataclass(slots=True)
class Subscription:
    """One symbol's: what is asked for, what has come, and, in `broken`, why it is to be made anew."""

    wanted: StreamWanted
    qualified: Qualified
    followed: Followed
    news: asyncio.Event = field(default_factory=asyncio.Event)
    bars: Any = None
    failures: int = 0
    broken: str = ""
    stale: bool = False
    task: "asyncio.Task[None] | None" = None

    @property
    def symbol(self) -> str:
        """Its instrument's."""
        return self.wanted.instrument.symbol

    def fails(self, problem: str) -> None:
        """It is to be made anew."""
        self.broken = self.broken or problem
        self.news.set()


class IbkrBars:
    """BarStream over a link that somebody else makes; see the module.

    A bar has closed when the next one begins, or shortly after its close when none does; half days end their last bar
    early. A subscription that is silent past the next close, refused, or answered without a bar is cancelled and made
    again, later each time, and its answer closes the gap.
    """

    def __init__(
        self,
        link: Link,
        hours: Callable[[str], Sequence[tuple[int, int]]] = lambda _: (),
    ) -> None:
        """`hours` are the sessions of a symbol as the broker knows them."""
        self._link, self._hours = link, hours
        self._subscriptions: list[Subscription] = []
        self._words: deque[Word] = deque()
        self._pace, self._turns, self._step = Pace(), asyncio.Lock(), 0
        self._begun = self._all_stale = False
        self._problem = "the stream has not begun"
        link.guests.append(self)

    def begin(self, wanted: Sequence[StreamWanted], step: int) -> None:
        """Subscribes anew to everything; see BarStream."""
        self._link.check()
        size_of(format_step(step))
        self.close()
        self._step, self._begun = step, True
        for one in wanted:
            self._check_past(one)
            found = self._link.pump.run(qualify(self._link, one.instrument))
            hours = partial(self._hours, one.instrument.symbol)
            followed = Followed(one.since, step, hours, zone_of(found.zone))
            self._subscriptions.append(Subscription(one, found, followed))
        for each in self._subscriptions:
            each.task = self._link.pump.start(self._keep(each))

    def next(self, wait: float) -> Word | None:
        """See BarStream; what had closed before the link was lost comes first."""
        pump = self._link.pump
        limit = pump.loop.time() + wait
        while not self._words:
            self._check()
            left = limit - pump.loop.time()
            pump.pump(max(left, 0.0))
            if left <= 0.0:
                break
        self._check_tasks()
        return self._words.popleft() if self._words else None

    def close(self) -> None:
        """Cancels every subscription; the link stays as it is."""
        self._drop()
        self._problem = "the stream is closed"
        self._words.clear()

    async def settle(self, ib: Any) -> None:  # noqa: ANN401 - the library's client
        """Nothing: what was lost is begun anew by whoever reads."""

    def told(self, notice: Notice) -> None:
        """What concerns a subscription, or all market data."""
        if notice.meaning.meaning in ("data down", "competing"):
            self._stale(self._link.stale or notice.said)
        elif notice.meaning.meaning == "data back" and not self._link.stale:
            for each in self._subscriptions:
                each.fails("market data were broken off")
        for each in self._subscriptions:
            if each.bars is not None and each.bars.reqId == notice.request and notice.meaning.meaning in DEADLY:
                each.fails(notice.said)

    def lost(self) -> None:
        """Nothing comes any more; whoever reads begins again."""
        for each in self._subscriptions:
            each.bars = None
        self._drop()
        self._problem = "the link was lost, and its subscriptions with it"

    def _check(self) -> None:
        """Raises LinkDown unless bars may come."""
        if not self._begun:
            raise LinkDown(self._link.problem or self._problem)

    def _check_tasks(self) -> None:
        """A defect of a subscription's own work is no silence."""
        for each in self._subscriptions:
            if each.task is not None and each.task.done() and not each.task.cancelled():
                each.task.result()

    def _check_past(self, one: StreamWanted) -> None:
        if self._time() - one.since > MOST_DAYS * DAY:
            accepted = f"{MOST_DAYS} days ago at most: first download what is missing, with tradecore data update SET"
            raise InvalidValue("since", format_instant(one.since), f"{accepted} --from ibkr", one.instrument.symbol)

    def _drop(self) -> None:
        """Ends all subscriptions."""
        self._begun = self._all_stale = False
        for each in self._subscriptions:
            self._cancel(each)
            if each.task is not None:
                each.task.cancel()
        self._subscriptions = []

    async def _keep(self, one: Subscription) -> None:
        """Subscribes, watches, and subscribes again."""
        while True:
            one.broken = ""
            problem = await self._open(one)
            if problem:
                one.failures += 1
                self._stale_alone(one, problem)
                await self._pause(one)
                continue
            one.failures = 0
            self._recovered(one)
            await self._watch(one)
            self._cancel(one)

    async def _open(self, one: Subscription) -> str:
        """Subscribes; returns what went wrong, empty when bars came."""
        await self._turn(one)
        wanted, size = one.wanted, size_of(format_step(self._step))
        shown = wanted.spec.prices or ("midpoint" if CURRENCIES.fullmatch(one.symbol) else "trades")
        form = self._duration(one), size.bar, shown.upper(), wanted.spec.hours == "regular"
        contract = one.qualified.contract
        try:
            bars = await self._link.answer(
                f"live bars of {one.symbol}",
                lambda ib: ib.reqHistoricalDataAsync(contract, "", *form, EPOCH, keepUpToDate=True, timeout=0),
                LIMIT,
            )
        except Refusal as error:
            return str(error)
        except LinkDown as error:
            return error.problem
        one.bars = bars
        if not bars:
            self._cancel(one)
            return "the answer had no bar"
        bars.updateEvent += partial(self._updated, one)
        one.followed.looked(self._time())
        self._heard(one, bars)
        return ""

    async def _watch(self, one: Subscription) -> None:
        """Returns when the subscription is to be made anew."""
        while not one.broken:
            one.news.clear()
            wait = max(one.followed.wake(self._time()) - self._time(), 0) / SECOND
            with suppress(TimeoutError):
                await asyncio.wait_for(one.news.wait(), max(wait, 0.001))
            self._say(one.followed.passed(self._time()))
            if self._time() >= one.followed.due(self._time()):
                one.broken = "it was silent past the close of a bar"

    async def _turn(self, one: Subscription) -> None:
        """Waits until history may be asked for; one after the other."""
        clock = self._link.pump.loop.time
        async with self._turns:
            await asyncio.sleep(self._pace.wait(clock(), one.symbol, one.symbol))
            self._pace = self._pace.after(clock(), one.symbol, one.symbol)

    async def _pause(self, one: Subscription) -> None:
        """Waits before another attempt, unless there is news that makes one worth while."""
        one.news.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(one.news.wait(), min(FIRST_WAIT * 2.0 ** (one.failures - 1), LONGEST_WAIT))

    def _duration(self, one: Subscription) -> str:
        """Enough to close the gap: whole days, since those are days on which something is traded."""
        return f"{max(ceil((self._time() - one.followed.last) / DAY), 1)} D"

    def _updated(self, one: Subscription, bars: Any, _: bool) -> None:  # noqa: ANN401, FBT001 - the library's
        if bars is one.bars:
            self._heard(one, bars[-3:])
            if one.stale:
                self._recovered(one)

    def _heard(self, one: Subscription, bars: Any) -> None:  # noqa: ANN401
        zone = one.wanted.spec.zone
        self._say(one.followed.heard([_source_bar(one.symbol, bar, zone) for bar in bars], self._time()))
        one.news.set()

    def _say(self, words: Sequence[Word]) -> None:
        self._words.extend(words)
        if words:
            self._link.pump.wake()

    def _stale(self, problem: str) -> None:
        """No bars of any symbol can be trusted; told once."""
        if self._subscriptions and not self._all_stale:
            self._all_stale = True
            self._say([Stale("", problem)])
        for each in self._subscriptions:
            each.stale = True

    def _stale_alone(self, one: Subscription, problem: str) -> None:
        if not one.stale:
            one.stale = True
            self._say([Stale(one.symbol, problem)])

    def _recovered(self, one: Subscription) -> None:
        if not one.stale or self._link.farms:
            return
        one.stale = False
        self._link.competing = False
        if not self._all_stale:
            self._say([Recovered(one.symbol)])
        elif not any(each.stale for each in self._subscriptions):
            self._all_stale = False
            self._say([Recovered()])

    def _cancel(self, one: Subscription) -> None:
        """The gateway is told, where there is one; the library forgets it in any case."""
        bars, one.bars = one.bars, None
        if bars is not None and self._link.ib is not None:
            self._link.ib.cancelHistoricalData(bars)

    def _time(self) -> int:
        """The gateway's clock, ns UTC; it was heard when the link was made."""
        return self._link.time or 0


def _source_bar(symbol: str, bar: Any, zone: str) -> SourceBar:  # noqa: ANN401 - either library's own
    return SourceBar(symbol, *price_bar(bar, zone))

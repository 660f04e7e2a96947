"""The market as it passes: each followed listing's bars, phase by phase."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from tradecore.bars import DAY
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import INSIDE, Bar, Market
from tradecore_gateway.market.timetable import Timetable
from tradecore_gateway.market.windows import length_of
from tradecore_gateway.timeline import Timeline

# How far back a last price is looked for.
BACK = 10 * DAY


class Moment(NamedTuple):
    """The bar that is on, its length in nanoseconds, and which part of it has passed."""

    bar: Bar
    length: int
    part: float


class Tape:
    """Lets orders meet the bars of listings that somebody follows.

    A bar is met in two phases: its open when it begins, its extremes when half of it has passed.
    """

    def __init__(
        self,
        market: Market,
        timetable: Timetable,
        timeline: Timeline,
        opened: Callable[[Listing, float], None],
        inside: Callable[[Listing, Bar], None],
        ended: Callable[[Listing], None],
    ) -> None:
        self._market, self._timetable, self._timeline = market, timetable, timeline
        self._opened, self._inside, self._ended = opened, inside, ended
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def follow(self, listing: Listing) -> None:
        """From now on its bars are met; harmless when they are."""
        if listing.number not in self._tasks:
            self._tasks[listing.number] = asyncio.get_running_loop().create_task(self._run(listing))

    def stop(self) -> None:
        """Follows nothing any longer."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def moment(self, listing: Listing) -> Moment | None:
        """Where the market stands, or None while nothing is traded."""
        now = self._timeline.now()
        found = self._market.following(listing, now)
        if found is None or found.time > now:
            return None
        length = self.length(listing, found)
        return Moment(found, length, (now - found.time) / length) if now < found.time + length else None

    def length(self, listing: Listing, bar: Bar) -> int:
        """How long a bar is: its step, but for one that the session's close cuts short."""
        return length_of(self._market, listing, self._timetable.liquid(listing), bar)

    def price(self, listing: Listing) -> float | None:
        """The price now, or None while nothing is traded."""
        found = self.moment(listing)
        return None if found is None else found.bar.upto(found.part).close

    def last(self, listing: Listing) -> float:
        """The price now, or the last or the next one there is."""
        price = self.price(listing)
        if price is not None:
            return price
        now = self._timeline.now()
        before = self._market.bars(listing, now - BACK, now)
        if before:
            return before[-1].close
        following = self._market.following(listing, now)
        return listing.level if following is None else following.open

    async def _run(self, listing: Listing) -> None:
        on = self.moment(listing)
        # What has passed of the bar that is on was before anybody followed.
        bar = self._market.following(listing, self._timeline.now()) if on is None else on.bar
        skip = -1.0 if on is None else on.part
        while bar is not None:
            await self._play(listing, bar, skip)
            skip = -1.0
            end = bar.time + self.length(listing, bar)
            await self._timeline.reach(end)
            following = self._market.following(listing, end)
            if following is None or following.time > end:
                self._ended(listing)
            bar = following

    async def _play(self, listing: Listing, bar: Bar, skip: float) -> None:
        await self._timeline.reach(bar.time)
        if skip < 0.0:
            self._opened(listing, bar.open)
        if skip < INSIDE:
            await self._timeline.reach(bar.time + int(self.length(listing, bar) * INSIDE))
            self._inside(listing, bar)

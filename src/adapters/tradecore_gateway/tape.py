"""The market as it passes: each followed listing's bars, phase by phase."""

import asyncio
from collections.abc import Callable

from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import INSIDE, Bar, Market
from tradecore_gateway.timeline import Timeline


class Tape:
    """Lets orders meet the bars of listings that somebody follows.

    A bar is met in two phases: its open when it begins, its extremes when half of it has passed.
    """

    def __init__(
        self,
        market: Market,
        timeline: Timeline,
        opened: Callable[[Listing, float], None],
        inside: Callable[[Listing, float, float, float], None],
        ended: Callable[[Listing], None],
    ) -> None:
        self._market, self._timeline = market, timeline
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

    def bar(self, listing: Listing) -> tuple[Bar, float] | None:
        """The bar that is on and how much of it has passed, or None while there is none."""
        now = self._timeline.now()
        found = self._market.following(listing, now)
        if found is None or found.time > now:
            return None
        return found, (now - found.time) / self._market.step

    def price(self, listing: Listing) -> float | None:
        """The price now, or None while nothing is traded."""
        found = self.bar(listing)
        return None if found is None else found[0].upto(found[1]).close

    def last(self, listing: Listing) -> float:
        """The price now, or the last or the next one there is."""
        price = self.price(listing)
        if price is not None:
            return price
        now = self._timeline.now()
        before = self._market.bars(listing, now - 10 * 86_400_000_000_000, now)
        if before:
            return before[-1].close
        following = self._market.following(listing, now)
        return listing.level if following is None else following.open

    async def _run(self, listing: Listing) -> None:
        now = self._timeline.now()
        on = self.bar(listing)
        # What has passed of the bar that is on was before anybody followed.
        bar = self._market.following(listing, now)
        skip = on[1] if on is not None else -1.0
        while bar is not None:
            await self._play(listing, bar, skip)
            skip = -1.0
            end = bar.time + self._market.step
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
            await self._timeline.reach(bar.time + int(self._market.step * INSIDE))
            self._inside(listing, bar.open, bar.low, bar.high)

"""A market that nobody made: prices that follow from a listing, a seed and the day alone, in minutes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import exp, sqrt
from random import Random

from tradecore.bars import MINUTE, SECOND
from tradecore_gateway.market.hours import LIQUID, Hours, instant, local
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar

BEGINNING = date(2004, 1, 2)
# Standard deviations of logarithms of prices: of a minute, and of the waves that days make.
MINUTELY, DAILY = 0.0004, 0.01
WAVES = (1, 4, 16, 64, 256, 1024)


class SyntheticMarket:
    """Minutes of the liquid hours of every listing.

    A day's prices are made when they are first asked for, and are the same in every process with the same seed.
    """

    step = MINUTE

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self._day = lru_cache(maxsize=512)(self._made)

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        """See Market."""
        day, found = max(_date(start) - timedelta(days=1), BEGINNING), list[Bar]()
        while instant(day, datetime.min.time(), LIQUID[listing.hours].zone) - 2 * 3_600 * SECOND < end:
            found.extend(bar for bar in self._day(listing, day) if start <= bar.time < end)
            day += timedelta(days=1)
        return found

    def following(self, listing: Listing, time: int) -> Bar | None:
        """See Market."""
        hours = LIQUID[listing.hours]
        session = hours.around(time)
        minutes = self._day(listing, session.day)
        return minutes[max(time - session.open, 0) // MINUTE]

    def first(self, listing: Listing) -> int:
        """See Market."""
        hours = LIQUID[listing.hours]
        return hours.around(instant(BEGINNING, hours.opens, hours.zone)).open

    def _made(self, listing: Listing, day: date) -> tuple[Bar, ...]:
        hours: Hours = LIQUID[listing.hours]
        session = hours.session(day)
        if session is None:
            return ()
        count = (session.close - session.open) // MINUTE
        rng = Random(f"{self._seed}/{listing.symbol}/{day}")  # noqa: S311 - a market needs no cryptography
        opening, closing = self._level(listing, day), self._level(listing, day + timedelta(days=1))
        path = bridge(rng, count, MINUTELY, closing - opening)
        at = [_ticked(listing.level * exp(opening + moved), listing.tick) for moved in path]
        return tuple(_bar(rng, session.open + k * MINUTE, at[k], at[k + 1], listing.tick) for k in range(count))

    def _level(self, listing: Listing, day: date) -> float:
        """The logarithm of a day's first price over the listing's level: waves of several lengths."""
        return sum(self._wave(listing.symbol, day.toordinal(), length) for length in WAVES)

    def _wave(self, symbol: str, day: int, length: int) -> float:
        k, rest = divmod(day, length)
        ends = [Random(f"{self._seed}/{symbol}/{length}/{k + j}").gauss(0.0, 1.0) for j in (0, 1)]  # noqa: S311 - as above
        return DAILY * sqrt(length) / 4.0 * (ends[0] + (ends[1] - ends[0]) * rest / length)


def bridge(rng: Random, count: int, deviation: float, end: float) -> list[float]:
    """A random walk from 0 to `end` in `count` steps."""
    walk = [0.0]
    for _ in range(count):
        walk.append(walk[-1] + rng.gauss(0.0, deviation))
    return [moved + (end - walk[-1]) * k / count for k, moved in enumerate(walk)]


def _bar(rng: Random, time: int, begins: float, ends: float, tick: float) -> Bar:
    reach = abs(begins) * MINUTELY
    high = _ticked(max(begins, ends) + abs(rng.gauss(0.0, reach)), tick)
    low = _ticked(min(begins, ends) - abs(rng.gauss(0.0, reach)), tick)
    return Bar(time, begins, high, low, ends, float(rng.randrange(1_000, 60_000)), rng.randrange(20, 400))


def _ticked(price: float, tick: float) -> float:
    return round(round(price / tick) * tick, 10)


def _date(time: int) -> date:
    return local(time, "UTC").date() if time else datetime.fromtimestamp(0, UTC).date()

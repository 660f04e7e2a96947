"""A market that nobody made: prices that follow from a listing, a seed and the day alone, in minutes."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import exp, sqrt
from random import Random

from tradecore.bars import MINUTE
from tradecore_gateway.market.hours import Session, instant, local
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar
from tradecore_gateway.market.timetable import Timetable

BEGINNING = date(2004, 1, 2)
# Standard deviations of logarithms of prices: of a minute, and of the waves that days make.
MINUTELY, DAILY = 0.0004, 0.01
WAVES = (1, 4, 16, 64, 256, 1024)


class SyntheticMarket:
    """Minutes of the liquid hours of every listing.

    A day's prices are made when they are first asked for, and are the same in every process with the same seed.
    """

    def __init__(self, seed: int, timetable: Timetable) -> None:
        self._seed, self._timetable = seed, timetable
        self._day = lru_cache(maxsize=512)(self._made)

    def step_of(self, listing: Listing) -> int:  # noqa: ARG002 - all have the same
        """See Market."""
        return MINUTE

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        """See Market."""
        hours = self._timetable.liquid(listing)
        day, found = max(local(start, hours.zone).date() - timedelta(days=1), BEGINNING), list[Bar]()
        last = local(end, hours.zone).date() + timedelta(days=1)
        while day <= last:
            session = hours.session(day)
            if session is not None and session.open < end and start < session.close:
                found.extend(bar for bar in self._day(listing, session) if start <= bar.time < end)
            day += timedelta(days=1)
        return found

    def following(self, listing: Listing, time: int) -> Bar | None:
        """See Market."""
        session = self._timetable.liquid(listing).around(time)
        return self._day(listing, session)[max(time - session.open, 0) // MINUTE]

    def first(self, listing: Listing) -> int:
        """See Market."""
        hours = self._timetable.liquid(listing)
        return hours.around(instant(BEGINNING, hours.hours.opens, hours.zone)).open

    def _made(self, listing: Listing, session: Session) -> tuple[Bar, ...]:
        count, day = (session.close - session.open) // MINUTE, session.day
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

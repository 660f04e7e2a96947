"""Which bars a request for history means, and bars of larger sizes."""

from collections.abc import Sequence
from datetime import timedelta

from tradecore.bars import DAY, SECOND
from tradecore_gateway.market.hours import instant, local
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar, Market, merged
from tradecore_gateway.market.timetable import Kept


def history(market: Market, listing: Listing, hours: Kept, end: int, length: tuple[int, str], size: int) -> list[Bar]:
    """The bars of `size` that a request asks for: opening before `end` (ns UTC), as far back as its length says.

    Days count sessions, as the vendor counts them; the last one is the one that `end` lies in or follows. The last
    bar is as far as it has got: what has not happened by `end` is not in it.
    """
    begin = begin_of(hours, end, *length)
    return grouped(known(market, listing, hours, begin, end), hours, size)


def begin_of(hours: Kept, end: int, count: int, unit: str) -> int:
    """The instant from which on a request wants bars."""
    if unit == "S":
        return end - count * SECOND
    day = local(end, hours.zone).date()
    if unit == "D":
        left = count
        while True:
            found = hours.session(day)
            left -= 1 if found is not None and found.open < end else 0
            if not left and found is not None:
                return found.open
            day -= timedelta(days=1)
    days = {"W": 7, "M": 30, "Y": 365}[unit] * count
    return instant(day - timedelta(days=days), hours.hours.opens, hours.zone) - hours.hours.begins * DAY


def known(market: Market, listing: Listing, hours: Kept, begin: int, end: int) -> list[Bar]:
    """The finest bars from `begin` on, as they are known at `end`."""
    found = list(market.bars(listing, begin, end))
    if found:
        part = (end - found[-1].time) / length_of(market, listing, hours, found[-1])
        found[-1] = found[-1].upto(part)
    return found


def length_of(market: Market, listing: Listing, hours: Kept, bar: Bar) -> int:
    """How long a bar is: its step, but for one that the session's close cuts short."""
    step, session = market.step_of(listing), hours.around(bar.time)
    return min(step, session.close - bar.time) if session.open <= bar.time else step


def grouped(bars: Sequence[Bar], hours: Kept, size: int) -> list[Bar]:
    """Bars of a larger size. They begin on the clock of the market's zone, the first one with its session."""
    groups: list[list[Bar]] = []
    last = None
    for bar in bars:
        place = bucket(hours, bar.time, size)
        if place != last:
            groups.append([])
            last = place
        groups[-1].append(bar)
    return [merged(group, group[0].time) for group in groups]


def bucket(hours: Kept, time: int, size: int) -> int:
    """The bar of a size that an instant belongs to: its number, the same for all instants of one bar."""
    if size >= DAY:
        day = hours.around(time).day.toordinal()
        return day // max(size // DAY, 1)
    offset = local(time, hours.zone).utcoffset()
    assert offset is not None
    return (time + int(offset.total_seconds()) * SECOND) // size

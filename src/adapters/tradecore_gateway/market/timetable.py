"""The hours of one gateway: those of the rules, but for the days that somebody has changed."""

from datetime import date, time, timedelta
from typing import NamedTuple

from tradecore_gateway.market.hours import LIQUID, TRADING, Hours, Session, local
from tradecore_gateway.market.listing import Listing

# No market rests for longer.
LONGEST_REST = 30


class Kept(NamedTuple):
    """Hours, with the days on which they are others."""

    hours: Hours
    changed: dict[date, time | None]

    @property
    def zone(self) -> str:
        """The zone in which sessions are told."""
        return self.hours.zone

    def session(self, day: date) -> Session | None:
        """The session of a date, or None where there is none."""
        return self.hours.session(day, self.changed)

    def around(self, now: int) -> Session:
        """The session that is on at an instant, else the next one."""
        day = local(now, self.zone).date()
        for ahead in range(LONGEST_REST):
            found = self.session(day + timedelta(days=ahead))
            if found is not None and found.close > now:
                return found
        raise AssertionError(day)

    def told(self, now: int, days: int = 6) -> str:
        """The sessions of today and the next days, as contract details write them."""
        today = local(now, self.zone).date()
        return ";".join(self._told(today + timedelta(days=ahead)) for ahead in range(days))

    def _told(self, day: date) -> str:
        found = self.session(day)
        if found is None:
            return f"{day:%Y%m%d}:CLOSED"
        return "-".join(f"{local(at, self.zone):%Y%m%d:%H%M}" for at in (found.open, found.close))


class Timetable:
    """When listings trade at all, and when they are liquid. A changed day is so for both, and for all that rest."""

    def __init__(self) -> None:
        self.changed: dict[date, time | None] = {}

    def liquid(self, listing: Listing) -> Kept:
        """The hours in which prices are made here."""
        return self._kept(LIQUID[listing.hours])

    def trading(self, listing: Listing) -> Kept:
        """The hours in which orders may be given."""
        return self._kept(TRADING[listing.hours])

    def _kept(self, hours: Hours) -> Kept:
        return Kept(hours, self.changed if hours.rests else {})

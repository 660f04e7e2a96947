"""When a listing trades: sessions in nanoseconds UTC, and as the text of contract details."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tradecore.bars import SECOND
from tradecore_gateway.market.holidays import half_days, holidays

# Older than IANA's America/..., and what contract details say.
EASTERN, CENTRAL = "US/Eastern", "US/Central"
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


# Days whose close is another one than the rules say, or that have none.
Changes = Mapping[date, time | None]


@dataclass(frozen=True, slots=True)
class Session:
    """One session in nanoseconds UTC, and the date that it belongs to."""

    day: date
    open: int
    close: int


@dataclass(frozen=True, slots=True)
class Hours:
    """A kind of trading hours, in the zone that contract details name.

    `begins` counts days before the session's date. `early` is the close of a half day. Some markets rest on holidays.
    """

    zone: str
    opens: time
    closes: time
    early: time
    begins: int = 0
    rests: bool = True

    def session(self, day: date, changed: Changes | None = None) -> Session | None:
        """The session of a date, or None where there is none."""
        closes = self._closes(day, changed or {})
        if closes is None:
            return None
        opens = instant(day - timedelta(days=self.begins), self.opens, self.zone)
        return Session(day, opens, instant(day, closes, self.zone))

    def _closes(self, day: date, changed: Changes) -> time | None:
        if day in changed:
            return changed[day]
        if day.weekday() in {SATURDAY, SUNDAY} or (self.rests and day in holidays(day.year)):
            return None
        return self.early if self.rests and day in half_days(day.year) else self.closes


# By the name in a listing: when it trades at all, and when it is liquid.
TRADING: Mapping[str, Hours] = {
    "XNYS": Hours(EASTERN, time(4), time(20), time(17)),
    "CME": Hours(CENTRAL, time(17), time(16), time(12), begins=1),
    "FX": Hours(EASTERN, time(17, 15), time(17), time(17), begins=1, rests=False),
}
LIQUID: Mapping[str, Hours] = {
    "XNYS": Hours(EASTERN, time(9, 30), time(16), time(13)),
    "CME": Hours(CENTRAL, time(8, 30), time(15), time(12)),
    "FX": TRADING["FX"],
}


@lru_cache(maxsize=4096)
def instant(day: date, clock: time, zone: str) -> int:
    """Nanoseconds UTC of a time on a zone's clocks."""
    return int(datetime.combine(day, clock, ZoneInfo(zone)).timestamp()) * SECOND


def local(now: int, zone: str) -> datetime:
    """A zone's date and time at an instant."""
    return datetime.fromtimestamp(now // SECOND, UTC).astimezone(ZoneInfo(zone))

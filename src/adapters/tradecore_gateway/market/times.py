"""Times, lengths and sizes of bars as clients write them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tradecore.bars import DAY, HOUR, MINUTE, SECOND

SIZES: Mapping[str, int] = {
    "1 secs": SECOND, "5 secs": 5 * SECOND, "10 secs": 10 * SECOND, "15 secs": 15 * SECOND, "30 secs": 30 * SECOND,
    "1 min": MINUTE, "2 mins": 2 * MINUTE, "3 mins": 3 * MINUTE, "5 mins": 5 * MINUTE, "10 mins": 10 * MINUTE,
    "15 mins": 15 * MINUTE, "20 mins": 20 * MINUTE, "30 mins": 30 * MINUTE, "1 hour": HOUR, "2 hours": 2 * HOUR,
    "3 hours": 3 * HOUR, "4 hours": 4 * HOUR, "8 hours": 8 * HOUR, "1 day": DAY, "1 week": 7 * DAY, "1 month": 30 * DAY,
}  # fmt: skip
UNITS: Mapping[str, int] = {"S": SECOND, "D": DAY, "W": 7 * DAY, "M": 30 * DAY, "Y": 365 * DAY}


def parse_time(text: str, zone: str) -> int:
    """Nanoseconds UTC of `20260302-14:30:00` (UTC), `20260302 09:30:00` with or without a zone, or a day.

    Raises ValueError.
    """
    if "-" in text:
        return _of(datetime.strptime(text, "%Y%m%d-%H:%M:%S").replace(tzinfo=UTC))
    day, clock, named = (*text.split(), "", "")[:3]
    try:
        where = ZoneInfo(named or zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(text) from None
    moment = datetime.strptime(f"{day} {clock or '00:00:00'}", "%Y%m%d %H:%M:%S").replace(tzinfo=where)
    return _of(moment)


def parse_duration(text: str) -> tuple[int, str]:
    """A number and a unit (S, D, W, M or Y) of `2 D`; raises ValueError."""
    count, _, unit = text.partition(" ")
    if not count.isdigit() or int(count) < 1 or unit not in UNITS:
        raise ValueError(text)
    return int(count), unit


def _of(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND

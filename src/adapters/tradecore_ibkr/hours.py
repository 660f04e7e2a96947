"""Liquid hours as the gateway writes them, half days among them."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tradecore.bars import SECOND
from tradecore.errors import InvalidValue

CLOSED = "CLOSED"
# What the gateway calls zones that are known by another name.
ZONES = {"EST": "America/New_York", "EST5EDT": "America/New_York", "JST": "Asia/Tokyo", "GB-Eire": "Europe/London"}


@lru_cache(maxsize=256)
def intervals(text: str, zone: str) -> tuple[tuple[int, int], ...]:
    """[open, close) in ns UTC of `20260302:0930-20260302:1600;20260303:CLOSED`, ascending; raises InvalidValue."""
    try:
        where = ZoneInfo(zone_of(zone))
        return tuple(sorted(_intervals(text, where)))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise InvalidValue(
            "liquidHours", f"{text} {zone}", "20260302:0930-20260302:1600;... and a time zone"
        ) from error


def zone_of(zone: str) -> str:
    """The IANA name of what the gateway calls a time zone."""
    return ZONES.get(zone, zone)


def _intervals(text: str, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    for part in filter(None, text.split(";")):
        if part.endswith(CLOSED):
            continue
        begin, end = part.split("-")
        # An older gateway leaves the second day out.
        end = end if ":" in end else f"{begin.partition(':')[0]}:{end}"
        yield _instant(begin, zone), _instant(end, zone)


def _instant(text: str, zone: ZoneInfo) -> int:
    return int(datetime.strptime(text, "%Y%m%d:%H%M").replace(tzinfo=zone).timestamp()) * SECOND

"""Instants as ISO 8601 text and back; int64 nanoseconds UTC inside."""

from datetime import UTC, date, datetime

from tradecore.bars import DAY, SECOND
from tradecore.errors import InvalidValue

ACCEPTED = "an ISO 8601 date or time such as 2014-06-09 or 2014-06-09T13:30:00Z"
_EPOCH = date(1970, 1, 1)
# Of ISO text, what tells the second.
WHOLE = len("2014-06-09T13:30:00")


def parse_instant(text: str, key: str = "time") -> int:
    """Nanoseconds UTC of an ISO date (its midnight) or time; UTC when it carries no offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(key, text, ACCEPTED) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    whole = moment.replace(microsecond=0)
    return int(whole.timestamp()) * SECOND + moment.microsecond * 1000


def format_instant(time: int) -> str:
    """ISO 8601 UTC to the second, finer only where the instant is: 2014-06-09T13:30:00Z."""
    seconds, rest = divmod(int(time), SECOND)
    text = datetime.fromtimestamp(seconds, UTC).isoformat()[:WHOLE]
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{text}{fraction}Z"


def format_day(day: int) -> str:
    """The date that lies so many days after 1970-01-01."""
    return date.fromordinal(_EPOCH.toordinal() + day).isoformat()


def day_of(time: int) -> int:
    """Days since 1970-01-01 UTC of an instant."""
    return int(time) // DAY

"""How numbers and instants are written for a person."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tradecore.schemas import METRICS

SECOND = 1_000_000_000
MINUTE, HOUR, DAY = 60, 3_600, 86_400
NOTHING = "none"
MONTHS_AS_SUCH = 24
LIFETIME = 100
# Ratios that are called after people, and one that is an abbreviation.
_NAMES = {"sharpe": "Sharpe", "sortino": "Sortino", "calmar": "Calmar", "kelly": "Kelly", "sqn": "SQN"}
_UNITS = {field.name: field.unit for field in METRICS.fields}


def money(value: float, currency: str = "") -> str:
    """Whole money with thousands separators, cents below 100: `-1,234 USD`."""
    digits = 2 if abs(value) < 100 else 0  # noqa: PLR2004
    text = f"{_unsigned_zero(value, digits):,.{digits}f}"
    return f"{text} {currency}".rstrip()


def percent(fraction: float | None, digits: int = 1) -> str:
    """A fraction as percent, `none` for None."""
    return NOTHING if fraction is None else f"{_unsigned_zero(fraction * 100, digits):,.{digits}f}%"


def signed_percent(fraction: float | None, digits: int = 1) -> str:
    """A fraction as percent with its sign, `none` for None."""
    text = percent(fraction, digits)
    return f"+{text}" if fraction is not None and round(fraction * 100, digits) > 0 else text


def ratio(value: float | None) -> str:
    """Two digits, `none` for None."""
    return NOTHING if value is None else f"{_unsigned_zero(value, 2):,.2f}"


def metric(name: str, value: float | None, currency: str = "") -> str:
    """A metric of `schemas.METRICS` in its unit, `none` for None."""
    unit = _UNITS.get(name, "")
    if value is None:
        return NOTHING
    if unit.startswith(("fraction", "probability")):
        return percent(value)
    if unit.startswith("money"):
        return money(value, currency)
    return f"{value:,}" if isinstance(value, int) else ratio(value)


def label(name: str) -> str:
    """The name of a metric as a person says it: `Sharpe`, `profit factor`."""
    words = name.replace("_", " ")
    return _NAMES.get(name, words)


def counted(number: int, noun: str) -> str:
    """`1 trade`, `1,200 trades`, `no trades`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def duration(seconds: float) -> str:
    """As exact as it is of use: `40 s`, `3 min`, `2 h 10 min`, `3 days`."""
    whole = round(seconds)
    if whole < 2 * MINUTE:
        return f"{whole} s"
    if whole < 2 * HOUR:
        return f"{round(whole / MINUTE)} min"
    if whole < 2 * DAY:
        hours, minutes = divmod(round(whole / MINUTE), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{round(whole / DAY)} days"


def years(length: float) -> str:
    """A length in years, as one says it: `3 months`, `2.5 years`, `more than 100 years`."""
    months = round(length * 12)
    if months < MONTHS_AS_SUCH:
        return counted(max(months, 1), "month")
    return f"{length:.1f} years" if length <= LIFETIME else f"more than {LIFETIME} years"


def size(number: int) -> str:
    """Bytes as people compare them: `812 bytes`, `1.4 MB`."""
    value, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:  # noqa: PLR2004
            break
        value, unit = value / 1000, larger
    return f"{number:,} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"


def visible(text: str) -> str:
    """A text of somebody else for a terminal: on one line, and no character in it moves the cursor."""
    line = " ".join(text.split())
    return "".join(each if each.isprintable() or each == " " else f"\\u{ord(each):04x}" for each in line)


def day(time: int, zone: str = "UTC") -> str:
    """The calendar day of an instant (ns UTC) in a zone: `2026-03-31`."""
    return _local(time, zone).strftime("%Y-%m-%d")


def minute(time: int, zone: str = "UTC") -> str:
    """An instant (ns UTC) to the minute in a zone: `2026-03-31 09:30`."""
    return _local(time, zone).strftime("%Y-%m-%d %H:%M")


def moment(instant: str) -> str:
    """An instant in ISO 8601 as people read it: the day and the minute, without a suffix for UTC."""
    return instant[:16].replace("T", " ")


def _unsigned_zero(value: float, digits: int) -> float:
    """The rounded value; what rounds to nothing has no sign."""
    return round(value, digits) + 0.0


def _local(time: int, zone: str) -> datetime:
    tz = UTC if zone == "UTC" else ZoneInfo(zone)
    return datetime.fromtimestamp(time // SECOND, tz)

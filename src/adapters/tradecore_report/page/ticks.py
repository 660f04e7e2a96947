"""Where an axis is labelled, and with which words."""

from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil, floor, isfinite, log10
from zoneinfo import ZoneInfo

from tradecore.views.charts import Unit
from tradecore.views.months import NAMES

SECOND = 1_000_000_000
HOUR = 3600
DAY = 24 * HOUR
# Steps in seconds below a week, then in months.
SHORT = (60, 300, 900, 1800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY)
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
MONTH = 30.44 * DAY

Tick = tuple[float, str]


def ticks(low: float, high: float, unit: Unit, zone: str = "UTC", most: int = 6) -> list[Tick]:
    """Places in [low, high] with their labels; instants are ns UTC, percent fractions."""
    if unit == "time":
        return _instants(int(low), int(high), zone, most)
    step = _round_step((high - low) / most)
    places = [step * k for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
    return [(place, _number(place, step, unit)) for place in places]


def _round_step(raw: float) -> float:
    """The next of 1, 2, 2.5, 5 or 10 times a power of ten."""
    if not raw > 0.0 or not isfinite(raw):
        return 1.0
    power = 10.0 ** floor(log10(raw))
    return next(power * factor for factor in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0) if power * factor >= raw * (1 - 1e-9))


def _number(value: float, step: float, unit: Unit) -> str:
    scale = 100.0 if unit == "percent" else 1.0
    shown, fine = value * scale, step * scale
    digits = max(0, min(8, ceil(-log10(fine) - 1e-9)))
    if digits <= 1 and abs(fine * 10**digits % 1.0) > 1e-6:  # noqa: PLR2004
        digits += 1
    text = f"{round(shown, digits) + 0.0:,.{digits}f}"
    return f"{text}%" if unit == "percent" else text


def _instants(low: int, high: int, zone: str, most: int) -> list[Tick]:
    tz: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)
    first, last = low // SECOND, -(-high // SECOND)
    span = max(last - first, 1)
    short = next((step for step in SHORT if span / step <= most), None)
    places = _by_clock(first, last, short, tz) if short else _by_month(first, last, _months(span, most), tz)
    inside = [moment for moment in places if low <= moment.timestamp() * SECOND <= high]
    words = _clock_words if short and short < DAY else _day_words if short else _month_words
    return [(moment.timestamp() * SECOND, words(moment, place == 0)) for place, moment in enumerate(inside)]


def _months(span: float, most: int) -> int:
    return next((step for step in MONTHS if span / (step * MONTH) <= most), MONTHS[-1])


def _by_clock(first: int, last: int, step: int, tz: tzinfo) -> list[datetime]:
    """Round local times a step apart, days counted from the midnight before the first."""
    start = datetime.fromtimestamp(first, tz).replace(hour=0, minute=0, second=0)
    naive = start.replace(tzinfo=None)
    count = (last - int(start.timestamp())) // step + 2
    return [(naive + timedelta(seconds=step * k)).replace(tzinfo=tz) for k in range(count)]


def _by_month(first: int, last: int, step: int, tz: tzinfo) -> list[datetime]:
    start, end = datetime.fromtimestamp(first, tz), datetime.fromtimestamp(last, tz)
    months = range(start.year * 12 // step * step, end.year * 12 + 12, step)
    return [datetime(month // 12, month % 12 + 1, 1, tzinfo=tz) for month in months]


def _clock_words(moment: datetime, first: bool) -> str:  # noqa: FBT001
    midnight = moment.hour == moment.minute == 0
    if first and not midnight:
        return f"{_day_words(moment, first=False)} {moment:%H:%M}"
    return _day_words(moment, first) if midnight else f"{moment:%H:%M}"


def _day_words(moment: datetime, first: bool) -> str:  # noqa: FBT001
    day = f"{moment.day} {NAMES[moment.month - 1]}"
    return f"{day} {moment.year}" if first else day


def _month_words(moment: datetime, first: bool) -> str:  # noqa: FBT001
    if moment.month == 1:
        return str(moment.year)
    name = NAMES[moment.month - 1]
    return f"{name} {moment.year}" if first else name

"""When New York's exchanges rest or close at 13:00, by their rules since 2022 (Juneteenth's first year there)."""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY, SUNDAY = 5, 6
MONDAY, THURSDAY = 0, 3


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The weekdays of a year on which the exchanges are closed."""
    fixed = (date(year, 6, 19), date(year, 7, 4), date(year, 12, 25))
    floating = (
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        easter(year) - timedelta(days=2),
        _nth(year, 6, MONDAY, 1) - timedelta(days=7),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 11, THURSDAY, 4),
    )
    # A New Year's Day on a Saturday is not made up for: the Friday is the year's last trading day.
    new_year = date(year, 1, 1)
    first = () if new_year.weekday() == SATURDAY else (_observed(new_year),)
    return frozenset((*first, *(_observed(day) for day in fixed), *floating))


@lru_cache(maxsize=64)
def half_days(year: int) -> frozenset[date]:
    """The days of a year on which the exchanges close at 13:00."""
    eves = (date(year, 7, 3), _nth(year, 11, THURSDAY, 4) + timedelta(days=1), date(year, 12, 24))
    return frozenset(day for day in eves if day.weekday() < SATURDAY and day not in holidays(year))


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus: Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _observed(day: date) -> date:
    if day.weekday() == SATURDAY:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day

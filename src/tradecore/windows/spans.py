"""Lengths of time as a person gives them: in bars, or in days, weeks, months and years of the exchange's dates."""

import re
from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from tradecore.errors import InvalidValue

Unit: TypeAlias = Literal["bars", "days", "months"]
ACCEPTED = "a whole number above 0 of bars, days, weeks, months or years, such as 500 bars, 90 days or 2 years"
_SHAPE = re.compile(r"([1-9][0-9]{0,8})\s*(bar|day|week|month|year)s?|([1-9][0-9]{0,8})")
_UNITS: dict[str, tuple[Unit, int]] = {
    "bar": ("bars", 1),
    "day": ("days", 1),
    "week": ("days", 7),
    "month": ("months", 1),
    "year": ("months", 12),
}
_EPOCH = date(1970, 1, 1).toordinal()


class Span(NamedTuple):
    """So many bars, days or months; weeks are seven days and years twelve months."""

    number: int
    unit: Unit = "bars"

    def __str__(self) -> str:
        return f"{self.number:,} {self.unit[:-1] if self.number == 1 else self.unit}"

    @property
    def dated(self) -> bool:
        """Whether it is measured on dates, not in bars."""
        return self.unit != "bars"

    def after(self, day: int, times: int = 1) -> int:
        """The date so many spans after a date, both in days since 1970-01-01; `times` may be negative.

        A month that is shorter ends on its last day: 31 January and one month is 28 or 29 February.
        Raises InvalidValue for a span in bars, and outside the years 1 to 9999.
        """
        if self.unit == "bars":
            raise InvalidValue("span", str(self), "a span of days, weeks, months or years")
        try:
            start = date.fromordinal(day + _EPOCH)
            if self.unit == "days":
                return date.fromordinal(day + _EPOCH + self.number * times).toordinal() - _EPOCH
            years, month = divmod(start.month - 1 + self.number * times, 12)
            last = monthrange(start.year + years, month + 1)[1]
            return date(start.year + years, month + 1, min(start.day, last)).toordinal() - _EPOCH
        except (ValueError, OverflowError):
            raise InvalidValue("span", f"{self} x {times}", "dates within the years 1 to 9999") from None


def parse_span(text: str, key: str = "span") -> Span:
    """Reads `500`, `500 bars`, `90 days`, `12 weeks`, `6 months` or `2 years`; raises InvalidValue."""
    match = _SHAPE.fullmatch(text.strip().lower().replace(",", ""))
    if match is None:
        raise InvalidValue(key, text, ACCEPTED)
    number, unit, bars = match.groups()
    if bars:
        return Span(int(bars))
    name, times = _UNITS[unit]
    return Span(int(number) * times, name)

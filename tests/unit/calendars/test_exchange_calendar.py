from zoneinfo import ZoneInfo

import exchange_calendars
import pytest

from tradecore.bars import DAY, HOUR
from tradecore.errors import InvalidValue, UnknownName
from tradecore.instants import format_day, format_instant, parse_instant
from tradecore.table import Table
from tradecore_calendars.codes import CODES
from tradecore_calendars.exchange import ExchangeCalendar


@pytest.fixture(scope="module")
def nyse() -> ExchangeCalendar:
    return ExchangeCalendar("XNYS")


def between(calendar: ExchangeCalendar, start: str, end: str) -> Table:
    return calendar.sessions(parse_instant(start), parse_instant(end))


def hours(table: Table) -> list[tuple[str, str, str]]:
    return [
        (format_day(int(day)), format_instant(open_)[11:16], format_instant(close)[11:16])
        for open_, day, close in zip(table.time, table["day"], table["close"], strict=True)
    ]


def test_sessions_of_a_span_and_one_on_either_side(nyse: ExchangeCalendar) -> None:
    assert hours(between(nyse, "2024-03-08T12:00:00Z", "2024-03-11T16:00:00Z")) == [
        ("2024-03-07", "14:30", "21:00"),
        ("2024-03-08", "14:30", "21:00"),
        ("2024-03-11", "13:30", "20:00"),
        ("2024-03-12", "13:30", "20:00"),
    ]


def test_half_days_and_holidays(nyse: ExchangeCalendar) -> None:
    assert hours(between(nyse, "2024-11-28", "2024-11-30"))[1:3] == [
        ("2024-11-29", "14:30", "18:00"),
        ("2024-12-02", "14:30", "21:00"),
    ]


@pytest.mark.parametrize(("start", "first"), [("1998-01-02", "1998-01-02"), ("2000-09-29", "2000-09-29")])
def test_old_years(nyse: ExchangeCalendar, start: str, first: str) -> None:
    table = between(nyse, f"{start}T14:00:00Z", f"{start}T22:00:00Z")
    assert format_day(int(table["day"][1])) == first


def test_next_year(nyse: ExchangeCalendar) -> None:
    assert len(between(nyse, "2027-11-01", "2027-12-01")) >= 21


def test_midnights_are_local(nyse: ExchangeCalendar) -> None:
    table = between(nyse, "2024-03-08", "2024-03-12")
    midnights = [format_instant(int(t))[11:16] for t in table["midnight"]]
    assert midnights == ["05:00", "05:00", "04:00", "04:00"]
    assert nyse.zone == "America/New_York"
    assert ZoneInfo(nyse.zone)


def test_sessions_may_begin_the_evening_before() -> None:
    table = between(ExchangeCalendar("CMES"), "2024-01-10T00:00:00Z", "2024-01-10T12:00:00Z")
    assert hours(table)[1] == ("2024-01-10", "23:00", "23:00")
    assert all(close - open_ <= DAY for open_, close in zip(table.time, table["close"], strict=True))


def test_a_wider_span_is_served_after_a_narrow_one() -> None:
    calendar = ExchangeCalendar("XLON")
    narrow = between(calendar, "2024-03-08", "2024-03-09")
    wide = between(calendar, "2010-03-08", "2026-03-09")
    assert len(narrow) <= 3
    assert len(wide) > 4000
    assert all(b - a >= 20 * HOUR for a, b in zip(wide.time, wide.time[1:], strict=False))


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'XNYS'"):
        ExchangeCalendar("XNYSE")


def test_years_beyond_the_rules_are_refused() -> None:
    with pytest.raises(InvalidValue, match="rules reach"):
        between(ExchangeCalendar("XKRX"), "1900-01-01", "1901-01-01")


def test_the_registered_codes_are_those_of_the_library() -> None:
    assert sorted(CODES) == sorted(exchange_calendars.get_calendar_names())

"""New York's hours by our rules are those of exchange_calendars, and are told as the vendor tells them."""

from datetime import date, time, timedelta

import pytest

from tradecore.instants import parse_instant
from tradecore_calendars.exchange import ExchangeCalendar
from tradecore_gateway.market.hours import LIQUID
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.timetable import Timetable
from tradecore_gateway.market.universe import futures, third_friday

STOCK, FUTURE, PAIR = (Listing(1, "X", hours=name) for name in ("XNYS", "CME", "FX"))


def test_sessions_are_those_of_another_library() -> None:
    first, last = parse_instant("2022-01-01"), parse_instant("2031-01-01")
    found = ExchangeCalendar("XNYS").sessions(first, last)
    theirs = {int(day): (int(o), int(c)) for day, o, c in zip(found["day"], found.time, found["close"], strict=True)}
    day, ours = date(2022, 1, 1), dict[int, tuple[int, int]]()
    while day < date(2031, 1, 1):
        session = LIQUID["XNYS"].session(day)
        if session is not None:
            ours[(day - date(1970, 1, 1)).days] = (session.open, session.close)
        day += timedelta(days=1)
    # A day of mourning that no rule knows.
    theirs_ruled = {day: times for day, times in theirs.items() if day in range(min(ours), max(ours) + 1)}
    ours.pop((date(2025, 1, 9) - date(1970, 1, 1)).days)
    assert ours == theirs_ruled


@pytest.mark.parametrize(
    ("listing", "now", "told"),
    [
        (STOCK, "2026-11-25T15:00:00Z", "20261125:0930-20261125:1600;20261126:CLOSED;20261127:0930-20261127:1300"),
        (FUTURE, "2026-03-02T15:00:00Z", "20260302:0830-20260302:1500;20260303:0830-20260303:1500"),
        (PAIR, "2026-03-06T15:00:00Z", "20260305:1715-20260306:1700;20260307:CLOSED;20260308:CLOSED"),
    ],
)
def test_hours_are_told_as_contract_details_have_them(listing: Listing, now: str, told: str) -> None:
    assert Timetable().liquid(listing).told(parse_instant(now)).startswith(told)


def test_a_changed_day_is_so_for_markets_that_rest() -> None:
    timetable = Timetable()
    timetable.changed[date(2026, 3, 2)] = time(13)
    timetable.changed[date(2026, 3, 3)] = None
    now = parse_instant("2026-03-02T15:00:00Z")
    assert timetable.liquid(STOCK).told(now).startswith("20260302:0930-20260302:1300;20260303:CLOSED;20260304:0930")
    assert timetable.liquid(PAIR).told(now).startswith("20260301:1715-20260302:1700")


def test_futures_expire_on_third_fridays() -> None:
    assert third_friday(2026, 3) == date(2026, 3, 20)
    local = [one.local_symbol for one in futures(date(2026, 3, 21)) if one.symbol == "ES"]
    assert local == ["ESM6", "ESU6", "ESZ6", "ESH7", "ESM7"]

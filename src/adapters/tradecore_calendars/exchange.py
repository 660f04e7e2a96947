"""Sessions of the world's exchanges."""

import numpy as np
import pandas as pd
from exchange_calendars import get_calendar, get_calendar_names
from exchange_calendars.errors import CalendarError, InvalidCalendarName
from exchange_calendars.exchange_calendar import ExchangeCalendar as Exchange

from tradecore.errors import InvalidValue, UnknownName
from tradecore.table import Table

MARGIN = pd.Timedelta(days=14)


class ExchangeCalendar:
    """Calendar over exchange_calendars: half days, holidays and summer time of one exchange code, such as XNYS."""

    def __init__(self, code: str) -> None:
        if code not in get_calendar_names():
            raise UnknownName("calendar", code, get_calendar_names(include_aliases=False))
        self._code = code
        self._exchange: Exchange | None = None

    @property
    def zone(self) -> str:
        """IANA name of the exchange's zone."""
        return str(self._known().tz)

    def sessions(self, start: int, end: int) -> Table:
        """See Calendar; raises InvalidValue for years that the exchange's rules do not reach."""
        first, last = pd.Timestamp(start, unit="ns"), pd.Timestamp(end, unit="ns")
        exchange = self._covering(first, last)
        schedule = exchange.schedule
        opens, closes = _ns(schedule["open"]), _ns(schedule["close"])
        begin = max(int(np.searchsorted(closes, start, side="right")) - 1, 0)
        stop = min(int(np.searchsorted(opens, end, side="left")) + 1, len(opens))
        labels = pd.DatetimeIndex(schedule.index[begin:stop]).as_unit("ns")
        midnights = _ns(labels.tz_localize(exchange.tz))
        days = labels.asi8 // 86_400_000_000_000
        return Table(opens[begin:stop], {"close": closes[begin:stop], "day": days, "midnight": midnights})

    def _known(self) -> Exchange:
        if self._exchange is None:
            return self._covering(pd.Timestamp("2020-01-01"), pd.Timestamp("2020-12-31"))
        return self._exchange

    def _covering(self, first: pd.Timestamp, last: pd.Timestamp) -> Exchange:
        begin, end = (first - MARGIN).normalize(), (last + MARGIN).normalize()
        exchange = self._exchange
        if exchange is None or begin < exchange.first_session or end > exchange.last_session + MARGIN / 2:
            self._exchange = exchange = self._built(begin, end)
        return exchange

    def _built(self, begin: pd.Timestamp, end: pd.Timestamp) -> Exchange:
        try:
            return get_calendar(self._code, start=begin, end=end)
        except InvalidCalendarName as error:
            raise UnknownName("calendar", self._code, get_calendar_names(include_aliases=False)) from error
        except (CalendarError, ValueError) as error:
            asked = f"{begin.date()} to {end.date()}"
            raise InvalidValue("calendar", self._code, f"an exchange whose rules reach {asked} ({error})") from error


def _ns(column: "pd.Series[pd.Timestamp] | pd.DatetimeIndex") -> np.ndarray:
    exact = pd.DatetimeIndex(column).tz_convert("UTC").as_unit("ns")
    if str(exact.dtype) != "datetime64[ns, UTC]":
        raise AssertionError(exact.dtype)
    return exact.asi8

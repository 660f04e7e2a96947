"""Sessions of the world's exchanges."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from exchange_calendars import get_calendar, get_calendar_names
from exchange_calendars.errors import CalendarError
from pandas.errors import Pandas4Warning

from tradecore.bars import DAY
from tradecore.errors import InvalidValue, UnknownName
from tradecore.instants import day_of, format_day
from tradecore.table import Table

# More than the longest closure around one session, so that there always is one on either side.
MARGIN = 14
# Something to ask for its zone.
ANY_YEAR = (18_262, 18_627)


class ExchangeCalendar:
    """Calendar over exchange_calendars: half days, holidays and summer time of one exchange code, such as XNYS.

    Sessions are one interval each: a break at noon counts as open.
    """

    def __init__(self, code: str) -> None:
        if code not in get_calendar_names():
            raise UnknownName("calendar", code, get_calendar_names(include_aliases=False))
        self._code = code
        self._days = (0, 0)
        self._exchange: Any = None

    @property
    def zone(self) -> str:
        """IANA name of the exchange's zone."""
        return str((self._exchange or self._covering(*ANY_YEAR)).tz)

    def sessions(self, start: int, end: int) -> Table:
        """See Calendar; raises InvalidValue for years that the exchange's rules do not reach."""
        exchange = self._covering(day_of(start) - MARGIN, day_of(end) + MARGIN)
        schedule = exchange.schedule
        opens, closes = _nanoseconds(schedule["open"]), _nanoseconds(schedule["close"])
        begin = max(int(np.searchsorted(closes, start, side="right")) - 1, 0)
        stop = min(int(np.searchsorted(opens, end, side="left")) + 1, len(opens))
        labels = schedule.index[begin:stop]
        days = _nanoseconds(labels.tz_localize("UTC")) // DAY
        midnights = _nanoseconds(labels.tz_localize(exchange.tz))
        return Table(opens[begin:stop], {"close": closes[begin:stop], "day": days, "midnight": midnights})

    def _covering(self, first: int, last: int) -> Any:  # noqa: ANN401 - the library has no types
        """The exchange with its days from `first` to `last`, built unless it has them."""
        if self._exchange is not None and self._days[0] <= first and last <= self._days[1]:
            return self._exchange
        asked = format_day(first), format_day(last)
        try:
            with warnings.catch_warnings():
                # The library itself calls what pandas 4 will drop: nothing a user could act on.
                warnings.simplefilter("ignore", DeprecationWarning)
                warnings.simplefilter("ignore", Pandas4Warning)
                self._exchange = get_calendar(self._code, start=asked[0], end=asked[1])
        except (CalendarError, ValueError) as error:
            accepted = f"an exchange whose rules reach from {asked[0]} to {asked[1]} ({error})"
            raise InvalidValue("calendar", self._code, accepted) from error
        self._days = (first, last)
        return self._exchange


def _nanoseconds(column: Any) -> Any:  # noqa: ANN401 - times of pandas to an array of numpy
    exact: Any = pd.DatetimeIndex(column).tz_convert("UTC").as_unit("ns")
    if str(exact.dtype) != "datetime64[ns, UTC]":
        raise AssertionError(exact.dtype)
    return exact.asi8

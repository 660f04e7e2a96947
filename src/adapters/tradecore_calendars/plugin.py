"""Registers the exchanges' calendars by their codes: XNYS, XLON, CMES, 24/7 ..."""

from collections.abc import Callable, Mapping
from functools import partial

from tradecore.ports.calendar import Calendar
from tradecore_calendars.codes import CODES
from tradecore_plugins import hookimpl


def _calendar(code: str, workspace: str) -> Calendar:
    from tradecore_calendars.exchange import ExchangeCalendar

    del workspace
    return ExchangeCalendar(code)


@hookimpl
def tradecore_calendars() -> Mapping[str, Callable[[str], Calendar]]:
    """Every exchange that exchange_calendars knows, aliases included."""
    return {code: partial(_calendar, code) for code in CODES}

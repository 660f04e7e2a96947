"""Sentences about prices, bars and hours."""

from datetime import date, time
from typing import TYPE_CHECKING

from tradecore_gateway.script.forms import Form
from tradecore_gateway.script.trades import listed

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def stall(gateway: "Gateway") -> None:
    """Bars that were to stay up to date do not, and nobody is told."""
    for connection in gateway.connections:
        connection.silence("bars")


def stall_all(gateway: "Gateway") -> None:
    """The same, for ticks too."""
    for connection in gateway.connections:
        connection.silence()


def empty(gateway: "Gateway") -> None:
    """A request for bars is answered with none."""
    gateway.faults.empty += 1


def refuse(gateway: "Gateway", code: int) -> None:
    """A request for bars is answered with a code."""
    gateway.faults.answers.append(code)


def move(gateway: "Gateway", symbol: str, factor: float) -> None:
    """Prices jump."""
    gateway.market.move(listed(gateway, symbol), gateway.timeline.now(), factor)


def half_day(gateway: "Gateway", day: date, closes: time) -> None:
    """An exchange closes early."""
    gateway.timetable.changed[day] = closes


def holiday(gateway: "Gateway", day: date) -> None:
    """An exchange rests."""
    gateway.timetable.changed[day] = None


FORMS = (
    Form("stall bars", "bars that were to stay up to date stop, silently and for good", stall),
    Form("stall data", "so do ticks and bars of five seconds", stall_all),
    Form("next history empty", "a request for bars is answered with none; updates follow all the same", empty),
    Form("next history error CODE", "a request for bars is answered with a code, such as 162 or 420", refuse),
    Form("move SYMBOL PERCENT", "prices jump, from the next bar on", move),
    Form("half day DAY CLOCK", "exchanges close at this time of that day", half_day),
    Form("holiday DAY", "exchanges rest on that day", holiday),
)

"""Sentences about the vendor's codes: what they say, and what they mean here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tradecore_gateway.script.forms import Form

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway

MESSAGES: Mapping[int, str] = {
    1100: "Connectivity between IBKR and Trader Workstation has been lost.",
    1101: "Connectivity between IBKR and Trader Workstation has been restored - data lost.",
    1102: "Connectivity between IBKR and Trader Workstation has been restored - data maintained.",
    1300: "TWS socket port has been reset and this connection is being dropped.",
    2103: "Market data farm connection is broken:usfarm",
    2104: "Market data farm connection is OK:usfarm",
    2105: "HMDS data farm connection is broken:ushmds",
    2106: "HMDS data farm connection is OK:ushmds",
    2110: "Connectivity between Trader Workstation and server is broken. It will be restored automatically.",
    10197: "No market data during competing live session",
    399: "Order Message:\nWarning: your order will not be placed at the exchange until the market opens",
    10349: "Order TIF was set to DAY based on order preset.",
    321: "Error validating request.-'bE' : cause - told to",
    201: "Order rejected - reason:told to",
    202: "Order Canceled - reason:",
    162: "Historical Market Data Service error message:API historical data query cancelled",
    420: "Invalid Real-time Query:Historical data request pacing violation",
    100: "Max rate of messages per second has been exceeded:max=50 rec=51",
}


def say(gateway: "Gateway", code: int, message: str = "") -> None:
    """Tells a code to everybody, after what it stands for has been done."""
    effect = EFFECTS.get(code)
    if code == COMPETING:
        _compete(gateway)
        return
    if effect is not None:
        effect(gateway)
    for connection in list(gateway.connections):
        connection.error(-1, code, message or MESSAGES.get(code, f"Told to say {code}"))


def say_of_order(gateway: "Gateway", code: int) -> None:
    """Tells a code about the newest order that works; the order is as it was."""
    working = [one for one in gateway.ledger.working() if one.order]
    for ticket in working[-1:]:
        for connection in gateway.connections:
            if connection.client == ticket.client:
                connection.error(ticket.order, code, MESSAGES.get(code, f"Told to say {code}"))


def end_competing(gateway: "Gateway") -> None:
    """Market data flow again."""
    gateway.faults.competing = False


COMPETING = 10197


def _compete(gateway: "Gateway") -> None:
    gateway.faults.competing = True
    for connection in list(gateway.connections):
        for _, request in list(connection.tasks):
            connection.error(request, COMPETING, MESSAGES[COMPETING])


def _link_down(gateway: "Gateway") -> None:
    gateway.link(up=False)


def _data_lost(gateway: "Gateway") -> None:
    for connection in gateway.connections:
        connection.silence()
    gateway.link(up=True)


def _link_up(gateway: "Gateway") -> None:
    gateway.link(up=True)


def _farm(*, down: bool) -> Callable[["Gateway"], None]:
    def perform(gateway: "Gateway") -> None:
        gateway.faults.farm_down = down

    return perform


def _history(*, down: bool) -> Callable[["Gateway"], None]:
    def perform(gateway: "Gateway") -> None:
        gateway.faults.history_down = down

    return perform


EFFECTS: Mapping[int, Callable[["Gateway"], None]] = {
    1100: _link_down,
    1101: _data_lost,
    1102: _link_up,
    2103: _farm(down=True),
    2104: _farm(down=False),
    2105: _history(down=True),
    2106: _history(down=False),
}
FORMS = (
    Form(
        "error CODE",
        "everybody is told this code. 1100: the link to the broker is down, orders and what comes of them wait; 1101:"
        " it is up, bars and ticks are gone; 1102: it is up. 2103 and 2104: bars and ticks stop, and go on. 2105 and"
        " 2106: history is not answered, and is again. 10197: every subscription is told so, bars and ticks stop",
        say,
    ),
    Form("error CODE on order", "the newest working order is told this code and works on", say_of_order),
    Form("error CODE saying TEXT", "the same as `error CODE`, in other words", say),
    Form("end competing session", "bars and ticks go on after 10197", end_competing),
)

"""No account that is not of the session's mode gets an order, whatever is asked for and whatever listens."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from ibkr_desk import LIBRARY, IbkrDesk

from tradecore.contracts.settings import GatewaySettings
from tradecore.errors import AccountRefused
from tradecore.live.orders import Order, Protection
from tradecore_gateway import AccountPlan, Gateway
from tradecore_ibkr.broker import IbkrBroker

PAPER, OTHER, ADVISOR, REAL = "DU1234567", "DU7654321", "DF1234567", "U1234567"
# Mode, the account that is asked for, the accounts that are logged in, and those that the configuration trusts.
CASES: list[tuple[str, str, Sequence[str], Sequence[str]]] = [
    ("paper", REAL, [REAL], []),
    ("paper", REAL, [REAL], [REAL]),
    ("paper", REAL, [PAPER], [REAL]),
    ("paper", "F1234567", ["F1234567"], []),
    ("paper", "I1234567", ["I1234567"], []),
    ("paper", "du1234567", ["du1234567"], []),
    ("paper", "DU", ["DU"], []),
    ("paper", "D1234567", ["D1234567"], []),
    ("paper", "XDU1234567", ["XDU1234567"], []),
    ("paper", " DU1234567", [PAPER], []),
    ("paper", "DU1234567,U1234567", [PAPER, REAL], []),
    ("paper", PAPER, [REAL], []),
    ("paper", PAPER, [OTHER], []),
    ("paper", PAPER, [PAPER, REAL], []),
    ("paper", PAPER, [REAL, PAPER], []),
    ("paper", ADVISOR, [ADVISOR, REAL], []),
    ("real", REAL, [REAL], []),
    ("real", REAL, [REAL], ["U7654321"]),
    ("real", REAL, [PAPER], [REAL]),
    ("real", REAL, [REAL, PAPER], [REAL]),
    ("real", REAL, ["U7654321"], [REAL]),
    ("real", PAPER, [PAPER], [PAPER]),
    ("simulated", PAPER, [PAPER], []),
    ("simulated", REAL, [REAL], [REAL]),
]


def everything(broker: IbkrBroker) -> None:
    """Whatever could send an order."""
    numbers = count()
    actions: list[Any] = [
        broker.connect,
        lambda: broker.submit(Order(f"{next(numbers)}-entry", "AAPL", 1.0, 1.0, stop=90.0)),
        lambda: broker.submit(Order(f"{next(numbers)}-exit", "AAPL", -1.0, 0.0)),
        lambda: broker.cancel("0-entry"),
        lambda: broker.amend("0-entry", 2.0),
        lambda: broker.protect(Protection("0", "AAPL", 1.0, 90.0, 110.0)),
        broker.cancel_everything,
    ]
    for act in actions:
        with pytest.raises(Exception, match=r"account|cannot be reached"):
            act()


@pytest.mark.parametrize(("mode", "account", "connected", "trusted"), CASES)
def test_not_one_order_message_is_sent(mode: str, account: str, connected: list[str], trusted: list[str]) -> None:
    desk = IbkrDesk(account=connected[0], accounts=tuple(AccountPlan(name) for name in connected))
    try:
        settings = GatewaySettings(port=desk.port, library=LIBRARY, real_accounts=tuple(trusted))
        try:
            broker = desk.broker(mode=mode, account=account, gateway=settings)
        except AccountRefused:
            pass
        else:
            everything(broker)
        desk.pass_time(30.0)
        assert desk.gateway.order_messages == 0
    finally:
        desk.close()


def test_there_are_as_many_cases_as_are_promised() -> None:
    assert len(CASES) == 24


def test_a_gateway_that_comes_back_as_somebody_else_gets_no_order() -> None:
    desk = IbkrDesk()
    try:
        broker = desk.broker()
        broker.connect()
        desk.run(desk.gateway.stop())
        plan = desk.plan.__class__((AccountPlan(REAL),), desk.plan.start, listings=desk.plan.listings)
        desk.gateway = Gateway(plan, desk.market)
        desk.run(desk.gateway.start(desk.port))
        desk.pass_time(30.0)
        with pytest.raises(AccountRefused, match=r"\*+567, not to"):
            broker.connect()
        with pytest.raises(Exception, match="cannot be reached"):
            broker.submit(Order("a-entry", "AAPL", 1.0, 1.0))
        assert desk.gateway.order_messages == 0
    finally:
        desk.close()


def test_the_right_account_trades() -> None:
    desk = IbkrDesk(account=REAL)
    try:
        broker = desk.broker(
            mode="real", gateway=GatewaySettings(port=desk.port, library=LIBRARY, real_accounts=(REAL,))
        )
        broker.connect()
        broker.submit(Order("a-entry", "AAPL", 1.0, 1.0))
        assert desk.gateway.order_messages == 1
    finally:
        desk.close()

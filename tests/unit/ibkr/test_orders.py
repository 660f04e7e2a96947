"""Orders, executions and hours as Interactive Brokers has them."""

from types import SimpleNamespace
from typing import Any

import ib_insync
import pytest

from tradecore.errors import InvalidValue
from tradecore.instants import parse_instant
from tradecore.live.events import Commission
from tradecore.live.orders import Order, Protection
from tradecore_ibkr.executions import Executions, identity, kind_of
from tradecore_ibkr.hours import intervals
from tradecore_ibkr.orders import Desk
from tradecore_ibkr.statuses import STATES, standing_of

DESK = Desk(ib_insync, "DU1234567", 0.01)


def terms(order: Any) -> tuple[Any, ...]:
    price = order.lmtPrice if order.orderType == "LMT" else order.auxPrice if order.orderType == "STP" else None
    return order.orderRef, order.action, order.totalQuantity, order.orderType, price, order.tif, order.transmit


def test_an_entry_is_a_bracket_whose_last_order_lets_all_of_them_go() -> None:
    made = DESK.bracket(Order("a-entry", "AAPL", 10.0, 10.0, limit=100.0, stop=90.0, profit=120.0), 7, "")
    assert [terms(one) for one in made] == [
        ("a-entry", "BUY", 10, "LMT", 100.0, "GTC", False),
        ("a-stop", "SELL", 10, "STP", 90.0, "GTC", False),
        ("a-target", "SELL", 10, "LMT", 120.0, "GTC", True),
    ]
    assert [(one.orderId, one.parentId) for one in made] == [(7, 0), (8, 7), (9, 7)]
    assert [(one.ocaGroup, one.ocaType) for one in made] == [("", 0), ("a", 3), ("a", 3)]
    assert {one.account for one in made} == {"DU1234567"}


def test_a_reversal_protects_what_is_left_of_it_and_joins_the_group_of_what_it_closes() -> None:
    made = DESK.bracket(Order("b-entry", "AAPL", -15.0, -5.0, stop=110.0), 1, "a")
    assert [terms(one) for one in made] == [
        ("b-entry", "SELL", 15, "MKT", None, "DAY", False),
        ("b-stop", "BUY", 5, "STP", 110.0, "GTC", True),
    ]
    assert [one.ocaGroup for one in made] == ["a", "b"]
    [alone] = DESK.bracket(Order("c-exit", "AAPL", 5.0, 0.0), 1, "")
    assert terms(alone) == ("c-exit", "BUY", 5, "MKT", None, "DAY", True)


def test_prices_are_rounded_against_the_trader_and_limits_to_the_passive_side() -> None:
    [entry, stop, target] = DESK.bracket(
        Order("a-entry", "AAPL", 10.0, 10.0, limit=100.004, stop=90.006, profit=120.004), 1, ""
    )
    assert (entry.lmtPrice, stop.auxPrice, target.lmtPrice) == (100.0, 90.0, 120.01)
    [entry, stop, target] = DESK.bracket(
        Order("a-entry", "AAPL", -10.0, -10.0, trigger=100.006, stop=110.001, profit=80.009), 1, ""
    )
    assert (entry.auxPrice, stop.auxPrice, target.lmtPrice) == (100.0, 110.01, 80.0)
    assert DESK.price(100.1 + 1e-12, 1.0) == 100.1
    assert Desk(ib_insync, "DU1", 0.0).price(1.23456, 1.0) == 1.23456
    assert Desk(ib_insync, "DU1", 0.00005).price(1.10001, 1.0) == 1.10005


def test_protection_of_nothing_is_nothing() -> None:
    assert DESK.legs(Protection("a", "AAPL", 10.0), "a") == []


def execution(exec_id: str, price: float = 100.0, charged: float | None = None, account: str = "DU1") -> Any:
    time = SimpleNamespace(timestamp=lambda: 1_772_463_600.0)
    said = SimpleNamespace(
        execId=exec_id, acctNumber=account, orderRef="a-entry", shares=4.0, side="BOT", price=price, time=time, permId=9
    )
    report = SimpleNamespace(execId=exec_id if charged is not None else "", commission=charged)
    return SimpleNamespace(execution=said, commissionReport=report)


def test_an_execution_is_known_without_the_number_of_its_correction() -> None:
    assert identity("0000e0d5.5f2.01.02") == ("0000e0d5.5f2.01", 2)
    assert identity("odd") == ("odd", 1)
    found = Executions("DU1")
    assert found.take(execution("x.01.01"))
    assert not found.take(execution("x.01.01", charged=1.5))
    assert not found.take(execution("y.01.01", account="DU2"))
    assert found.untold() == ["x.01"]
    found.tell("x.01")
    assert found.untold() == []
    assert found.take(execution("x.01.02", price=101.0))
    assert not found.take(execution("x.01.01"))
    assert found.untold() == ["x.01"]
    fill = found.fill("x.01", "AAPL", "LMT")
    assert (fill.id, fill.revision, fill.quantity, fill.price, fill.kind) == ("x.01", 2, 4.0, 101.0, "limit")
    # What the first was charged with is not what the second is.
    assert fill.commission is None
    found.take(execution("x.01.02", price=101.0, charged=2.0))
    assert found.charge_of("x.01") == Commission("x.01", 2.0, 2)
    assert found.sum_of("a-entry") == 4.0


@pytest.mark.parametrize(
    ("ref", "order_type", "kind"),
    [
        ("a-entry", "MKT", "market"),
        ("a-entry", "STP", "trigger"),
        ("a-exit", "MKT", "exit"),
        ("a-stop", "STP", "stop"),
        ("a-target", "LMT", "profit"),
        ("", "", "market"),
    ],
)
def test_the_leg_says_what_a_fill_is(ref: str, order_type: str, kind: str) -> None:
    assert kind_of(ref, order_type) == kind


def test_hours_are_those_of_the_exchange_with_half_days_and_without_closed_ones() -> None:
    text = "20261126:CLOSED;20261127:0930-20261127:1300;20261130:0930-1600"
    assert intervals(text, "US/Eastern") == (
        (parse_instant("2026-11-27T14:30:00Z"), parse_instant("2026-11-27T18:00:00Z")),
        (parse_instant("2026-11-30T14:30:00Z"), parse_instant("2026-11-30T21:00:00Z")),
    )
    assert intervals("", "EST") == ()
    for bad in ("20261127:0930", "20261127:xx-20261127:1300"):
        with pytest.raises(InvalidValue, match="liquidHours"):
            intervals(bad, "US/Eastern")
    with pytest.raises(InvalidValue, match="time zone"):
        intervals("20261127:0930-20261127:1300", "Mars/Phobos")


def test_no_error_is_a_state_and_an_unknown_state_says_nothing() -> None:
    assert {state for state, means in STATES.items() if means == "ended"} == {
        "Filled",
        "Cancelled",
        "ApiCancelled",
        "Inactive",
    }
    assert standing_of("ValidationError") == "silent"

"""The ledger against arithmetic on paper, one rule of fill-rules.md a test."""

from fractions import Fraction
from typing import Any

import pytest
from ledger import Ledger, commission


def bar(place: int, open_: float, high: float, low: float, close: float, **facts: float) -> dict[str, Any]:
    neutral = {"nights": 0, "split": 1.0, "dividend": 0.0}
    prices = {"open": open_, "high": high, "low": low, "close": close}
    return {"time": place, "available": place + 1, **prices, **neutral, **facts}


FLAT = (100.0, 101.0, 99.0, 100.0)
BUY = {("X", 0): {"target": 10.0}}


def kept(bars: list[dict[str, Any]], decisions: Any, **settings: Any) -> Ledger:
    return Ledger(Fraction(10_000), **settings).run({"X": bars}, decisions)


def wish(target: float, **rest: float) -> dict[tuple[str, int], dict[str, float]]:
    return {("X", 0): {"target": target, **rest}}


def test_a_market_order_fills_at_the_next_open() -> None:
    ledger = kept([bar(0, *FLAT), bar(1, 102.0, 103.0, 101.0, 102.5)], BUY)
    assert [(f["time"], f["price"]) for f in ledger.fills] == [(1, 102.0)]
    assert [m["equity"] for m in ledger.marks] == [10_000.0, 10_005.0]


def test_a_decision_on_the_last_bar_stays_pending() -> None:
    ledger = kept([bar(0, *FLAT)], BUY)
    assert not ledger.fills
    assert ledger.pages[0].wish is not None
    assert ledger.pages[0].wish.target == 10


@pytest.mark.parametrize(
    ("side", "prices", "kind", "price"),
    [
        (1, (100.0, 101.0, 94.0, 99.0), "stop", 95.0),
        (1, (100.0, 106.0, 94.0, 99.0), "stop", 95.0),
        (1, (100.0, 106.0, 99.0, 99.0), "profit", 105.0),
        (-1, (100.0, 106.0, 99.0, 99.0), "stop", 105.0),
        (-1, (100.0, 101.0, 94.0, 99.0), "profit", 95.0),
    ],
)
def test_stop_and_target_are_live_in_the_entry_bar_and_the_stop_wins(
    side: int, prices: tuple[float, float, float, float], kind: str, price: float
) -> None:
    below, above = 95.0, 105.0
    rest = {"stop": below, "profit": above} if side > 0 else {"stop": above, "profit": below}
    ledger = kept([bar(0, *FLAT), bar(1, *prices)], wish(10.0 * side, **rest))
    assert (ledger.fills[1]["kind"], ledger.fills[1]["price"]) == (kind, price)
    assert ledger.trades[0]["bars"] == 0


@pytest.mark.parametrize(("opening", "kind"), [(90.0, "stop"), (110.0, "profit")])
def test_a_gap_fills_at_the_open(opening: float, kind: str) -> None:
    bars = [bar(0, *FLAT), bar(1, *FLAT), bar(2, opening, 115.0, 85.0, 100.0)]
    ledger = kept(bars, wish(10.0, stop=95.0, profit=105.0))
    assert (ledger.fills[1]["kind"], ledger.fills[1]["price"]) == (kind, opening)


def test_an_entry_beyond_its_own_stop_is_not_taken() -> None:
    ledger = kept([bar(0, *FLAT), bar(1, 94.0, 95.0, 93.0, 94.0)], wish(10.0, stop=95.0))
    assert not ledger.fills
    assert ledger.events == [(1, "X", "beyond")]


def test_hold_closes_at_the_open_after_so_many_bars() -> None:
    ledger = kept([bar(i, *FLAT) for i in range(5)], wish(10.0, hold=2))
    assert [(f["time"], f["kind"]) for f in ledger.fills] == [(1, "market"), (3, "hold")]
    assert ledger.trades[0]["bars"] == 2


def test_a_reversal_is_one_order_with_one_minimum() -> None:
    bars = [bar(i, *FLAT) for i in range(3)]
    decisions = {("X", 0): {"target": 10.0}, ("X", 1): {"target": -10.0}}
    ledger = kept(bars, decisions, costs=commission("ibkr_fixed"))
    assert [(f["quantity"], f["commission"]) for f in ledger.fills] == [(10.0, 1.0), (-10.0, 1.0), (-10.0, 0.0)]
    assert [(t["side"], t["net"]) for t in ledger.trades] == [("long", -2.0)]


@pytest.mark.parametrize(("units", "price", "charged"), [(100, 25, 1.0), (1000, 25, 5.0), (1000, "0.25", 2.5)])
def test_ibkr_published_examples(units: int, price: str, charged: float) -> None:
    assert commission("ibkr_fixed")(Fraction(units), units * Fraction(price)) == charged


@pytest.mark.parametrize(
    ("model", "charged"),
    [
        (commission("none"), 0.0),
        (commission("fraction", 0.001), 1.0),
        (commission("fraction", 0.001, 3.0), 3.0),
        (commission("per_share", 0.25), 2.5),
        (commission("per_order", 4.0), 4.0),
    ],
)
def test_the_other_commission_models(model: Any, charged: float) -> None:
    ledger = kept([bar(0, *FLAT), bar(1, *FLAT)], BUY, costs=model)
    assert ledger.fills[0]["commission"] == pytest.approx(charged)


def test_slippage_works_against_market_and_stop_and_not_against_the_target() -> None:
    bars = [bar(0, *FLAT), bar(1, *FLAT), bar(2, 100.0, 101.0, 94.0, 99.0)]
    stopped = kept(bars, wish(10.0, stop=95.0), slippage_bps=100.0)
    assert [f["price"] for f in stopped.fills] == [101.0, 94.05]
    gained = kept([*bars[:2], bar(2, 100.0, 106.0, 99.0, 99.0)], wish(10.0, profit=105.0), slippage_bps=100.0)
    assert gained.fills[1]["price"] == 105.0


def test_a_split_changes_units_prices_stops_and_working_orders_but_not_the_equity() -> None:
    bars = [bar(0, *FLAT), bar(1, *FLAT), bar(2, 50.0, 50.5, 49.5, 50.0, split=2.0), bar(3, 50.0, 50.5, 46.0, 50.0)]
    decisions = {("X", 0): {"target": 10.0, "stop": 90.0}, ("X", 1): {"target": 15.0, "stop": 94.0}}
    ledger = kept(bars, decisions)
    assert [(f["quantity"], f["price"]) for f in ledger.fills] == [(10.0, 100.0), (10.0, 50.0), (-30.0, 47.0)]
    assert [m["equity"] for m in ledger.marks] == [10_000.0, 10_000.0, 10_000.0, 9_910.0]
    assert ledger.trades[0]["entry_price"] == 50.0


@pytest.mark.parametrize(("target", "equity"), [(10.0, 10_020.0), (-10.0, 9_980.0)])
def test_a_dividend_is_paid_to_or_by_the_position(target: float, equity: float) -> None:
    ledger = kept([bar(0, *FLAT), bar(1, *FLAT), bar(2, *FLAT, dividend=2.0)], wish(target))
    assert ledger.marks[-1]["equity"] == equity


def test_borrow_accrues_over_a_weekend() -> None:
    ledger = kept([bar(0, *FLAT), bar(1, *FLAT, nights=3), bar(2, *FLAT)], wish(-10.0), borrow=0.365)
    assert ledger.marks[-1]["equity"] == pytest.approx(10_000 - 1_000 * 0.365 * 3 / 365)


def test_an_order_beyond_buying_power_is_rejected_whole() -> None:
    ledger = kept([bar(0, *FLAT), bar(1, *FLAT)], wish(101.0))
    assert not ledger.fills
    assert ledger.events == [(1, "X", "buying power")]


def test_cash_freed_at_an_open_serves_every_entry_of_that_open() -> None:
    bars = [bar(i, *FLAT) for i in range(3)]
    decisions = {("X", 1): {"target": 90.0}, ("Y", 0): {"target": 90.0}, ("Y", 1): {"target": 0.0}}
    ledger = Ledger(Fraction(10_000)).run({"X": bars, "Y": bars}, decisions)
    assert [(f["symbol"], f["quantity"]) for f in ledger.fills] == [("Y", 90.0), ("Y", -90.0), ("X", 90.0)]


def test_a_halted_instrument_keeps_its_order_and_its_last_mark() -> None:
    halted = [bar(0, *FLAT), bar(2, 103.0, 104.0, 102.0, 103.0)]
    ledger = Ledger(Fraction(10_000)).run({"X": halted, "Y": [bar(i, *FLAT) for i in range(3)]}, BUY)
    assert [(f["time"], f["price"]) for f in ledger.fills] == [(2, 103.0)]


def test_a_partial_exit_books_its_share_of_the_entry() -> None:
    bars = [bar(0, *FLAT), bar(1, *FLAT), bar(2, 110.0, 110.0, 110.0, 110.0)]
    decisions = {("X", 0): {"target": 10.0}, ("X", 1): {"target": 6.0}}
    ledger = kept(bars, decisions, costs=commission("per_order", 2.0))
    trade = ledger.trades[0]
    assert (trade["quantity"], trade["gross"], trade["costs"]) == (4.0, 40.0, pytest.approx(2.8))

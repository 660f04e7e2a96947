"""Each rule of docs/fill-rules.md, by name, on a few bars that show it."""

from itertools import pairwise
from math import nan
from typing import Any

import pytest
from scripted import start

from tradecore.contracts.settings import CostSettings
from tradecore.costs import IBKR_FIXED, IBKR_TIERED, Commission, commission_of, schedule_from, tiered_of
from tradecore.errors import StrategyError
from tradecore.fees import us_stocks
from tradecore.instants import parse_instant
from tradecore.simulation.booking import month_of
from tradecore.simulation.limits import Limits
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import fills_table, trades_table

HOUR = 3_600 * 10**9
FREE = Rules()
Row = tuple[float, float, float, float]


def bar(t: int, prices: Row, **facts: float) -> dict[str, Any]:
    opening, high, low, close = prices
    neutral = {"nights": 0, "split": 1.0, "dividend": 0.0, "session": 0, "volume": 1.0}
    times = {"time": t * HOUR, "available": (t + 1) * HOUR}
    return {**times, "open": opening, "high": high, "low": low, "close": close, **neutral, **facts}


def traded(
    rows: list[Row], told: dict[int, dict[str, float]], rules: Rules = FREE, cash: float = 1e6, **terms: float
) -> Simulation:
    """One instrument's bars and decisions by bar."""
    market = {"AAA": [bar(t, row) for t, row in enumerate(rows)]}
    simulation = start(market, {("AAA", t): wish for t, wish in told.items()}, rules, cash, **terms)
    simulation.advance()
    return simulation


def prices(simulation: Simulation) -> list[tuple[float, float]]:
    fills = fills_table(simulation)
    return list(zip(fills["quantity"], fills["price"], strict=True))


QUIET: Row = (100.0, 101.0, 99.0, 100.0)


def test_a_market_order_fills_at_the_next_open() -> None:
    simulation = traded([QUIET, (102.0, 103.0, 101.0, 102.5), QUIET], {0: {"target": 10}})
    assert prices(simulation) == [(10.0, 102.0)]
    assert fills_table(simulation).time[0] == HOUR


def test_a_decision_on_the_last_bar_stays_pending() -> None:
    simulation = traded([QUIET, QUIET], {1: {"target": 10}})
    assert prices(simulation) == []
    assert simulation.book.orders.working[0] == 1


def test_a_limit_fills_when_touched_at_the_limit() -> None:
    assert prices(traded([QUIET, (100.0, 101.0, 98.0, 99.0)], {0: {"target": 10, "limit": 98.0}})) == [(10.0, 98.0)]
    assert prices(traded([QUIET, (100.0, 101.0, 98.01, 99.0)], {0: {"target": 10, "limit": 98.0}})) == []


def test_a_limit_fills_at_a_better_open() -> None:
    assert prices(traded([QUIET, (97.0, 99.0, 96.0, 98.0)], {0: {"target": 10, "limit": 98.0}})) == [(10.0, 97.0)]
    assert prices(traded([QUIET, (103.0, 104.0, 102.0, 103.0)], {0: {"target": -10, "limit": 102.0}})) == [
        (-10.0, 103.0)
    ]


def test_a_limit_lives_until_it_fills_when_nothing_replaces_it() -> None:
    market = {"AAA": [bar(0, QUIET), bar(1, QUIET), bar(2, (99.0, 99.5, 95.0, 96.0))]}
    simulation = start(market, {("AAA", 0): {"target": 10, "limit": 96.0}}, FREE, 1e6)
    simulation.inputs.given[1] = nan
    simulation.advance()
    assert prices(simulation) == [(10.0, 96.0)]
    assert list(simulation.book.tally.undecided) == [1]


def test_an_order_of_the_day_ends_with_its_session_and_one_decided_at_its_end_lives_in_the_next() -> None:
    dip: Row = (99.0, 99.5, 95.0, 96.0)
    told = {"target": 10.0, "limit": 96.0, "day": 1.0}

    def run(decided: int, ends: int) -> list[tuple[float, float]]:
        market = {"AAA": [bar(t, QUIET, nights=int(t == ends)) for t in range(3)] + [bar(3, dip)]}
        simulation = start(market, {("AAA", decided): told}, FREE, 1e6)
        for t in range(decided + 1, 4):
            simulation.inputs.given[t] = nan
        simulation.advance()
        assert list(simulation.book.tally.expired) == [int(ends > decided)]
        return prices(simulation)

    assert run(decided=0, ends=1) == []
    assert run(decided=1, ends=1) == [(10.0, 96.0)]


def test_limits_and_targets_may_need_to_be_penetrated() -> None:
    strict = Rules(penetrate=True)
    told = {0: {"target": 10, "limit": 98.0}}
    assert prices(traded([QUIET, (100.0, 101.0, 98.0, 99.0)], told, strict)) == []
    assert prices(traded([QUIET, (100.0, 101.0, 97.99, 99.0)], told, strict)) == [(10.0, 98.0)]
    assert prices(traded([QUIET, (98.0, 99.0, 98.0, 98.0)], told, strict)) == []
    assert prices(traded([QUIET, (97.5, 99.0, 97.5, 98.0)], told, strict)) == [(10.0, 97.5)]
    target = {0: {"target": 10, "profit": 103.0}}
    assert len(prices(traded([QUIET, QUIET, (100.0, 103.0, 99.0, 100.0)], target, strict))) == 1
    assert prices(traded([QUIET, QUIET, (100.0, 103.1, 99.0, 100.0)], target, strict))[1] == (-10.0, 103.0)


def test_a_later_decision_replaces_the_order() -> None:
    rows = [QUIET, QUIET, (99.0, 99.5, 95.0, 96.0)]
    assert prices(traded(rows, {0: {"target": 10, "limit": 96.0}, 1: {"target": 0}})) == []


def test_a_trigger_fills_when_touched_or_at_the_open_gapped_through() -> None:
    assert prices(traded([QUIET, (100.0, 103.0, 99.0, 102.0)], {0: {"target": 10, "trigger": 102.0}})) == [
        (10.0, 102.0)
    ]
    assert prices(traded([QUIET, (104.0, 105.0, 103.0, 104.0)], {0: {"target": 10, "trigger": 102.0}})) == [
        (10.0, 104.0)
    ]
    assert prices(traded([QUIET, (100.0, 101.9, 99.0, 101.0)], {0: {"target": 10, "trigger": 102.0}})) == []


def test_a_stop_fills_at_the_stop_or_at_the_open_gapped_through() -> None:
    told = {0: {"target": 10, "stop": 98.0}}
    assert prices(traded([QUIET, QUIET, (100.0, 100.0, 97.0, 99.0)], told))[1] == (-10.0, 98.0)
    assert prices(traded([QUIET, QUIET, (95.0, 96.0, 94.0, 95.0)], told))[1] == (-10.0, 95.0)
    short = {0: {"target": -10, "stop": 102.0}}
    assert prices(traded([QUIET, QUIET, (100.0, 103.0, 99.0, 100.0)], short))[1] == (10.0, 102.0)
    assert prices(traded([QUIET, QUIET, (105.0, 106.0, 104.0, 105.0)], short))[1] == (10.0, 105.0)


def test_a_target_fills_at_the_target_or_at_the_better_open() -> None:
    told = {0: {"target": 10, "profit": 103.0}}
    assert prices(traded([QUIET, QUIET, (100.0, 104.0, 99.0, 103.0)], told))[1] == (-10.0, 103.0)
    assert prices(traded([QUIET, QUIET, (106.0, 107.0, 105.0, 106.0)], told))[1] == (-10.0, 106.0)


def test_a_price_that_is_just_reached_is_touched() -> None:
    assert prices(traded([QUIET, QUIET, (100.0, 100.0, 98.0, 99.0)], {0: {"target": 10, "stop": 98.0}}))[1] == (
        -10.0,
        98.0,
    )
    assert prices(traded([QUIET, QUIET, (100.0, 103.0, 99.0, 99.0)], {0: {"target": 10, "profit": 103.0}}))[1] == (
        -10.0,
        103.0,
    )


def test_protection_is_live_in_the_bar_of_an_entry_at_the_open() -> None:
    stopped = traded([QUIET, (100.0, 101.0, 97.0, 99.0)], {0: {"target": 10, "stop": 98.0}})
    assert prices(stopped) == [(10.0, 100.0), (-10.0, 98.0)]
    assert trades_table(stopped)["bars"][0] == 0
    assert prices(traded([QUIET, (100.0, 104.0, 99.0, 103.0)], {0: {"target": 10, "profit": 103.0}}))[1] == (
        -10.0,
        103.0,
    )


def test_the_stop_wins_when_both_are_touched() -> None:
    simulation = traded([QUIET, QUIET, (100.0, 104.0, 97.0, 100.0)], {0: {"target": 10, "stop": 98.0, "profit": 103.0}})
    assert prices(simulation)[1] == (-10.0, 98.0)
    assert trades_table(simulation)["exit_reason"] == ["protective stop"]


def test_after_an_entry_inside_the_bar_a_stop_is_granted_and_a_target_waits() -> None:
    wild: Row = (100.0, 106.0, 95.0, 101.0)
    stop = {0: {"target": 10, "limit": 98.0, "stop": 96.0}}
    assert prices(traded([QUIET, wild], stop)) == [(10.0, 98.0), (-10.0, 96.0)]
    target = {0: {"target": 10, "limit": 98.0, "profit": 104.0}}
    assert prices(traded([QUIET, wild], target)) == [(10.0, 98.0)]
    assert prices(traded([QUIET, wild, (103.0, 105.0, 102.0, 104.5)], target))[1] == (-10.0, 104.0)


def test_after_an_entry_inside_the_bar_both_may_wait() -> None:
    told = {0: {"target": 10, "limit": 98.0, "stop": 96.0, "profit": 104.0}}
    rows: list[Row] = [QUIET, (100.0, 106.0, 95.0, 101.0), (101.0, 101.0, 95.0, 97.0)]
    assert prices(traded(rows, told, Rules(wait=True))) == [(10.0, 98.0), (-10.0, 96.0)]
    assert prices(traded(rows[:2], told, Rules(wait=True))) == [(10.0, 98.0)]


def test_after_an_entry_inside_the_bar_the_open_is_past_and_the_stop_holds() -> None:
    told = {0: {"target": 10, "trigger": 102.0, "stop": 101.0}}
    assert prices(traded([QUIET, (100.0, 103.0, 99.0, 102.0)], told)) == [(10.0, 102.0), (-10.0, 101.0)]


@pytest.mark.parametrize("protection", [{"stop": 103.0}, {"profit": 101.0}])
def test_an_entry_beyond_its_own_protection_is_not_taken_and_counted(protection: dict[str, float]) -> None:
    opening = 102.0
    simulation = traded([QUIET, (opening, 102.5, 101.5, 102.0)], {0: {"target": 10, **protection}})
    assert prices(simulation) == []
    assert list(simulation.book.tally.beyond_protection) == [1]


def test_hold_closes_at_the_open_after_so_many_closes() -> None:
    rows = [QUIET, QUIET, QUIET, (101.0, 102.0, 100.0, 101.0), QUIET]
    simulation = traded(rows, {0: {"target": 10, "hold": 2}})
    assert prices(simulation) == [(10.0, 100.0), (-10.0, 101.0)]
    assert trades_table(simulation)["bars"][0] == 2
    assert trades_table(simulation)["exit_reason"] == ["held 2 bars"]


def test_a_reversal_is_one_order_with_one_minimum_two_fills_and_a_trade_each_side() -> None:
    rules = Rules(Commission(per_unit=0.005, minimum=1.0))
    simulation = traded([QUIET] * 4, {0: {"target": 100}, 1: {"target": -50}, 2: {"target": 0}}, rules)
    fills = fills_table(simulation)
    assert list(fills["quantity"]) == [100.0, -100.0, -50.0, 50.0]
    assert list(fills["commission"]) == [1.0, 1.0, 0.0, 1.0]
    assert trades_table(simulation)["side"] == ["long", "short"]


def test_a_position_that_stays_takes_the_protection_of_the_new_decision_at_once() -> None:
    rows = [QUIET, QUIET, (100.0, 100.5, 97.0, 99.0)]
    told = {0: {"target": 10, "stop": 90.0}, 1: {"target": 10, "stop": 98.0}}
    assert prices(traded(rows, told)) == [(10.0, 100.0), (-10.0, 98.0)]


def test_what_closes_a_position_ends_an_order_that_would_add_to_it() -> None:
    rows = [QUIET, QUIET, (95.0, 96.0, 94.0, 95.0), QUIET]
    simulation = traded(rows, {0: {"target": 10, "stop": 98.0}, 1: {"target": 30, "stop": 98.0}})
    assert prices(simulation) == [(10.0, 100.0), (-10.0, 95.0)]


def test_a_stop_inside_the_bar_ends_an_order_that_would_add_to_the_position() -> None:
    rows = [QUIET, QUIET, (100.0, 100.0, 97.5, 99.0), (96.0, 97.0, 95.0, 96.0)]
    market = {"AAA": [bar(t, row) for t, row in enumerate(rows)]}
    told = {("AAA", 0): {"target": 10, "stop": 98.0}, ("AAA", 1): {"target": 30, "stop": 98.0, "limit": 97.0}}
    simulation = start(market, told, FREE, 1e6)
    simulation.inputs.given[2] = nan
    simulation.advance()
    assert prices(simulation) == [(10.0, 100.0), (-10.0, 98.0)]


def test_slippage_works_against_market_and_stop_fills_and_spares_limits_and_targets() -> None:
    rules = Rules(slippage=0.01)
    told = {0: {"target": 10, "stop": 98.0}}
    assert prices(traded([QUIET, QUIET, (100.0, 100.0, 97.0, 99.0)], told, rules)) == [
        (10.0, 101.0),
        (-10.0, 98.0 * 0.99),
    ]
    limit = {0: {"target": 10, "limit": 99.0, "profit": 103.0}}
    rows = [QUIET, QUIET, (100.0, 104.0, 100.0, 103.0)]
    assert prices(traded(rows, limit, rules)) == [(10.0, 99.0), (-10.0, 103.0)]
    assert list(fills_table(traded(rows, limit, rules))["slippage"]) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("units", "price", "charge"), [(100, 25.0, 1.0), (1_000, 25.0, 5.0), (1_000, 0.25, 2.5), (0, 25.0, 0.0)]
)
def test_interactive_brokers_fixed_schedule(units: float, price: float, charge: float) -> None:
    assert commission_of(IBKR_FIXED, units, units * price) == charge


@pytest.mark.parametrize(
    ("units", "before", "charge"),
    [
        (10.0, 0.0, 0.35),
        (1_000.0, 0.0, 3.5),
        (1_000.0, 299_500.0, 500 * 0.0035 + 500 * 0.0020),
        (100_000_000.0, 0.0, 1_050.0 + 5_400.0 + 25_500.0 + 80_000.0),
        (1_000.0, 100_000_000.0, 0.5),
        (0.0, 0.0, 0.0),
    ],
)
def test_interactive_brokers_tiered_schedule(units: float, before: float, charge: float) -> None:
    assert tiered_of(IBKR_TIERED, units, units * 25.0, before) == pytest.approx(charge)


def test_the_tiered_schedule_is_capped_and_counts_the_month_of_the_whole_account() -> None:
    assert tiered_of(IBKR_TIERED, 100.0, 20.0, 0.0) == pytest.approx(0.2)
    day = 24 * HOUR
    march = [
        {**bar(0, QUIET), "time": month_start + t * HOUR} for month_start in (31 * day, 59 * day) for t in range(3)
    ]
    market = {"AAA": march, "BBB": march}
    told = {("AAA", 0): {"target": 299_900.0}, ("BBB", 1): {"target": 300.0}, ("AAA", 3): {"target": 300_900.0}}
    simulation = start(market, told, Rules(tiers=IBKR_TIERED), 1e9)
    simulation.advance()
    paid = list(fills_table(simulation)["commission"])
    assert paid == pytest.approx([299_900 * 0.0035, 100 * 0.0035 + 200 * 0.0020, 1_000 * 0.0035])


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("1969-12-31T00:00:00", -1),
        ("1970-01-31T23:59:59", 0),
        ("1970-02-01T00:00:00", 1),
        ("2000-02-29T12:00:00", 361),
        ("2026-11-23T20:00:00", 682),
    ],
)
def test_months_are_those_of_the_calendar(text: str, months: int) -> None:
    assert month_of(parse_instant(text)) == months


@pytest.mark.parametrize(
    ("settings", "charge"),
    [
        (CostSettings("none"), 0.0),
        (CostSettings("fraction", 0.001), 10.0),
        (CostSettings("per_share", 0.01, 2.0), 2.0),
        (CostSettings("per_order", 4.95), 4.95),
        (CostSettings("ibkr_fixed"), 1.0),
    ],
)
def test_every_commission_model_charges_what_it_says(settings: CostSettings, charge: float) -> None:
    assert commission_of(schedule_from(settings), 100.0, 10_000.0) == charge


def test_a_split_acts_before_the_open_on_position_protection_and_order() -> None:
    market = {
        "AAA": [
            bar(0, QUIET),
            bar(1, QUIET),
            bar(2, (25.0, 25.5, 24.5, 25.0), split=4.0),
            bar(3, (25.0, 25.0, 22.0, 23.0)),
        ]
    }
    told = {("AAA", 0): {"target": 10, "stop": 90.0}, ("AAA", 1): {"target": 20, "stop": 90.0}}
    simulation = start(market, told, FREE, 1e6)
    simulation.advance()
    assert prices(simulation) == [(10.0, 100.0), (40.0, 25.0), (-80.0, 22.5)]
    assert list(simulation.tapes.marks.equity[:3]) == [1e6, 1e6, 1e6]


@pytest.mark.parametrize(("kind", "price"), [("limit", 22.0), ("trigger", 27.0)])
def test_a_split_acts_on_a_resting_entry(kind: str, price: float) -> None:
    market = {"AAA": [bar(0, QUIET), bar(1, (25.0, 28.0, 21.0, 25.0), split=4.0)]}
    simulation = start(market, {("AAA", 0): {"target": 10, kind: price * 4.0}}, FREE, 1e6)
    simulation.advance()
    assert prices(simulation) == [(40.0, price)]


def test_a_dividend_is_paid_to_a_long_position_and_by_a_short_one() -> None:
    for side in (1, -1):
        market = {"AAA": [bar(0, QUIET), bar(1, QUIET), bar(2, QUIET, dividend=0.5)]}
        simulation = start(market, {("AAA", 0): {"target": side * 10}}, FREE, 1e6)
        simulation.advance()
        assert simulation.curve.equity == 1e6 + side * 5.0


def test_borrowing_is_charged_for_each_calendar_day_held_overnight() -> None:
    market = {"AAA": [bar(0, QUIET), bar(1, QUIET, nights=3), bar(2, QUIET, nights=1)]}
    simulation = start(market, {("AAA", 0): {"target": -10}}, Rules(borrow=0.365), 1e6)
    simulation.advance()
    assert simulation.curve.equity == pytest.approx(1e6 - 4 * 10 * 100.0 * 0.001)
    held = start(market, {("AAA", 0): {"target": 10}}, Rules(borrow=0.365), 1e6)
    held.advance()
    assert held.curve.equity == 1e6


def test_targets_are_floored_to_the_lot_towards_zero() -> None:
    assert prices(traded([QUIET, QUIET], {0: {"target": 10.9}})) == [(10.0, 100.0)]
    assert prices(traded([QUIET, QUIET], {0: {"target": -10.9}})) == [(-10.0, 100.0)]
    assert prices(traded([QUIET, QUIET], {0: {"target": 0.37}}, lot=0.1))[0][0] == pytest.approx(0.3)


def test_prices_are_rounded_to_the_tick_against_the_trader_and_limits_to_the_passive_side() -> None:
    slipped = traded([QUIET, QUIET], {0: {"target": 10}}, Rules(slippage=0.0001), tick=0.05)
    assert prices(slipped)[0][1] == pytest.approx(100.05)
    limited = traded([QUIET, (100.0, 100.0, 97.0, 98.0)], {0: {"target": 10, "limit": 98.04}}, tick=0.05)
    assert prices(limited)[0][1] == pytest.approx(98.0)
    stopped = traded([QUIET, QUIET, (100.0, 100.0, 97.0, 98.0)], {0: {"target": 10, "stop": 98.04}}, tick=0.05)
    assert prices(stopped)[1][1] == pytest.approx(98.0)
    gained = traded([QUIET, QUIET, (100.0, 104.0, 99.0, 103.0)], {0: {"target": 10, "profit": 103.01}}, tick=0.05)
    assert prices(gained)[1][1] == pytest.approx(103.05)
    triggered = traded([QUIET, (100.0, 104.0, 99.0, 103.0)], {0: {"target": 10, "trigger": 102.01}}, tick=0.05)
    assert prices(triggered)[0][1] == pytest.approx(102.05)


def test_an_order_beyond_buying_power_is_rejected_whole_and_counted() -> None:
    simulation = traded([QUIET, QUIET], {0: {"target": 101}}, cash=10_000.0)
    assert prices(simulation) == []
    assert list(simulation.book.tally.beyond_buying_power) == [1]
    assert prices(traded([QUIET, QUIET], {0: {"target": 100}}, cash=10_000.0)) == [(100.0, 100.0)]
    assert prices(traded([QUIET, QUIET], {0: {"target": 200}}, Rules(leverage=2.0), cash=10_000.0)) == [(200.0, 100.0)]
    assert prices(traded([QUIET, QUIET], {0: {"target": 100}}, Rules(IBKR_FIXED), cash=10_000.0)) == []


def test_an_order_beyond_buying_power_may_be_trimmed_to_it() -> None:
    trim = Rules(trim=True)
    simulation = traded([QUIET, QUIET], {0: {"target": 150}}, trim, cash=10_050.0)
    assert prices(simulation) == [(100.0, 100.0)]
    assert list(simulation.book.tally.trimmed) == [1]
    paid = Rules(IBKR_FIXED, trim=True)
    assert prices(traded([QUIET, QUIET], {0: {"target": 150}}, paid, cash=10_000.0)) == [(99.0, 100.0)]
    assert prices(traded([QUIET, QUIET], {0: {"target": 150}}, trim, cash=99.0)) == []
    short = traded([QUIET, QUIET], {0: {"target": -150}}, Rules(Commission(fraction=0.01), trim=True), cash=10_000.0)
    assert prices(short) == [(-99.0, 100.0)]


def test_what_is_held_ties_up_its_margin_only() -> None:
    told = {0: {"target": 150}, 1: {"target": 200}}
    assert prices(traded([QUIET] * 3, told, Rules(leverage=2.0), cash=10_000.0)) == [(150.0, 100.0), (50.0, 100.0)]
    assert prices(traded([QUIET] * 3, {**told, 1: {"target": 201}}, Rules(leverage=2.0), cash=10_000.0)) == [
        (150.0, 100.0)
    ]


def test_buying_power_is_measured_at_the_opens_of_the_bar() -> None:
    rows = {"AAA": [QUIET, QUIET, (50.0, 50.0, 50.0, 50.0)], "BBB": [QUIET, QUIET, QUIET]}
    market = {symbol: [bar(t, row) for t, row in enumerate(one)] for symbol, one in rows.items()}
    told = {("AAA", 0): {"target": 150.0}, ("BBB", 1): {"target": 20.0}}
    simulation = start(market, told, Rules(leverage=2.0), 10_000.0)
    simulation.advance()
    assert prices(simulation) == [(150.0, 100.0)]
    assert list(simulation.book.tally.beyond_buying_power) == [0, 1]


def test_cash_freed_by_an_exit_is_there_for_every_entry_of_the_same_open() -> None:
    market = {symbol: [bar(t, QUIET) for t in range(4)] for symbol in ("AAA", "BBB")}
    told = {("BBB", 0): {"target": 90.0}, ("AAA", 1): {"target": 90.0}, ("BBB", 1): {"target": 0.0}}
    simulation = start(market, told, FREE, 10_000.0)
    simulation.advance()
    assert prices(simulation) == [(90.0, 100.0), (-90.0, 100.0), (90.0, 100.0)]
    assert fills_table(simulation)["symbol"] == ["BBB", "BBB", "AAA"]


def test_instruments_come_in_the_order_of_the_request_where_cash_is_short() -> None:
    market = {symbol: [bar(t, QUIET) for t in range(2)] for symbol in ("BBB", "AAA")}
    simulation = start(market, {("AAA", 0): {"target": 90.0}, ("BBB", 0): {"target": 90.0}}, FREE, 10_000.0)
    simulation.advance()
    assert fills_table(simulation)["symbol"] == ["BBB"]


def always(wish: dict[str, float], bars: range) -> dict[int, dict[str, float]]:
    """The same decision at each of these bars."""
    return {t: dict(wish) for t in bars}


def thin(rows: list[Row], told: dict[int, dict[str, float]], **facts: list[int]) -> Simulation:
    """Bars with a volume of 1,000 units, a tenth of which may be traded."""
    given = [{name: values[t] for name, values in facts.items()} for t in range(len(rows))]
    market = {"AAA": [bar(t, row, **{"volume": 1_000.0, **given[t]}) for t, row in enumerate(rows)]}
    rules = Rules(IBKR_FIXED, cap=0.1)
    simulation = start(market, {("AAA", t): wish for t, wish in told.items()}, rules, 1e6)
    simulation.advance()
    return simulation


def test_volume_caps_a_fill_and_the_rest_works_on_with_one_commission_minimum() -> None:
    simulation = thin([QUIET] * 6, always({"target": 250}, range(5)))
    assert prices(simulation) == [(100.0, 100.0), (100.0, 100.0), (50.0, 100.0)]
    assert list(fills_table(simulation)["commission"]) == [1.0, 0.0, 0.25]


def test_volume_caps_an_exit_and_a_reversal_one_order_at_a_time() -> None:
    told = {**always({"target": 150}, range(2)), **always({"target": -80}, range(2, 7))}
    assert [units for units, _ in prices(thin([QUIET] * 8, told))] == [100.0, 50.0, -100.0, -50.0, -50.0, -30.0]


def test_the_rest_of_a_triggered_stop_leaves_at_the_next_open_and_that_of_a_target_waits_for_its_price() -> None:
    told = always({"target": 150.0, "stop": 98.0}, range(2))
    rows: list[Row] = [QUIET, QUIET, QUIET, (99.0, 99.0, 97.0, 99.0), (101.0, 102.0, 100.0, 101.0), QUIET]
    assert prices(thin(rows, told))[2:] == [(-100.0, 98.0), (-50.0, 101.0)]
    wanted = always({"target": 150.0, "profit": 103.0}, range(2))
    rose: Row = (100.0, 104.0, 100.0, 102.0)
    simulation = thin([QUIET, QUIET, QUIET, rose, QUIET, rose, QUIET], wanted)
    assert prices(simulation)[2:] == [(-100.0, 103.0), (-50.0, 103.0)]
    assert list(fills_table(simulation)["commission"])[2:] == [1.0, 0.0]


def test_the_rest_of_a_capped_entry_ends_with_its_session() -> None:
    told = {0: {"target": 250}}
    market = {"AAA": [bar(t, QUIET, volume=1_000.0, nights=int(t == 2)) for t in range(5)]}
    simulation = start(market, {("AAA", 0): told[0]}, Rules(cap=0.1), 1e6)
    for t in range(1, 5):
        simulation.inputs.given[t] = nan
    simulation.advance()
    assert [units for units, _ in prices(simulation)] == [100.0, 100.0]
    assert list(simulation.book.tally.expired) == [1]


@pytest.mark.parametrize(
    ("limits", "told", "column", "filled"),
    [
        (Limits(position=1_500.0), {0: {"target": 20}}, "stopped_position", []),
        (Limits(position=1_500.0), {0: {"target": 15}}, "stopped_position", [15.0]),
        (Limits(position=1_500.0), {0: {"target": 10}, 1: {"target": 20}}, "stopped_position", [10.0]),
        (
            Limits(order=500.0),
            {0: {"target": 5}, 1: {"target": 10}, 2: {"target": 0}},
            "stopped_order",
            [5.0, 5.0, -10.0],
        ),
        (Limits(order=500.0), {0: {"target": 5}, 1: {"target": -6}}, "stopped_order", [5.0, -5.0]),
        (Limits(orders=1.0), {0: {"target": 5}, 1: {"target": 10}, 2: {"target": 0}}, "stopped_orders", [5.0, -5.0]),
        (Limits(collar=0.01), {0: {"target": 5, "limit": 98.9}}, "stopped_collar", []),
        (Limits(collar=0.02), {0: {"target": 5, "limit": 99.0}}, "stopped_collar", [5.0]),
        (Limits(collar=0.01), {0: {"target": 5}}, "stopped_collar", [5.0]),
    ],
)
def test_risk_limits_stop_entries_and_count_what_each_stopped(
    limits: Limits, told: dict[int, dict[str, float]], column: str, filled: list[float]
) -> None:
    simulation = traded([QUIET] * 4, told, Rules(limits=limits))
    assert [quantity for quantity, _ in prices(simulation)] == filled
    wanted = [wish["target"] for wish in told.values()]
    entered = sum(1 for before, after in pairwise([0.0, *wanted]) if abs(after) > abs(before) or before * after < 0)
    assert sum(getattr(simulation.book.tally, column)) == entered - sum(1 for units in filled if units > 0)


def test_the_daily_loss_ends_entries_until_the_next_session() -> None:
    falling: Row = (100.0, 100.0, 90.0, 90.0)
    rows: list[Row] = [QUIET, QUIET, falling, *[(90.0, 90.0, 90.0, 90.0)] * 4]
    sessions = [0, 0, 0, 0, 1, 1, 1]
    market = {
        "AAA": [bar(t, row, session=session) for t, (row, session) in enumerate(zip(rows, sessions, strict=True))]
    }
    told = {("AAA", 0): {"target": 60.0}, ("AAA", 2): {"target": 70.0}, ("AAA", 4): {"target": 80.0}}
    simulation = start(market, told, Rules(limits=Limits(loss=0.05)), 10_000.0)
    simulation.advance()
    assert [quantity for quantity, _ in prices(simulation)] == [60.0, 20.0]
    assert list(simulation.book.tally.stopped_loss) == [1]


def test_orders_a_session_are_counted_anew_in_each() -> None:
    market = {"AAA": [bar(t, QUIET, session=t // 2) for t in range(5)]}
    told = {("AAA", t): {"target": 10.0 * (t + 1)} for t in range(4)}
    simulation = start(market, told, Rules(limits=Limits(orders=1.0)), 1e6)
    simulation.advance()
    assert [quantity for quantity, _ in prices(simulation)] == [10.0, 20.0]


def test_open_positions_are_marked_at_the_end_and_not_closed() -> None:
    simulation = traded([QUIET, (100.0, 111.0, 99.0, 110.0)], {0: {"target": 10}})
    assert simulation.curve.equity == 1e6 + 100.0
    assert len(trades_table(simulation)) == 0


def test_equity_at_or_below_zero_ends_the_run() -> None:
    rows: list[Row] = [QUIET, QUIET, (250.0, 250.0, 250.0, 250.0), QUIET]
    simulation = traded(rows, {0: {"target": -100}}, cash=10_000.0)
    assert simulation.ruined
    assert simulation.group == 3
    assert list(simulation.tapes.marks.equity[:3]) == [10_000.0, 10_000.0, -5_000.0]


@pytest.mark.parametrize(
    "wish", [{"target": float("inf")}, {"target": 1e300}, {"target": 1, "limit": 99.0, "trigger": 101.0}]
)
def test_a_decision_that_cannot_be_traded_ends_the_run_and_names_it(wish: dict[str, float]) -> None:
    with pytest.raises(StrategyError) as caught:
        traded([QUIET, QUIET], {1: wish})
    assert (caught.value.strategy, caught.value.symbol, caught.value.time) == (
        "Scripted",
        "AAA",
        "1970-01-01T01:00:00Z",
    )
    assert f"target={wish['target']}" in str(caught.value)


def test_regulators_take_a_part_of_sales_only() -> None:
    june_2024 = parse_instant("2024-06-03T14:00:00Z", "time") // HOUR
    rows = [bar(june_2024 + t, (100.0, 101.0, 99.0, 100.0)) for t in range(4)]
    told = {("AAA", 0): {"target": 1_000}, ("AAA", 1): {"target": 0}}
    simulation = start({"AAA": rows}, told, Rules(fees=us_stocks()), 1e6)
    simulation.advance()
    # 27.80 a million of 100,000 sold, and 0.000166 a share.
    assert fills_table(simulation)["commission"] == pytest.approx([0.0, 2.78 + 0.166])
    assert simulation.cash == pytest.approx(1e6 - 2.78 - 0.166)


def test_a_short_sale_pays_the_fees_of_its_date_at_most_the_cap_a_trade() -> None:
    june_2025 = parse_instant("2025-06-03T14:00:00Z", "time") // HOUR
    rows = [bar(june_2025 + t, (1.0, 1.01, 0.99, 1.0)) for t in range(3)]
    simulation = start({"AAA": rows}, {("AAA", 0): {"target": -100_000}}, Rules(fees=us_stocks()), 1e6)
    simulation.advance()
    assert fills_table(simulation)["commission"] == pytest.approx([8.30])


def test_sales_before_the_table_pay_its_first_rates() -> None:
    rows = [bar(t, (100.0, 101.0, 99.0, 100.0)) for t in range(3)]
    simulation = start({"AAA": rows}, {("AAA", 0): {"target": -1_000}}, Rules(fees=us_stocks()), 1e6)
    simulation.advance()
    assert fills_table(simulation)["commission"] == pytest.approx([2.21 + 0.119])


STALE = Rules(limits=Limits(stale=2.0 * HOUR))


def test_an_entry_decided_on_a_stale_bar_is_not_taken() -> None:
    rows = [bar(0, QUIET), bar(4, QUIET), bar(5, QUIET)]
    simulation = start({"AAA": rows}, {("AAA", 0): {"target": 10}}, STALE, 1e6)
    simulation.advance()
    assert prices(simulation) == []
    assert list(simulation.book.tally.stopped_stale) == [1]


def test_an_entry_decided_at_a_sessions_last_bar_is_sent_at_the_next_open_however_late() -> None:
    rows = [bar(0, QUIET, nights=1), bar(20, QUIET, session=1)]
    simulation = start({"AAA": rows}, {("AAA", 0): {"target": 10}}, STALE, 1e6)
    simulation.advance()
    assert prices(simulation) == [(10.0, 100.0)]


def test_a_stale_bar_stops_no_exit_and_only_the_new_side_of_a_reversal() -> None:
    rows = [bar(0, QUIET), bar(1, QUIET), bar(5, QUIET), bar(6, QUIET)]
    simulation = start({"AAA": rows}, {("AAA", 0): {"target": 10}, ("AAA", 1): {"target": -5}}, STALE, 1e6)
    simulation.advance()
    assert prices(simulation) == [(10.0, 100.0), (-10.0, 100.0)]
    assert list(simulation.book.tally.stopped_stale) == [1]


def test_a_fraction_of_a_lot_that_a_split_left_is_kept_until_the_rest_is_sold() -> None:
    rows = [bar(0, QUIET), bar(1, QUIET), bar(2, (50.0, 51.0, 49.0, 50.0), split=1.5), bar(3, QUIET), bar(4, QUIET)]
    simulation = start({"AAA": rows}, {("AAA", 0): {"target": 7}, ("AAA", 3): {"target": 0}}, FREE, 1e6)
    simulation.advance()
    assert [quantity for quantity, _ in prices(simulation)] == [7.0, -10.5]

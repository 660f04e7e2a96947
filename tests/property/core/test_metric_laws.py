"""Laws that metrics obey whatever the equity."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.metrics import drawdowns as falls
from tradecore.metrics import performance, trading
from tradecore.metrics import returns as gains
from tradecore.table import Table

money = st.floats(1.0, 1e6)
curves = st.lists(money, max_size=40)
profits = st.lists(st.floats(-1e6, 1e6), max_size=40)
changes = st.lists(st.integers(-500, 500).map(lambda n: n / 1000), min_size=2, max_size=40)
SCALE_FREE = ("total_return", "annual_return", "sharpe", "sortino", "omega", "max_drawdown", "value_at_risk", "calmar")


def trades(net: list[float]) -> Table:
    return Table([0] * len(net), {"net": net, "side": ["short"] * len(net), "bars": [1] * len(net)})


@given(curves, money, profits)
def test_every_metric_is_finite_or_none(equity: list[float], initial: float, net: list[float]) -> None:
    found = performance(equity, initial, 252.0, trades(net))
    assert all(value is None or isfinite(value) for value in found.values())


@given(curves, money, st.integers(-20, 20))
def test_scaling_money_by_a_power_of_two_changes_no_ratio(equity: list[float], initial: float, power: int) -> None:
    scaled = performance([value * 2.0**power for value in equity], initial * 2.0**power, 252.0)
    plain = performance(equity, initial, 252.0)
    assert [scaled[name] for name in SCALE_FREE] == [plain[name] for name in SCALE_FREE]


@given(curves, money)
def test_drawdowns_lie_between_total_loss_and_none(equity: list[float], initial: float) -> None:
    depths = falls.drawdowns(equity, initial)
    assert all(-1.0 <= depth <= 0.0 for depth in depths)
    fall = falls.max_drawdown(equity, initial)
    assert fall.depth == min(depths, default=0.0)
    if fall.trough is not None and fall.peak is not None:
        assert fall.peak < fall.trough
        assert fall.bars >= fall.trough - fall.peak


@given(changes)
def test_reversing_every_return_reverses_sharpe_and_inverts_omega(values: list[float]) -> None:
    sharpe, reversed_ = gains.sharpe(values, 252.0), gains.sharpe([-value for value in values], 252.0)
    assert reversed_ == (None if sharpe is None else pytest.approx(-sharpe))
    omega, inverted = gains.omega(values), gains.omega([-value for value in values])
    if omega and inverted:
        assert omega * inverted == pytest.approx(1.0)


@given(changes)
def test_the_shortfall_is_no_better_than_the_value_at_risk(values: list[float]) -> None:
    shortfall, risk = gains.expected_shortfall(values), gains.value_at_risk(values)
    assert shortfall is not None
    assert risk is not None
    assert min(values) - 1e-12 <= shortfall <= risk + 1e-12


@given(changes)
def test_the_order_of_returns_changes_no_ratio(values: list[float]) -> None:
    assert gains.sharpe(values, 252.0) == gains.sharpe(sorted(values), 252.0)
    assert gains.sortino(values, 252.0) == gains.sortino(sorted(values), 252.0)


@given(profits)
def test_reversing_trades_swaps_wins_and_losses(net: list[float]) -> None:
    reversed_ = [-value for value in net]
    assert trading.wins(reversed_) == [-value for value in trading.losses(net)]
    factor, swapped = trading.profit_factor(net), trading.profit_factor(reversed_)
    if factor and swapped and isfinite(factor * swapped):
        assert factor * swapped == pytest.approx(1.0)


@given(profits)
def test_the_longest_losing_run_is_at_most_the_losses(net: list[float]) -> None:
    assert trading.losing_run(net) <= len(trading.losses(net))
    assert (trading.losing_run(net) == 0) == (not trading.losses(net))

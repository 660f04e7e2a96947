"""Metrics against numbers worked out on paper, and where they are None."""

from math import inf, nan, sqrt

import pytest

from tradecore.errors import InvalidValue
from tradecore.inference.sharpe import TrackRecord, minimum_track_record, probabilistic_sharpe
from tradecore.metrics import Activity, activity, performance, periods_in_year, trading
from tradecore.metrics import drawdowns as falls
from tradecore.metrics import returns as gains
from tradecore.schemas import METRICS
from tradecore.table import Table

EQUITY = [100.0, 110.0, 99.0, 99.0, 118.8]
CHANGES = [0.0, 0.1, -0.1, 0.0, 0.2]
NET = [10.0, -5.0, -5.0, 0.0, 20.0, -2.0]
SECOND = 1_000_000_000


def trades(net: list[float]) -> Table:
    side = ["long" if i % 2 else "short" for i in range(len(net))]
    return Table(list(range(len(net))), {"net": net, "side": side, "bars": [3] * len(net)})


def test_the_first_return_is_against_the_initial_cash() -> None:
    assert gains.returns([110.0, 121.0], 100.0) == pytest.approx([0.1, 0.1])


def test_after_ruin_nothing_is_earned() -> None:
    assert gains.returns([50.0, -10.0, -5.0], 100.0) == pytest.approx([-0.5, -1.2, 0.0])


def test_ratios_on_paper() -> None:
    spread = sqrt((0.0016 + 0.0036 + 0.0196 + 0.0016 + 0.0256) / 4)
    assert gains.returns(EQUITY, 100.0) == pytest.approx(CHANGES)
    assert gains.volatility(CHANGES, 4.0) == pytest.approx(2 * spread)
    assert gains.sharpe(CHANGES, 4.0) == pytest.approx(2 * 0.04 / spread)
    assert gains.sharpe(CHANGES, 4.0, 0.01) == pytest.approx(2 * 0.03 / spread)
    assert gains.sortino(CHANGES, 4.0) == pytest.approx(2 * 0.04 / sqrt(0.01 / 5))
    assert gains.omega(CHANGES) == pytest.approx(3.0)
    assert gains.value_at_risk(CHANGES) == pytest.approx(-0.08)
    assert gains.expected_shortfall(CHANGES) == pytest.approx(-0.1)
    assert gains.annual_return(EQUITY, 100.0, 10.0) == pytest.approx(1.188**2 - 1)


def test_sortino_and_omega_measure_from_the_target() -> None:
    assert gains.sortino(CHANGES, 1.0, 0.1) == pytest.approx(-0.06 / sqrt((0.01 + 0.04 + 0.01) / 5))
    assert gains.omega(CHANGES, 0.1) == pytest.approx(0.1 / 0.4)


def test_a_total_loss_is_minus_one_a_year() -> None:
    assert gains.annual_return([50.0, 0.0], 100.0, 252.0) == -1.0
    assert gains.annual_return([50.0, -3.0], 100.0, 252.0) == -1.0


def test_growth_without_a_finite_yearly_value_is_none() -> None:
    assert gains.annual_return([100.0, 1e6], 100.0, 1e6) is None


def test_the_deepest_fall_and_where_it_lies() -> None:
    fall = falls.max_drawdown([110.0, 110.0, 88.0, 99.0, 110.0, 120.0, 119.0], 100.0)
    assert fall == (pytest.approx(-0.2), 3, 1, 2, 4)


def test_a_fall_from_the_initial_cash_that_never_recovers() -> None:
    assert falls.max_drawdown([90.0, 80.0, 85.0], 100.0) == (pytest.approx(-0.2), 3, -1, 1, None)


def test_a_rising_equity_has_no_drawdown() -> None:
    assert falls.max_drawdown([100.0, 101.0], 100.0) == (0.0, 0, None, None, None)
    assert falls.calmar(0.1, 0.0) is None
    assert falls.calmar(0.1, -0.2) == pytest.approx(0.5)


def test_trades_on_paper() -> None:
    assert trading.win_rate(NET) == pytest.approx(2 / 6)
    assert trading.profit_factor(NET) == pytest.approx(30 / 12)
    assert trading.expectancy(NET) == pytest.approx(3.0)
    assert trading.payoff(NET) == pytest.approx(15 / 4)
    assert trading.kelly(NET) == pytest.approx(1 / 3 - (2 / 3) / (15 / 4))
    assert trading.sqn([1.0, 3.0]) == pytest.approx(sqrt(2) * 2 / sqrt(2))
    assert trading.losing_run(NET) == 2


def test_exposure_and_turnover() -> None:
    assert trading.exposure([0, 1, -1, 0]) == 0.5
    assert trading.exposure([]) == 0.0
    assert trading.turnover(400.0, 200.0, 2, 4.0) == pytest.approx(400 / 2 / 100 / 0.5)
    assert trading.turnover(400.0, 100.0, 1, 4.0) is None
    assert trading.turnover(400.0, -50.0, 2, 4.0) is None


@pytest.mark.parametrize("constant", [0.0, 0.01, -0.01])
def test_no_dispersion_no_sharpe(constant: float) -> None:
    equity = [100.0 * (1 + constant) ** i for i in range(1, 40)]
    assert performance(equity, 100.0, 252.0)["sharpe"] is None


@pytest.mark.parametrize("equity", [[], [100.0], [130.0]])
def test_below_two_returns_ratios_are_none_and_totals_are_not(equity: list[float]) -> None:
    found = performance(equity, 100.0, 252.0)
    missing = {"annual_return", "volatility", "sharpe", "sortino", "calmar", "omega", "value_at_risk"}
    assert all(found[name] is None for name in (*missing, "expected_shortfall", "turnover"))
    assert found["bars"] == len(equity)
    assert found["total_return"] == pytest.approx(equity[0] / 100 - 1 if equity else 0.0)
    assert (found["max_drawdown"], found["max_drawdown_bars"], found["exposure"]) == (0.0, 0, 0.0)


def test_without_a_trade_rates_are_none_and_counts_are_zero() -> None:
    found = performance(EQUITY, 100.0, 252.0)
    rates = ("win_rate", "profit_factor", "expectancy", "payoff", "kelly", "sqn", "average_bars")
    assert all(found[name] is None for name in (*rates, "largest_win", "largest_loss"))
    assert (found["trades"], found["trades_long"], found["losing_run"], found["commission"]) == (0, 0, 0, 0.0)


def test_without_a_loser_and_without_a_winner() -> None:
    assert (trading.profit_factor([1.0]), trading.payoff([1.0]), trading.kelly([1.0])) == (None, None, None)
    assert (trading.profit_factor([-1.0]), trading.payoff([-1.0]), trading.kelly([-1.0])) == (0.0, None, None)
    assert trading.sqn([1.0]) is None
    assert trading.sqn([0.1 + 0.2, 0.3]) is None


def test_a_ratio_beyond_the_range_of_floats_is_none() -> None:
    found = performance([], 1.0, 252.0, trades([2.2e-311, -1.0]))
    assert (found["kelly"], found["win_rate"]) == (None, 0.5)


def test_performance_has_every_metric_of_the_schema_in_its_order() -> None:
    time = [10 * SECOND, 20 * SECOND, 30 * SECOND, 40 * SECOND, 50 * SECOND]
    found = performance(
        EQUITY, 100.0, 252.0, trades(NET), [1, 1, 0, 0, 1], Activity(500.0, 3.0, 1.0, 2), time, risk_free=0.0
    )
    assert tuple(found) == METRICS.names
    assert (found["max_drawdown_peak"], found["max_drawdown_trough"], found["max_drawdown_recovery"]) == (20, 30, 50)
    assert (found["trades"], found["trades_long"], found["trades_short"]) == (6, 3, 3)
    assert found["unrealised"] == pytest.approx(18.8 - 18.0)
    assert (found["rejected"], found["commission"], found["slippage"]) == (2, 3.0, 1.0)
    assert (found["largest_win"], found["largest_loss"], found["average_bars"]) == (20.0, -5.0, 3.0)


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_what_is_not_finite_is_an_error(bad: float) -> None:
    with pytest.raises(InvalidValue, match=r"equity\[1\]"):
        performance([100.0, bad], 100.0, 252.0)
    with pytest.raises(InvalidValue, match=r"net\[0\]"):
        performance(EQUITY, 100.0, 252.0, trades([bad]))
    with pytest.raises(InvalidValue, match="periods_per_year"):
        performance(EQUITY, 100.0, bad)


def test_cash_and_periods_must_be_above_zero() -> None:
    with pytest.raises(InvalidValue, match="initial"):
        performance(EQUITY, 0.0, 252.0)
    with pytest.raises(InvalidValue, match="periods_per_year"):
        performance(EQUITY, 100.0, 0.0)


def test_activity_adds_up_fills() -> None:
    columns = {"notional": [1.0, 2.0], "commission": [0.5, 0.25], "slippage": [0.0, 0.125]}
    assert activity(Table([0, 1], columns), 3) == (3.0, 0.75, 0.125, 3)


def test_bars_a_year_are_counted() -> None:
    day = 86_400 * SECOND
    assert periods_in_year([0, day, 2 * day]) == pytest.approx(365.25)
    for time in ([], [5], [5, 5]):
        with pytest.raises(InvalidValue, match="periods_per_year"):
            periods_in_year(time)


@pytest.mark.parametrize(("count", "worst"), [(20, -20.0), (21, -20.5), (40, -39.5), (41, -40.0)])
def test_the_shortfall_averages_the_lowest_twentieth_and_one(count: int, worst: float) -> None:
    assert gains.expected_shortfall([float(-i) for i in range(1, count + 1)]) == pytest.approx(worst)


def test_what_the_ratio_proves_is_that_of_the_excess_returns() -> None:
    found, excess = (performance(EQUITY, 100.0, 252.0, risk_free=rate) for rate in (0.0, 0.01))
    plain = TrackRecord.from_returns(gains.returns(EQUITY, 100.0))
    assert plain is not None
    assert found["probabilistic_sharpe"] == probabilistic_sharpe(plain)
    assert found["min_track_record"] == minimum_track_record(plain)
    lower = plain._replace(sharpe=(excess["sharpe"] or 0.0) / sqrt(252.0))
    assert excess["probabilistic_sharpe"] == pytest.approx(probabilistic_sharpe(lower), rel=1e-12)


def test_returns_that_leave_the_range_of_floats_are_an_error_or_prove_nothing() -> None:
    with pytest.raises(InvalidValue, match="finite"):
        performance([1e-200, 1e200], 1.0, 252.0)
    assert performance([1e80, 1.0, 1e80], 1.0, 252.0)["probabilistic_sharpe"] is None

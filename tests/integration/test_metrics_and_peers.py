"""Where other libraries define a metric alike the numbers agree; where they do not, the test says how they differ."""

import warnings

import empyrical
import numpy as np
import pandas as pd
import pytest

from tradecore.metrics import drawdowns as falls
from tradecore.metrics import returns as gains
from tradecore.metrics import trading

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import quantstats

PERIODS = 252


@pytest.fixture(scope="module")
def series() -> pd.Series:
    draw = np.random.default_rng(7).standard_t(4, 800) * 0.01 + 0.0004
    return pd.Series(draw, index=pd.bdate_range("2020-01-01", periods=800))


@pytest.fixture(scope="module")
def values(series: pd.Series) -> list[float]:
    return series.tolist()


@pytest.fixture(scope="module")
def equity(series: pd.Series) -> list[float]:
    return (1000 * (1 + series).cumprod()).tolist()


def test_empyrical_agrees(series: pd.Series, values: list[float], equity: list[float]) -> None:
    depth = falls.max_drawdown(equity, 1000.0).depth
    yearly = gains.annual_return(equity, 1000.0, PERIODS)
    assert gains.returns(equity, 1000.0) == pytest.approx(values, rel=1e-9)
    assert gains.sharpe(values, PERIODS, 0.0001) == pytest.approx(empyrical.sharpe_ratio(series, 0.0001))
    assert gains.sortino(values, PERIODS, 0.0001) == pytest.approx(empyrical.sortino_ratio(series, 0.0001))
    assert gains.volatility(values, PERIODS) == pytest.approx(empyrical.annual_volatility(series))
    assert yearly == pytest.approx(empyrical.annual_return(series))
    assert depth == pytest.approx(empyrical.max_drawdown(series))
    assert falls.calmar(yearly, depth) == pytest.approx(empyrical.calmar_ratio(series))
    assert gains.omega(values) == pytest.approx(empyrical.omega_ratio(series))
    assert gains.value_at_risk(values) == pytest.approx(empyrical.value_at_risk(series))
    assert gains.expected_shortfall(values) == pytest.approx(empyrical.conditional_value_at_risk(series))


def test_quantstats_agrees(series: pd.Series, values: list[float], equity: list[float]) -> None:
    assert gains.sharpe(values, PERIODS) == pytest.approx(quantstats.stats.sharpe(series, periods=PERIODS))
    assert gains.sortino(values, PERIODS) == pytest.approx(quantstats.stats.sortino(series, periods=PERIODS))
    assert gains.annual_return(equity, 1000.0, PERIODS) == pytest.approx(quantstats.stats.cagr(series))
    assert gains.omega(values) == pytest.approx(quantstats.stats.omega(series, periods=PERIODS))
    assert falls.max_drawdown(equity, 1000.0).depth == pytest.approx(quantstats.stats.max_drawdown(series))


def test_quantstats_counts_a_trade_a_bar_and_then_agrees(series: pd.Series, values: list[float]) -> None:
    assert trading.win_rate(values) == pytest.approx(quantstats.stats.win_rate(series))
    assert trading.payoff(values) == pytest.approx(quantstats.stats.payoff_ratio(series))
    assert trading.kelly(values) == pytest.approx(quantstats.stats.kelly_criterion(series))
    assert trading.profit_factor(values) == pytest.approx(quantstats.stats.profit_factor(series))


def test_quantstats_shortfall_is_gaussian(series: pd.Series, values: list[float]) -> None:
    assert gains.expected_shortfall(values) != pytest.approx(quantstats.stats.cvar(series), rel=1e-3)


def test_quantstats_value_at_risk_is_gaussian(series: pd.Series, values: list[float]) -> None:
    ours, theirs = gains.value_at_risk(values), quantstats.stats.value_at_risk(series)
    assert theirs == pytest.approx(series.mean() - 1.6448536269514722 * series.std())
    assert ours != pytest.approx(theirs, rel=1e-3)


def test_quantstats_profit_factor_is_over_bars(series: pd.Series, values: list[float]) -> None:
    gained, lost = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
    assert quantstats.stats.profit_factor(series) == pytest.approx(gained / lost)


def test_numpy_quantile_and_deviation_agree(values: list[float]) -> None:
    assert gains.value_at_risk(values) == pytest.approx(np.quantile(values, 0.05))
    assert gains.deviation(values) == pytest.approx(np.std(values, ddof=1))

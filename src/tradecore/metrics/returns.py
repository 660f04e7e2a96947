"""Metrics of a series of per-bar returns: what the equity gained and how unevenly.

Everything that has no value is None, never NaN or infinite. docs/metrics.md holds the same definitions.
"""

from collections.abc import Sequence
from math import fsum, sqrt
from operator import mul

from tradecore.distribution import NOISE, mean
from tradecore.metrics.passes import tail


def deviation(values: Sequence[float]) -> float | None:
    """Sample standard deviation (n - 1); None below two values."""
    if len(values) < 2:  # noqa: PLR2004
        return None
    centre = mean(values)
    apart = [value - centre for value in values]
    return sqrt(fsum(map(mul, apart, apart)) / (len(values) - 1))


def returns(equity: Sequence[float], initial: float) -> list[float]:
    """Simple returns V_t / V_(t-1) - 1, the first against `initial`; one for each mark.

    After a mark at or below zero nothing is earned any more: those returns are 0.
    """
    result: list[float] = []
    previous = initial
    for value in equity:
        result.append(value / previous - 1.0 if previous > 0.0 else 0.0)
        previous = value
    return result


def annual_return(equity: Sequence[float], initial: float, periods_per_year: float) -> float | None:
    """prod(1 + r)^(P / n) - 1, which is (final / initial)^(P / n) - 1; -1 after a total loss.

    None below two marks, and where so short a run's growth has no finite yearly value.
    CAGR elsewhere; empyrical `annual_return` and quantstats `cagr` agree.
    """
    return growth_a_year(equity[-1] / initial, len(equity), periods_per_year) if equity else None


def growth_a_year(growth: float, bars: int, periods_per_year: float) -> float | None:
    """What a growth by this factor over so many bars comes to in a year; None as in `annual_return`."""
    if bars < 2:  # noqa: PLR2004
        return None
    if growth <= 0.0:
        return -1.0
    try:
        return growth ** (periods_per_year / bars) - 1.0
    except OverflowError:
        return None


def volatility(values: Sequence[float], periods_per_year: float) -> float | None:
    """std(r, ddof=1) * sqrt(P); None below two returns. empyrical: `annual_volatility`."""
    spread = deviation(values)
    return None if spread is None else spread * sqrt(periods_per_year)


def sharpe(values: Sequence[float], periods_per_year: float, risk_free: float = 0.0) -> float | None:
    """mean(r - rf) / std(r - rf, ddof=1) * sqrt(P), rf per bar (Sharpe 1994); None without dispersion.

    empyrical `sharpe_ratio` and quantstats `sharpe` agree; backtesting.py divides geometric return.
    """
    spread = deviation(values)
    if spread is None or spread <= NOISE:
        return None
    return (mean(values) - risk_free) / spread * sqrt(periods_per_year)


def sortino(values: Sequence[float], periods_per_year: float, target: float = 0.0) -> float | None:
    """mean(r - t) * P / (sqrt(mean(min(r - t, 0)^2)) * sqrt(P)), the mean over all n (Sortino 1994).

    None below two returns and where none lies below the target t (per bar).
    """
    if len(values) < 2:  # noqa: PLR2004
        return None
    shortfalls = [min(value - target, 0.0) for value in values]
    downside = sqrt(fsum(map(mul, shortfalls, shortfalls)) / len(values))
    if downside <= NOISE:
        return None
    return (mean(values) - target) / downside * sqrt(periods_per_year)


def omega(values: Sequence[float], target: float = 0.0) -> float | None:
    """sum(max(r - t, 0)) / sum(max(t - r, 0)), t per bar (Keating and Shadwick 2002).

    None below two returns and where none lies below the target.
    """
    if len(values) < 2:  # noqa: PLR2004
        return None
    losses = fsum(target - value for value in values if value < target)
    if losses <= NOISE:
        return None
    return fsum(value - target for value in values if value > target) / losses


def value_at_risk(values: Sequence[float], share: float = 0.05) -> float | None:
    """The historical `share` quantile of returns, linear between ranks; a loss is negative.

    None below two returns. empyrical `value_at_risk` agrees; quantstats' is that of a normal law.
    """
    return None if len(values) < 2 else tail(values, share)[0]  # noqa: PLR2004


def expected_shortfall(values: Sequence[float], share: float = 0.05) -> float | None:
    """Mean of the lowest int((n - 1) * share) + 1 returns: CVaR. None below two returns.

    empyrical `conditional_value_at_risk` agrees; quantstats' `cvar` is Gaussian unless told otherwise.
    """
    return None if len(values) < 2 else tail(values, share)[1]  # noqa: PLR2004

"""The metrics of a run that kept its running statistics only, each by the definition of docs/metrics.md.

They agree with `performance` over the whole curve up to rounding: 1e-9 relative and better as long as returns
disperse by more than a thousandth of their mean.
"""

from collections.abc import Sequence
from math import fsum, sqrt

from tradecore.distribution import INDISTINCT, NOISE, Shape
from tradecore.metrics import drawdowns, trading
from tradecore.metrics.returns import growth_a_year
from tradecore.metrics.summary import Metrics, significance, without_infinities
from tradecore.simulation.rows import Columns, Curve, Moments


def streamed(curve: Curve, tally: Columns, initial: float, periods_per_year: float, rejected: int = 0) -> Metrics:
    """The fields of `schemas.METRICS` that need no tapes, and `mean`, `deviation`, `skewness` and `kurtosis` per bar.

    Raises ValueError for a curve without moments.
    """
    growth = curve.equity / initial
    found: Metrics = {
        "bars": curve.groups,
        "periods_per_year": float(periods_per_year),
        "initial": initial,
        "final": curve.equity,
        "net_profit": curve.equity - initial,
        "total_return": growth - 1.0,
        **running(curve, initial, periods_per_year),
        "commission": fsum(tally.costs),
        "rejected": rejected,
        **_trades(tally),
    }
    return without_infinities(found)


def running(curve: Curve, initial: float, periods_per_year: float) -> Metrics:
    """Those that the running sums over returns give; raises ValueError where these were not kept."""
    if curve.moments is None:
        raise ValueError("The simulation was started without moments: it did not add up its returns.")
    yearly = growth_a_year(curve.equity / initial, curve.groups, periods_per_year)
    return {
        "annual_return": yearly,
        **_ratios(curve.moments, curve.groups, periods_per_year),
        "calmar": drawdowns.calmar(yearly, curve.drawdown),
        "max_drawdown": curve.drawdown,
        "exposure": curve.moments.held / curve.groups if curve.groups else 0.0,
    }


def shape(moments: Moments, bars: int) -> Shape:
    """Mean and central moments from the sums of powers; None below two bars, or without dispersion."""
    if bars < 2:  # noqa: PLR2004
        return Shape()
    mean = moments.first / bars
    second = moments.second - moments.first * mean
    deviation = sqrt(max(second, 0.0) / (bars - 1))
    if deviation <= max(NOISE, INDISTINCT * abs(mean)):
        return Shape(mean, 0.0)
    square = mean * mean
    third = moments.third - 3.0 * mean * moments.second + 2.0 * bars * square * mean
    fourth = moments.fourth - 4.0 * mean * moments.third + 6.0 * square * moments.second - 3.0 * bars * square * square
    spread = second / bars
    return Shape(mean, deviation, third / bars / (spread * sqrt(spread)), fourth / bars / (spread * spread))


def _ratios(moments: Moments, bars: int, periods_per_year: float) -> Metrics:
    found, scale = shape(moments, bars), sqrt(periods_per_year)
    mean, deviation = found.mean, found.deviation
    downside = sqrt(moments.downside / bars) if bars else 0.0
    return {
        "mean": mean,
        "deviation": deviation,
        "skewness": found.skewness,
        "kurtosis": found.kurtosis,
        "volatility": None if deviation is None else deviation * scale,
        "sharpe": mean / deviation * scale if mean is not None and deviation else None,
        **significance(found, bars),
        "sortino": mean / downside * scale if mean is not None and downside > NOISE else None,
    }


def _trades(tally: Columns) -> Metrics:
    trades, wins, losses = sum(tally.trades), sum(tally.wins), sum(tally.losses)
    won, lost = fsum(tally.won), fsum(tally.lost)
    payoff = won / wins / (lost / losses) if wins and losses else None
    rate = wins / trades if trades else None
    return {
        "trades": trades,
        "win_rate": rate,
        "profit_factor": won / lost if losses else None,
        "expectancy": (won - lost) / trades if trades else None,
        "payoff": payoff,
        "kelly": None if rate is None or payoff is None else rate - (1.0 - rate) / payoff,
        "sqn": _sqn(tally),
        "largest_win": max(tally.best) if wins else None,
        "largest_loss": min(tally.worst) if losses else None,
    }


def _sqn(tally: Columns) -> float | None:
    """As `trading.sqn`, over the trades of all instruments (Chan, Golub and LeVeque 1983)."""
    trades, mean, spread = _merged(tally.trades, tally.average, tally.spread)
    largest = max(*tally.best, -min(tally.worst))
    if trades < 2:  # noqa: PLR2004
        return None
    deviation = sqrt(spread / (trades - 1))
    return None if deviation <= trading.NOISE * largest else sqrt(trades) * mean / deviation


def _merged(counts: Sequence[int], averages: Sequence[float], spreads: Sequence[float]) -> tuple[int, float, float]:
    """Count, mean and sum of squared deviations of groups taken together."""
    trades, mean, spread = 0, 0.0, 0.0
    for count, average, own in zip(counts, averages, spreads, strict=True):
        if count:
            together, apart = trades + count, average - mean
            spread += own + apart * apart * trades * count / together
            mean += apart * count / together
            trades = together
    return trades, mean, spread

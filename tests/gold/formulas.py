"""The metrics once more, from their definitions and in exact fractions where that is possible.

Shares nothing with tradecore.metrics: numbers come from `fractions` and `statistics`.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, groupby, pairwise
from math import sqrt
from statistics import NormalDist, fmean, mean, stdev
from typing import Any

Numbers = dict[str, float | int | None]


def metrics(
    equity: Sequence[float],
    initial: float,
    periods: float,
    trades: Sequence[Mapping[str, Any]],
    fills: Sequence[Mapping[str, Any]],
    exposure: Sequence[float],
    available: Sequence[int],
    rejected: int,
) -> Numbers:
    """Every metric by name; `available` are the instants of the marks in nanoseconds."""
    exact = [Fraction(initial), *map(Fraction, equity)]
    changes = [after / before - 1 for before, after in pairwise(exact)]
    yearly = float(exact[-1] / exact[0]) ** (periods / len(equity)) - 1
    below = [min(change, Fraction(0)) for change in changes]
    ranked = sorted(changes)
    rank = Fraction(5, 100) * (len(ranked) - 1)
    floor = int(rank)
    notional = sum(Fraction(fill["notional"]) for fill in fills)
    fall = _fall(exact)
    return {
        "bars": len(equity),
        "periods_per_year": periods,
        "initial": initial,
        "final": equity[-1],
        "net_profit": float(exact[-1] - exact[0]),
        "unrealised": float(exact[-1] - exact[0] - sum(Fraction(trade["net"]) for trade in trades)),
        "total_return": float(exact[-1] / exact[0] - 1),
        "annual_return": yearly,
        "volatility": stdev(map(float, changes)) * sqrt(periods),
        "sharpe": float(mean(changes)) / stdev(map(float, changes)) * sqrt(periods),
        **_luck(changes),
        "sortino": float(mean(changes)) / sqrt(mean(b * b for b in below)) * sqrt(periods),
        "calmar": yearly / float(-fall[0]),
        "omega": float(sum(c for c in changes if c > 0) / -sum(below)),
        "value_at_risk": float(ranked[floor] + (rank - floor) * (ranked[floor + 1] - ranked[floor])),
        "expected_shortfall": float(mean(ranked[: floor + 1])),
        "max_drawdown": float(fall[0]),
        "max_drawdown_bars": fall[3] - fall[1],
        "max_drawdown_peak": available[fall[1] - 1] // 10**9 if fall[1] else None,
        "max_drawdown_trough": available[fall[2] - 1] // 10**9,
        "max_drawdown_recovery": available[fall[3] - 1] // 10**9 if exact[fall[3]] >= exact[fall[1]] else None,
        "exposure": sum(1 for value in exposure if value) / len(exposure),
        "turnover": float(notional / 2 / mean(exact[1:]) / (Fraction(len(equity)) / Fraction(periods))),
        "commission": float(sum(Fraction(fill["commission"]) for fill in fills)),
        "slippage": float(sum(Fraction(fill["slippage"]) for fill in fills)),
        "rejected": rejected,
        **_trades([trade["net"] for trade in trades], trades),
    }


def _luck(changes: Sequence[Fraction]) -> Numbers:
    """The probability that the true Sharpe ratio is above 0, and how many bars it takes for 95% of that."""
    centre, bars = mean(changes), len(changes)
    second, third, fourth = (mean((change - centre) ** power for change in changes) for power in (2, 3, 4))
    ratio = float(centre) / stdev(map(float, changes))
    skewness, kurtosis = float(third) / float(second) ** 1.5, float(fourth / second**2)
    error = sqrt((1 - skewness * ratio + (kurtosis - 1) / 4 * ratio**2) / (bars - 1))
    needed = 1 + (bars - 1) * (error * NormalDist().inv_cdf(0.95) / ratio) ** 2
    return {
        "probabilistic_sharpe": NormalDist().cdf(ratio / error),
        "min_track_record": needed if ratio > 0 else None,
    }


def _fall(exact: Sequence[Fraction]) -> tuple[Fraction, int, int, int]:
    """Depth, peak, trough and end of the deepest fall, as places in the equity with the cash before it."""
    highest = list(accumulate(exact, max))
    depth, trough = min((value / high - 1, i) for i, (value, high) in enumerate(zip(exact, highest, strict=True)))
    peak = max(i for i in range(trough + 1) if exact[i] == highest[trough])
    back = [i for i in range(trough, len(exact)) if exact[i] >= exact[peak]]
    return depth, peak, trough, back[0] if back else len(exact) - 1


def _trades(net: Sequence[float], trades: Sequence[Mapping[str, Any]]) -> Numbers:
    won, lost = [n for n in net if n > 0], [n for n in net if n < 0]
    rate, payoff = len(won) / len(net), fmean(won) / -fmean(lost)
    runs = [len(list(run)) for losing, run in groupby(net, key=lambda n: n < 0) if losing]
    return {
        "trades": len(net),
        "trades_long": sum(trade["side"] == "long" for trade in trades),
        "trades_short": sum(trade["side"] == "short" for trade in trades),
        "win_rate": rate,
        "profit_factor": sum(map(Fraction, won)) / -sum(map(Fraction, lost)) * 1.0,
        "expectancy": fmean(net),
        "payoff": payoff,
        "kelly": rate - (1 - rate) / payoff,
        "sqn": sqrt(len(net)) * fmean(net) / stdev(net),
        "average_bars": fmean(trade["bars"] for trade in trades),
        "largest_win": max(won),
        "largest_loss": min(lost),
        "losing_run": max(runs),
    }

"""Metrics of closed trades, by their `net` money, and of the trading that made them.

A win has net above 0, a loss below; a trade of exactly 0 is neither but counts among all.
"""

from collections.abc import Sequence
from math import fsum, sqrt

from tradecore.distribution import mean
from tradecore.metrics.returns import deviation

# Profits carry the rounding of prices: dispersion below this share of the mean is that of a constant.
NOISE = 1e-12


def wins(net: Sequence[float]) -> list[float]:
    """The profits above 0."""
    return [value for value in net if value > 0.0]


def losses(net: Sequence[float]) -> list[float]:
    """The profits below 0."""
    return [value for value in net if value < 0.0]


def win_rate(net: Sequence[float]) -> float | None:
    """Wins / trades; None without a trade. quantstats' `win_rate` counts bars instead."""
    return len(wins(net)) / len(net) if net else None


def profit_factor(net: Sequence[float]) -> float | None:
    """Sum of wins / -sum of losses, in money; None without a loss, 0 without a win.

    quantstats' `profit_factor` is over bars.
    """
    lost = losses(net)
    return fsum(wins(net)) / -fsum(lost) if lost else None


def expectancy(net: Sequence[float]) -> float | None:
    """Mean net a trade; None without one. backtesting.py's is in percent."""
    return mean(net) if net else None


def payoff(net: Sequence[float]) -> float | None:
    """Mean win / -mean loss; None without one of each. quantstats' `payoff_ratio` is over bars."""
    won, lost = wins(net), losses(net)
    return mean(won) / -mean(lost) if won and lost else None


def kelly(net: Sequence[float]) -> float | None:
    """W - (1 - W) / payoff, W the win rate (Kelly 1956, as commonly used); None where payoff is."""
    rate, ratio = win_rate(net), payoff(net)
    return None if rate is None or ratio is None else rate - (1.0 - rate) / ratio


def sqn(net: Sequence[float]) -> float | None:
    """sqrt(n) * mean(net) / std(net, ddof=1) (Tharp); None below two trades or without dispersion."""
    spread = deviation(net)
    if spread is None or spread <= NOISE * max(map(abs, net)):
        return None
    return sqrt(len(net)) * mean(net) / spread


def losing_run(net: Sequence[float]) -> int:
    """The longest run of losses in the order given."""
    longest = current = 0
    for value in net:
        current = current + 1 if value < 0.0 else 0
        longest = max(longest, current)
    return longest


def exposure(in_position: Sequence[int]) -> float:
    """Marks with a position (not 0) / all marks; 0 without any."""
    return sum(1 for held in in_position if held) / len(in_position) if len(in_position) else 0.0


def turnover(traded_notional: float, total_equity: float, bars: int, periods_per_year: float) -> float | None:
    """Traded notional / 2 / mean equity / years, years being bars / P; the equity is that of all marks added up.

    None below two marks, and where mean equity is not above 0. zipline and empyrical halve nothing.
    """
    average = total_equity / bars if bars > 1 else 0.0
    if average <= 0.0:
        return None
    return traded_notional / 2.0 / average / (bars / periods_per_year)

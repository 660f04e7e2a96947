"""What a search may look for: metrics of `streamed`, and whether more of each is better."""

from collections.abc import Mapping

from tradecore.errors import UnknownName

# Losses, drawdowns and the like are negative numbers, so that more of them is better too.
LARGER_IS_BETTER: Mapping[str, bool] = {
    "sharpe": True,
    "probabilistic_sharpe": True,
    "sortino": True,
    "calmar": True,
    "total_return": True,
    "annual_return": True,
    "net_profit": True,
    "final": True,
    "max_drawdown": True,
    "profit_factor": True,
    "expectancy": True,
    "sqn": True,
    "win_rate": True,
    "payoff": True,
    "kelly": True,
    "mean": True,
    "skewness": True,
    "largest_win": True,
    "largest_loss": True,
    "min_track_record": False,
    "volatility": False,
    "deviation": False,
    "kurtosis": False,
    "exposure": False,
    "commission": False,
    "rejected": False,
}


def merit(by: str, value: float | None) -> float | None:
    """The value as a number of which more is better; None has none. Raises UnknownName for a metric without a side."""
    if by not in LARGER_IS_BETTER:
        raise UnknownName("objective", by, LARGER_IS_BETTER)
    return value if value is None or LARGER_IS_BETTER[by] else -value

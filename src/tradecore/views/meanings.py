"""What each metric is called and what it tells, in one line."""

from collections.abc import Mapping
from typing import NamedTuple

from tradecore.schemas import LEARNING, METRICS, SEARCH, Field
from tradecore.views.charts import Unit
from tradecore.views.text import NOTHING, minute, money, percent, ratio

SECOND = 1_000_000_000


class Meaning(NamedTuple):
    """A metric's name for people, and what to make of it."""

    label: str
    words: str


PERFORMANCE: Mapping[str, Meaning] = {
    "total_return": Meaning("total return", "what the account gained over the whole run"),
    "annual_return": Meaning("annual return", "the yearly rate that compounds to it"),
    "net_profit": Meaning("net profit", "the same in money, open positions included"),
    "unrealised": Meaning("unrealised", "the part of it that is not booked: positions still open at the end"),
    "initial": Meaning("initial cash", "what the account began with"),
    "final": Meaning("final equity", "cash and positions at the last close"),
    "sharpe": Meaning(
        "Sharpe ratio", "return for each unit of variation, a year; 1 is good, above 2 look for an error"
    ),
    "probabilistic_sharpe": Meaning("chance it is above 0", "that the true Sharpe ratio is, given so few bars"),
    "min_track_record": Meaning("bars to be sure", "bars of such returns until that chance would be 95%"),
    "sortino": Meaning("Sortino ratio", "as the Sharpe ratio, where only losses count as variation"),
    "calmar": Meaning(
        "Calmar ratio", "annual return over the deepest fall; below 1 a year does not earn the fall back"
    ),
    "omega": Meaning("Omega ratio", "gains over losses, bar by bar; below 1 it lost"),
    "volatility": Meaning("volatility", "how far returns spread, a year"),
    "max_drawdown": Meaning("max drawdown", "the deepest fall from a peak that had to be sat through"),
    "max_drawdown_bars": Meaning("drawdown length", "bars from that peak until it was regained, or to the end"),
    "max_drawdown_peak": Meaning("drawdown peak", "when the fall began (UTC)"),
    "max_drawdown_trough": Meaning("drawdown low", "when it was deepest (UTC)"),
    "max_drawdown_recovery": Meaning("drawdown recovery", "when the peak was regained (UTC); none: not yet"),
    "value_at_risk": Meaning("value at risk 5%", "one bar in twenty was worse than this"),
    "expected_shortfall": Meaning("expected shortfall", "the mean of those bars"),
    "exposure": Meaning("time in the market", "share of bars with a position"),
    "turnover": Meaning("turnover", "how often the account was turned over, a year; costs grow with it"),
    "commission": Meaning("commission", "paid to the broker"),
    "slippage": Meaning("slippage", "lost to worse prices, already in the result"),
    "rejected": Meaning("orders not filled", "rejected or expired"),
    "trades": Meaning("closed trades", "fewer than 30 prove nothing"),
    "trades_long": Meaning("long trades", "bought first"),
    "trades_short": Meaning("short trades", "sold first"),
    "win_rate": Meaning("win rate", "share of trades that gained; says nothing without the payoff"),
    "payoff": Meaning("payoff", "mean gain over mean loss"),
    "profit_factor": Meaning("profit factor", "money won over money lost; below 1 it lost"),
    "expectancy": Meaning("expectancy", "what a trade earned on average"),
    "kelly": Meaning("Kelly fraction", "the bet that would have grown fastest; half of it is bold enough"),
    "sqn": Meaning("SQN", "mean trade over its spread, times the root of their number; above 2 is good"),
    "average_bars": Meaning("bars a trade", "how long a trade was held on average"),
    "largest_win": Meaning("largest win", "if the result hangs on it, it hangs on luck"),
    "largest_loss": Meaning("largest loss", "of one trade"),
    "losing_run": Meaning("longest losing run", "losing trades in a row that had to be sat through"),
    "bars": Meaning("bars", "how often the account was marked"),
    "periods_per_year": Meaning("bars a year", "what scales a bar's numbers to a year"),
}

FORECASTS: Mapping[str, Meaning] = {
    "n": Meaning("rows", "how many predictions were judged"),
    "base_rate": Meaning("share that rose", "of the rows that were judged"),
    "skill": Meaning("skill", "how much smaller the mean error is than that of forecasting no change; 0 is useless"),
    "mae": Meaning("mean absolute error", "how far off a prediction was on average"),
    "mae_naive": Meaning("MAE of no change", "the same for forecasting that nothing changes"),
    "rmse": Meaning("root mean square", "the root mean squared error: large misses weigh more"),
    "rmse_naive": Meaning("RMSE of no change", "the same for forecasting that nothing changes"),
    "r2": Meaning("R2 against no change", "share of the squared error that the model takes away; below 0 it adds some"),
    "r2_mean": Meaning("R2 against the mean", "the same against always saying the mean of what came"),
    "log_loss": Meaning("log loss", "what the probabilities cost; a coin's is 0.693"),
    "log_loss_base": Meaning("log loss to beat", "that of always saying the share of rises in training"),
    "log_loss_skill": Meaning("skill by log loss", "how much smaller it is than that; 0 is useless"),
    "brier": Meaning("Brier score", "mean squared error of the probabilities; a coin's is 0.25"),
    "brier_base": Meaning("Brier score to beat", "that of always saying the share of rises in training"),
    "brier_skill": Meaning("skill by Brier score", "how much smaller it is than that; 0 is useless"),
    "auc": Meaning("AUC", "how often a row that rose was scored above one that did not; a coin has 0.5"),
    "mcc": Meaning("MCC", "Matthews correlation of predicted and actual direction; 0 is useless"),
    "ic_month": Meaning("IC by month", "mean of the months' own"),
    "rank_ic_month": Meaning("rank IC by month", "mean of the months' own"),
    "ic": Meaning("IC", "information coefficient: correlation of predicted and actual change; 0.05 is already much"),
    "rank_ic": Meaning("rank IC", "the same for ranks, which outliers do not sway"),
    "hit_rate": Meaning("hit rate", "share of right directions"),
    "majority": Meaning("hit rate to beat", "that of always saying the more frequent direction"),
    "bias": Meaning("bias", "mean of predicted less actual: 0 is fair"),
    "sigma": Meaning("residual sigma", "standard deviation of predicted less actual"),
}

_FIELDS: Mapping[str, Field] = {field.name: field for schema in (METRICS, LEARNING, SEARCH) for field in schema.fields}
_SMALL = ("correlation", "nats", "squared", "probability")
_FINE = ("value_at_risk", "expected_shortfall")
_WHOLE = ("periods_per_year", "min_track_record")
_ERRORS = ("mae", "mae_naive", "rmse", "rmse_naive", "bias", "sigma")


def meaning(name: str) -> Meaning:
    """The name for people of a metric, and what it tells; one that nobody explained is its own name."""
    return PERFORMANCE.get(name) or FORECASTS.get(name) or Meaning(name.replace("_", " "), "")


def explained(label: str) -> str:
    """What the metric with that name for people tells; empty for one that nobody explained."""
    return next((each.words for each in (*PERFORMANCE.values(), *FORECASTS.values()) if each.label == label), "")


def written(name: str, value: float | str | None, unit: str = "return") -> str:
    """A metric as a person reads it; errors of forecasts are in `unit` (return or price)."""
    if value is None:
        return NOTHING
    if isinstance(value, str | bool):
        return str(value)
    if name in _ERRORS:
        return percent(value, 3) if unit == "return" else f"{value:,.4g}"
    return _number(name, value)


def unit_of(name: str) -> Unit:
    """How an axis writes a metric."""
    kind = _FIELDS[name].unit if name in _FIELDS else ""
    if kind.startswith(("fraction", "probability")):
        return "percent"
    return "money" if kind.startswith("money") else "number"


def _number(name: str, value: float) -> str:
    kind = _FIELDS[name].unit if name in _FIELDS else ""
    if kind.startswith("s since"):
        return minute(int(value) * SECOND)
    if kind.startswith("fraction"):
        return percent(value, 2 if name in _FINE else 1)
    if kind.startswith("money"):
        return money(value)
    if kind == "probability" and name != "auc":
        return percent(value, 0)
    if isinstance(value, int) or name in _WHOLE:
        return f"{value:,.0f}"
    return f"{value:.3f}" if kind in _SMALL else ratio(value)

"""Metrics as a small table."""

from collections.abc import Mapping, Sequence

from tradecore.schemas import METRICS
from tradecore.views.text import money, percent, ratio
from tradecore_cli.text import aligned

Metrics = Mapping[str, float | int | None]

ROWS = (
    ("total_return", "total return"),
    ("annual_return", "annual return"),
    ("sharpe", "Sharpe ratio"),
    ("probabilistic_sharpe", "chance it is above 0"),
    ("max_drawdown", "max drawdown"),
    ("volatility", "volatility a year"),
    ("exposure", "time in the market"),
    ("commission", "commission"),
    ("slippage", "slippage"),
    ("trades", "closed trades"),
    ("win_rate", "win rate"),
    ("profit_factor", "profit factor"),
    ("final", "final equity"),
)
_UNITS = {field.name: field.unit for field in METRICS.fields}


def beside(columns: Mapping[str, Metrics], rows: Sequence[tuple[str, str]] = ROWS) -> str:
    """The metrics of `rows`, one column for each of `columns`."""
    head = ("", *columns)
    body = [(label, *(cell(name, metrics.get(name)) for metrics in columns.values())) for name, label in rows]
    return aligned([head, *body])


def cell(name: str, value: float | None) -> str:
    """One metric in its unit; `none` where there is no number."""
    unit = _UNITS.get(name, "")
    if unit.startswith(("fraction", "probability")):
        return percent(value)
    if unit == "money" and value is not None:
        return money(value)
    return f"{value:,}" if isinstance(value, int) else ratio(value)

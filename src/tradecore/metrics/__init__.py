"""Performance metrics: one name, one definition, None where there is no value."""

from tradecore.metrics.summary import Activity, Metrics, activity, performance, periods_in_year

__all__ = ["Activity", "Metrics", "activity", "performance", "periods_in_year"]

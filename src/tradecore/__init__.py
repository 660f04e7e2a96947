"""tradecore: market data, models, strategies, backtests and live sessions of one trader.

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradecore.bars import Anchor, Bars
    from tradecore.errors import TradecoreError
    from tradecore.features import Feature, feature, parse_feature
    from tradecore.instruments import Instrument
    from tradecore.strategy import Account, Bar, Decision, NoInputs, NoState, Range, Strategy, stay
    from tradecore.table import Table

_HOMES = {
    "Account": "strategy",
    "Anchor": "bars",
    "Bar": "strategy",
    "Bars": "bars",
    "Decision": "strategy",
    "Feature": "features",
    "Instrument": "instruments",
    "NoInputs": "strategy",
    "NoState": "strategy",
    "Range": "strategy",
    "Strategy": "strategy",
    "Table": "table",
    "TradecoreError": "errors",
    "feature": "features",
    "parse_feature": "features",
    "stay": "strategy",
}

__all__ = [
    "Account",
    "Anchor",
    "Bar",
    "Bars",
    "Decision",
    "Feature",
    "Instrument",
    "NoInputs",
    "NoState",
    "Range",
    "Strategy",
    "Table",
    "TradecoreError",
    "feature",
    "parse_feature",
    "stay",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"tradecore.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

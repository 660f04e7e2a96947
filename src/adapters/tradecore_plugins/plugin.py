"""What the core itself brings: its strategies and its feature set."""

from collections.abc import Callable, Mapping
from typing import Any

from tradecore.ports.feature_set import FeatureSet
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_strategies() -> Mapping[str, type[Any]]:
    """The four built-in strategies."""
    from tradecore.strategies.buy_and_hold import BuyAndHold
    from tradecore.strategies.follow import Follow
    from tradecore.strategies.predicted_move import PredictedMove
    from tradecore.strategies.sma_cross import SmaCross

    return {
        "buy_and_hold": BuyAndHold,
        "follow": Follow,
        "predicted_move": PredictedMove,
        "sma_cross": SmaCross,
    }


@hookimpl
def tradecore_feature_sets() -> Mapping[str, Callable[[str], FeatureSet]]:
    """The set `core`, whose features need no prefix."""
    return {"core": _core}


def _core(workspace: str) -> FeatureSet:
    from tradecore.core_features import CoreFeatures

    del workspace
    return CoreFeatures()

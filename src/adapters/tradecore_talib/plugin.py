"""What this adapter offers to tradecore."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tradecore_plugins import hookimpl

if TYPE_CHECKING:
    from tradecore.ports.feature_set import FeatureSet


@hookimpl
def tradecore_feature_sets() -> "Mapping[str, Callable[[str], FeatureSet]]":
    """The feature set `talib`."""
    return {"talib": talib_features}


def talib_features(workspace: str) -> "FeatureSet":
    """Needs nothing from the workspace."""
    from tradecore_talib.feature_set import TalibFeatures

    return TalibFeatures()

"""Who computes columns from bars."""

from collections.abc import Sequence
from typing import Protocol

from tradecore.bars import Bars
from tradecore.features import Feature
from tradecore.table import Column


class FeatureSet(Protocol):
    """A provider of features, registered under the name that stands before the dot."""

    def names(self) -> Sequence[str]:
        """What can be asked for."""
        ...

    def compute(self, bars: Bars, feature: Feature) -> Column:
        """One float a bar, NaN while there is not enough history; row t uses bars up to t only.

        `bars` are raw; a provider computes on `bars.adjusted()` and hands back values in the price
        units of each row itself, so that a split leaves no trace. Raises UnknownName for a name it
        does not have and InvalidValue for arguments it does not accept.
        """
        ...

    def warmup(self, feature: Feature) -> int:
        """Bars before the first value.

        From then on the value does not depend on where history begins, beyond what the feature's own
        definition carries on for ever.
        """
        ...

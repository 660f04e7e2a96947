"""Who computes columns from bars."""

from collections.abc import Sequence
from typing import Protocol, Self, runtime_checkable

from tradecore.bars import Bars
from tradecore.features import Feature
from tradecore.loops import Loops
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


@runtime_checkable
class LoopedFeatureSet(FeatureSet, Protocol):
    """A provider whose columns are plain loops, which a compiler can take."""

    def with_loops(self, loops: Loops) -> Self:
        """The same provider, each of whose loops is called as `loops(loop)(...)`; the columns are the same."""
        ...


def quickened(provider: FeatureSet, loops: Loops) -> FeatureSet:
    """The provider with quick loops, where it has loops."""
    return provider.with_loops(loops) if isinstance(provider, LoopedFeatureSet) else provider

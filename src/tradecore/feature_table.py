"""Computing the columns that a model or a strategy asks for."""

from collections.abc import Iterable
from functools import cache

from tradecore.bars import Bars
from tradecore.features import Feature, distinct
from tradecore.loops import Loops, as_written
from tradecore.ports.catalog import Catalog
from tradecore.ports.feature_set import FeatureSet, quickened
from tradecore.table import Column, Table


def compute_all(bars: Bars, features: Iterable[Feature], catalog: Catalog, loops: Loops = as_written) -> Table:
    """Each distinct feature once, as a column named by its canonical spelling.

    Rows are those of `bars`; `time` is the bars' and `available` is carried along by the caller
    who joins on it. Raises UnknownName for a provider or a feature that does not exist.
    """

    @cache
    def provider(name: str) -> FeatureSet:
        return quickened(catalog.feature_set(name), loops)

    columns: dict[str, Column] = {}
    for feature in distinct(features):
        columns[str(feature)] = provider(feature.provider).compute(bars, feature)
    return Table(bars.time, columns)

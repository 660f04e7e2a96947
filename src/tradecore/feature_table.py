"""Computing the columns that a model or a strategy asks for."""

from collections.abc import Iterable

from tradecore.bars import Bars
from tradecore.features import Feature, distinct
from tradecore.ports.catalog import Catalog
from tradecore.table import Column, Table


def compute_all(bars: Bars, features: Iterable[Feature], catalog: Catalog) -> Table:
    """Each distinct feature once, as a column named by its canonical spelling.

    Rows are those of `bars`; `time` is the bars' and `available` is carried along by the caller
    who joins on it. Raises UnknownName for a provider or a feature that does not exist.
    """
    columns: dict[str, Column] = {}
    for feature in distinct(features):
        columns[str(feature)] = catalog.feature_set(feature.provider).compute(bars, feature)
    return Table(bars.time, columns)

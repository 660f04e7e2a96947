"""The columns that a strategy decides on, over the rows of a market."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from tradecore.bars import Bars
from tradecore.errors import InvalidValue
from tradecore.features import Feature, distinct
from tradecore.loops import Loops, as_written
from tradecore.ports.catalog import Catalog
from tradecore.ports.feature_set import FeatureSet, quickened
from tradecore.simulation.market import Assembled, scattered
from tradecore.simulation.rows import Columns
from tradecore.table import Column

# Columns that come from a file of the request, and the option that names it.
GIVEN = {
    "predicted_return": "predictions",
    "predicted_sigma": "predictions",
    "predicted_probability": "predictions",
    "signal": "signals",
}
# What a file must hold beyond being there.
HOLDS = {
    "predicted_return": " of a return or a price",
    "predicted_sigma": " of a return or a price",
    "predicted_probability": " of a direction, which are probabilities",
}

Given = Mapping[str, Column]


def inputs_for(
    strategy: Any,  # noqa: ANN401
    histories: Sequence[Bars],
    given: Sequence[Given],
    assembled: Assembled,
    catalog: Catalog,
    loops: Loops = as_written,
) -> Columns:
    """The strategy's Inputs with one column a field, over the market's rows.

    `histories` hold each instrument's bars behind all that is known before them, on which features are
    computed; `given` holds each instrument's columns from files, over the bars of the run. Raises
    InvalidValue when the strategy needs a file that the request does not name.
    """
    return inputs_of_all((strategy,), histories, given, assembled, catalog, loops)(strategy)


def inputs_of_all(
    strategies: Sequence[Any],
    histories: Sequence[Bars],
    given: Sequence[Given],
    assembled: Assembled,
    catalog: Catalog,
    loops: Loops = as_written,
) -> Callable[[Any], Columns]:
    """The inputs of each of several strategies, as `inputs_for` has them; a column that many need is computed once."""
    columns = columns_of_all(strategies, histories, given, assembled, catalog, loops)
    return inputs_from(columns, len(assembled.market.time))


def columns_of_all(
    strategies: Sequence[Any],
    histories: Sequence[Bars],
    given: Sequence[Given],
    assembled: Assembled,
    catalog: Catalog,
    loops: Loops = as_written,
) -> dict[Feature, Column]:
    """Every column that one of the strategies decides on, over the market's rows; see `inputs_for`."""
    columns: dict[Feature, Column] = {}

    @cache
    def provider(name: str) -> FeatureSet:
        return quickened(catalog.feature_set(name), loops)

    for feature in distinct(feature for one in strategies for feature in one.features()):
        values = [
            last(column_of(history, feature, table, provider), len(places))
            for history, table, places in zip(histories, given, assembled.places, strict=True)
        ]
        columns[feature] = scattered(values, assembled, loops)
    return columns


def inputs_from(columns: Mapping[Feature, Column], rows: int) -> Callable[[Any], Columns]:
    """A strategy's Inputs out of columns of so many rows."""
    nothing = array("d", [0.0]) * rows

    def inputs(strategy: Any) -> Columns:  # noqa: ANN401
        features: Sequence[Feature] = strategy.features()
        chosen = [columns[one] for one in features] or [nothing] * len(strategy.Inputs._fields)
        return strategy.Inputs(*chosen)

    return inputs


def last(column: Column, rows: int) -> Column:
    """Its last rows; where there are no others, the very column."""
    return column if len(column) == rows else column[-rows:]


def options_of(strategy: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever a plugin registers
    """The options of a request that a strategy needs, by the columns it decides on: predictions, signals."""
    asked = (feature for feature in strategy.features() if feature.provider == "core")
    return tuple(dict.fromkeys(GIVEN[feature.name] for feature in asked if feature.name in GIVEN))


def column_of(history: Bars, feature: Feature, given: Given, provider: Callable[[str], FeatureSet]) -> Column:
    """One column of one instrument: from the request's files, else computed."""
    if feature.provider == "core" and feature.name in GIVEN:
        if feature.name not in given:
            option = GIVEN[feature.name]
            raise InvalidValue(
                option,
                None,
                f"a file of {option}{HOLDS.get(feature.name, '')}: the strategy decides on the column {feature}",
            )
        return given[feature.name]
    return provider(feature.provider).compute(history, feature)

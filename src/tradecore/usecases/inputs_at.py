"""What a strategy decides on at the newest bar: the bits that the same columns have there in a batch over all bars."""

from collections.abc import Mapping
from functools import cache
from math import nan
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.predict import PredictionsSpec
from tradecore.feature_table import compute_all
from tradecore.loops import Loops, as_written
from tradecore.ports.catalog import Catalog
from tradecore.ports.feature_set import FeatureSet, quickened
from tradecore.predictions import as_inputs, join
from tradecore.table import Column
from tradecore.usecases.examples import complete_rows
from tradecore.usecases.inputs import column_of
from tradecore.usecases.predicting import Opened, check_step, manifest_of, predictions_table

Given = Mapping[str, Column]


def inputs_at(
    strategy: Any,  # noqa: ANN401
    history: Bars,
    catalog: Catalog,
    opened: Opened | None = None,
    loops: Loops = as_written,
) -> tuple[float, ...]:
    """The strategy's inputs at the last bar of `history`, in the order of its Inputs; NaN while there is too little.

    `history` begins where a batch's does: from another first bar even a moving average has other bits. Raises
    InvalidValue when the strategy decides on predictions and no model is given, or one of another kind.
    """

    @cache
    def provider(name: str) -> FeatureSet:
        return quickened(catalog.feature_set(name), loops)

    given: Given = said_at(opened, history, catalog, loops) if opened else {}
    return tuple(float(column_of(history, one, given, provider)[-1]) for one in strategy.features())


def said_at(opened: Opened, history: Bars, catalog: Catalog, loops: Loops = as_written) -> Given:
    """What a model says of the last bar, as columns of one row; NaN where it lacks a feature."""
    record, end = opened.record, len(history)
    check_step(record, history)
    newest = history.slice(end - 1, end)
    row = compute_all(history, opened.features, catalog, loops).slice(end - 1, end)
    if not complete_rows(row):
        probable = record.unit == "probability"
        names = ("predicted_probability",) if probable else ("predicted_return", "predicted_sigma")
        return dict.fromkeys(names, (nan,))
    table = predictions_table(record, newest, [0], opened.model.predict(row), [False])
    spec = PredictionsSpec(f"model {record.name}")
    return as_inputs(join(newest, table, spec, manifest_of(record, newest, "", table)), newest)

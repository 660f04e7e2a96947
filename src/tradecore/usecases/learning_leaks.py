"""Labels, pipelines and predictions that know more than they may."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan
from typing import Protocol

from tradecore.bars import Bars
from tradecore.contracts.leaks import Leak
from tradecore.contracts.settings import TrainingSettings
from tradecore.errors import DataError, LeakFound, RequestError
from tradecore.feature_table import compute_all
from tradecore.features import Feature
from tradecore.instants import format_instant
from tradecore.labels import Target, labels
from tradecore.leakcheck import (
    ALTERED,
    REPEAT,
    TRUNCATION,
    altered,
    differences,
    feature_leaks,
    leaks,
    longest_warmup,
    sentence,
    start_dependence,
)
from tradecore.ports.catalog import Catalog
from tradecore.ports.learner import FittedModel, Learner
from tradecore.sessions import observed_sessions
from tradecore.table import Table
from tradecore.usecases.bars import Loaded
from tradecore.usecases.decision_leaks import Found
from tradecore.usecases.examples import complete_rows, examples_of, learner_of
from tradecore.usecases.tools import Tools
from tradecore.windows import purged_split

# The bars that a training tries with its features, and with its pipeline.
FEATURE_ROWS, PIPELINE_ROWS = 120, 24
# A pipeline is fitted on the first half of a stretch of so many bars and more.
FITTED_ROWS, HALF = 120, 0.5

Make = Callable[[Bars, int, Target], Sequence[float]]


class Checking(Protocol):
    """A request that learns from features."""

    @property
    def check_leaks(self) -> bool:
        """Whether to look for leaks first."""
        ...

    @property
    def training(self) -> TrainingSettings:
        """How it learns."""
        ...


def check_leaks(request: Checking, bars: Bars, features: Sequence[Feature], tools: Tools) -> tuple[str, ...]:
    """The quick form of a training: what to warn of; raises LeakFound for features, label and pipeline that leak."""
    if not request.check_leaks:
        return ("The leak check was switched off: nothing shows that the features do not know the future.",)
    training, catalog = request.training, tools.catalog
    tools.progress.step("looking for leaks")
    found = feature_leaks(bars, features, catalog, FEATURE_ROWS)
    if not found:
        pipeline = pipeline_leaks(bars, features, training, catalog, PIPELINE_ROWS)
        found = (*label_leaks(bars, training, FEATURE_ROWS), *pipeline.leaks)
    if found:
        raise LeakFound(f"{' '.join(map(sentence, found))} Nothing was trained.")
    return tuple(f"{one.column}: {one.hint}." for one in start_dependence(bars, features, catalog))


def label_leaks(bars: Bars, training: TrainingSettings, rows: int, make: Make = labels) -> tuple[Leak, ...]:
    """A label may look as far ahead as its horizon, for which purging allows, and no further.

    It is held to that by the law of features, laid at the bar at which it is known.
    """
    horizon = training.horizon

    def known(part: Bars) -> Table:
        values = list(make(part, horizon, training.target))
        return Table(part.time, {label_name(training): array("d", ([nan] * horizon + values)[: len(part)])})

    return tuple(
        replace(one, hint=f"{one.hint}; of a label that is beyond its horizon of {horizon}, for which purging allows")
        for one in leaks(bars, known, horizon, rows)
    )


def label_name(training: TrainingSettings) -> str:
    """As results name it."""
    return f"label {training.target}({training.horizon})"


def pipeline_leaks(
    bars: Bars, features: Sequence[Feature], training: TrainingSettings, catalog: Catalog, rows: int
) -> Found:
    """A fit may depend on its training rows only, and the prediction of a row on that row only.

    The learner is fitted on the first half of a stretch, again with the rest cut off and altered, and then
    predicts every number of rows. A stretch on which it cannot be fitted is told in a remark.
    """
    learner = learner_of(training, catalog)
    reach = training.horizon + training.embargo
    length = longest_warmup(features, catalog) + FITTED_ROWS + 4 * reach
    stretch = bars.slice(max(0, len(bars) - length), len(bars))
    try:
        fitted, found = fit_leaks(stretch, features, learner, training, catalog)
    except (DataError, RequestError) as error:
        return Found((), (f"Its last {len(stretch):,} bars are too few to try {training.learner}: {error}",))
    name = f"{training.learner} predictions"
    return Found((*found, *prediction_leaks(stretch, features, fitted, catalog, rows, name)))


def fit_leaks(
    stretch: Bars, features: Sequence[Feature], learner: Learner, training: TrainingSettings, catalog: Catalog
) -> tuple[FittedModel, tuple[Leak, ...]]:
    """A model of the first half of the stretch, and a Leak when the second half has a say in it."""
    whole = examples_of(as_loaded(stretch), features, training, catalog)
    split = purged_split(whole.known, whole.label_known, HALF, training.embargo)
    cut = whole.places[split.validation.start]

    def fit(part: Bars) -> FittedModel:
        examples = examples_of(as_loaded(part), features, training, catalog)
        return examples.fit(learner, split.train, training.parameters, training.seed)

    first = fit(stretch)
    for test, part in ((REPEAT, stretch), (TRUNCATION, stretch.slice(0, cut)), (ALTERED, altered(stretch, cut))):
        again = fit(part)
        if again.to_bytes() != first.to_bytes():
            rows = whole.features.take(split.train)
            before, after = (Table(rows.time, {"said": said(rows, model)}) for model in (first, again))
            changed = differences(before, after, len(rows))
            row = changed["said"].row if changed else 0
            return first, (Leak(f"{training.learner} fit", format_instant(rows.time[row]), test, FIT_HINTS[test]),)
    return first, ()


FIT_HINTS = {
    REPEAT: "the same rows and seed give another model: it is random, or remembers earlier calls",
    TRUNCATION: "rows after its training rows have a say in it: fit scaling, selection and clipping inside the fold",
    ALTERED: "rows after its training rows have a say in it: fit scaling, selection and clipping inside the fold",
}


def prediction_leaks(
    bars: Bars, features: Sequence[Feature], model: FittedModel, catalog: Catalog, rows: int, name: str
) -> tuple[Leak, ...]:
    """The predictions of a fitted model by how many rows it predicts at once: each must depend on its own row only."""
    table = compute_all(bars, features, catalog)

    def predicted(part: Bars) -> Table:
        first = bisect_left(bars.time, part.time[0]) if len(part) else 0
        return Table(part.time, {name: said(table.slice(first, first + len(part)), model)})

    return tuple(replace(one, hint=BATCH) for one in leaks(bars, predicted, longest_warmup(features, catalog), rows))


BATCH = "a row's prediction depends on the rows that are predicted with it: something is fitted while it predicts"


def predictions(part: Bars, features: Sequence[Feature], model: FittedModel, catalog: Catalog) -> "array[float]":
    """What a model says at each bar, NaN where a feature is missing."""
    return said(compute_all(part, features, catalog), model)


def said(table: Table, model: FittedModel) -> "array[float]":
    """What a model says of each row, NaN of one that is not complete."""
    complete = complete_rows(table)
    column = array("d", [nan]) * len(table)
    if complete:
        for place, value in zip(complete, model.predict(table.take(complete)), strict=True):
            column[place] = value
    return column


def as_loaded(bars: Bars) -> Loaded:
    """Bars that lie in no file."""
    return Loaded(bars, (), "", lambda: observed_sessions(bars), bars)

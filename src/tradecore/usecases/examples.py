"""What a model learns from: complete rows of features with the outcome that each led to."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from tradecore.bars import Bars
from tradecore.contracts.settings import TrainingSettings
from tradecore.errors import DataError, InvalidValue
from tradecore.feature_table import compute_all
from tradecore.features import Feature
from tradecore.labels import Target, aim_of, labels, naive
from tradecore.learning.outcomes import Outcomes
from tradecore.ports.catalog import Catalog
from tradecore.ports.learner import FittedModel, Learner
from tradecore.table import Column, Table
from tradecore.usecases.bars import Loaded
from tradecore.usecases.engine import choose_loops


@dataclass(frozen=True, slots=True)
class Examples:
    """Complete rows only: features known at `known`, the outcome at `label_known` (ns UTC); `places` are their bars.

    `values` is what the label is of each row, `moved` the return that came, `still` the naive forecast of a return or a
    price; of a direction the naive forecast is the share of rises among the rows learned from.
    """

    target: Target
    features: Table
    values: Sequence[float]
    moved: Sequence[float]
    still: Sequence[float]
    known: Sequence[int]
    label_known: Sequence[int]
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    def fit(
        self,
        learner: Learner,
        rows: Sequence[int],
        parameters: Mapping[str, float | int | str | bool],
        seed: int,
    ) -> FittedModel:
        """A model of these rows only; raises what `Learner.fit` does."""
        target = array("d", (self.values[k] for k in rows))
        return learner.fit(self.features.take(rows), target, parameters, seed, aim_of(self.target))

    def base(self, rows: Sequence[int]) -> float:
        """The share of these rows whose price rose."""
        return sum(self.moved[k] > 0.0 for k in rows) / len(rows)

    def outcomes(self, rows: Sequence[int], predicted: Column, base: float) -> Outcomes:
        """Predictions of these rows beside what came; `base` is the naive forecast of a direction."""
        direction = self.target == "direction"
        return Outcomes(
            self.target,
            [self.known[k] for k in rows],
            array("d", predicted),
            array("d", (self.values[k] for k in rows)),
            array("d", (base if direction else self.still[k] for k in rows)),
            array("d", (self.moved[k] for k in rows)),
        )


def learner_of(training: TrainingSettings, catalog: Catalog) -> Learner:
    """The learner, if it can learn the target; raises UnknownName, and InvalidValue with those that can."""
    learner, aim = catalog.learner(training.learner), aim_of(training.target)
    if aim not in learner.aims:
        able = [name for name in catalog.names("learner") if aim in catalog.learner(name).aims]
        what = "predicts a direction" if aim == "probability" else f"predicts a {training.target}"
        raise InvalidValue("training.learner", training.learner, f"one that {what}: {', '.join(able)}")
    return learner


def examples_of(loaded: Loaded, features: Sequence[Feature], training: TrainingSettings, catalog: Catalog) -> Examples:
    """Features, outcome and naive forecast of every bar that has them all; raises DataError when fewer than two do."""
    bars, horizon = loaded.bars, training.horizon
    loops = choose_loops("auto", len(loaded.history), catalog)
    table = loaded.behind(compute_all(loaded.history, features, catalog, loops))
    values, moved = labels(bars, horizon, training.target, loops), labels(bars, horizon, "return", loops)
    complete = [t for t in complete_rows(table) if isfinite(values[t])]
    if len(complete) < 2:  # noqa: PLR2004
        raise too_few(bars, len(complete), len(features), horizon)
    still, available = naive(bars, training.target), bars["available"]
    return Examples(
        target=training.target,
        features=table.take(complete),
        values=array("d", (values[t] for t in complete)),
        moved=array("d", (moved[t] for t in complete)),
        still=array("d", (still[t] for t in complete)),
        known=array("q", (available[t] for t in complete)),
        label_known=array("q", (available[t + horizon] for t in complete)),
        places=complete,
    )


def too_few(bars: Bars, rows: int, features: int, horizon: int) -> DataError:
    """What to say when there is next to nothing to learn from."""
    return DataError(
        f"{len(bars):,} bars of {bars.symbol} give {rows} complete rows for {features} features "
        f"and a label {horizon} bars ahead: take more bars, shorter windows or a shorter horizon."
    )


def complete_rows(table: Table) -> list[int]:
    """Positions of the rows in which every column has a finite value."""
    columns = [array("d", table[name]) for name in table.names]
    return [t for t in range(len(table)) if all(isfinite(column[t]) for column in columns)]

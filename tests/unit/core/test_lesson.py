"""What each model of a lesson has seen, by a learner that writes it down, beside a purge made by brute force."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, stdev
from typing import Any

import pytest

from tradecore.contracts.settings import TrainingSettings
from tradecore.errors import InvalidValue
from tradecore.ports.learner import Aim
from tradecore.table import Column, Table
from tradecore.usecases.examples import Examples
from tradecore.usecases.lesson import learn

ROWS, HORIZON = 60, 4


class Mean:
    """Says the mean of the targets that it was fitted on, and which rows these were."""

    parameters: Mapping[str, float | int | str | bool] = {}

    def __init__(self, rows: Sequence[float], target: Sequence[float]) -> None:
        self.rows, self.mean = [int(row) for row in rows], fmean(target)

    def predict(self, features: Table) -> Column:
        return [self.mean] * len(features)

    def to_bytes(self) -> bytes:
        return b"a mean"


class Writing:
    """A learner that keeps what it was handed."""

    aims = ("value", "probability")

    def __init__(self) -> None:
        self.fitted: list[Mean] = []

    def fit(self, features: Table, target: Sequence[float], parameters: Any, seed: int, aim: Aim = "value") -> Mean:
        assert list(target) == [row / 10 for row in features["row"]], "each target belongs to its row"
        assert (parameters, seed, aim) == ({}, 1, "value")
        self.fitted.append(Mean(features["row"], target))
        return self.fitted[-1]

    def from_bytes(self, content: bytes) -> Mean:
        raise NotImplementedError


class Quiet:
    """Progress that nobody looks at."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None: ...


class Kept:
    """A journal in a list."""

    def __init__(self) -> None:
        self.lines: list[Mapping[str, object]] = []

    def entries(self) -> Iterator[Mapping[str, object]]:
        return iter(tuple(self.lines))

    def append(self, entry: Mapping[str, object]) -> None:
        self.lines.append(entry)


def examples(rows: int = ROWS) -> Examples:
    """Row k has the feature k and the value k / 10, known at k and settled at k + HORIZON."""
    values = array("d", (k / 10 for k in range(rows)))
    known, settled = array("q", range(rows)), array("q", range(HORIZON, rows + HORIZON))
    table = Table(known, {"row": list(map(float, range(rows)))})
    return Examples("return", table, values, values, array("d", [0.0]) * rows, known, settled, range(rows))


def by_force(rows: range, fold: range, embargo: int) -> list[int]:
    """Rows outside of a fold whose label shares no instant with the fold's labels, and none of the embargo behind."""
    first, last = fold[0], fold[-1] + HORIZON
    apart = [k for k in rows if k + HORIZON < first or k > last]
    behind = [k for k in apart if k > last][:embargo]
    return [k for k in apart if k not in behind]


@pytest.mark.parametrize("embargo", [0, 3])
@pytest.mark.parametrize("rows", [range(ROWS), range(7, 52)])
def test_each_fold_is_predicted_by_the_rows_apart_from_it(rows: range, embargo: int) -> None:
    """And the model that is kept has seen all rows that were named, and no other."""
    writing, training = Writing(), TrainingSettings(horizon=HORIZON, folds=4, embargo=embargo)
    lesson = learn(writing, examples(), rows, training, Quiet())
    cuts = [len(rows) * k // 4 for k in range(5)]
    folds = [rows[cuts[k] : cuts[k + 1]] for k in range(4)]
    assert [model.rows for model in writing.fitted] == [*(by_force(rows, fold, embargo) for fold in folds), list(rows)]
    assert lesson.model is writing.fitted[-1]
    errors: list[float] = []
    for fold, model, found in zip(folds, writing.fitted, lesson.folds, strict=False):
        assert list(found.time) == list(fold)
        assert list(found.actual) == [k / 10 for k in fold]
        assert list(found.predicted) == [model.mean] * len(fold)
        errors += [model.mean - k / 10 for k in fold]
    assert lesson.sigma == pytest.approx(stdev(errors), rel=1e-12)


def test_folds_of_a_journal_are_not_fitted_again() -> None:
    journal, training = Kept(), TrainingSettings(horizon=HORIZON, folds=4)
    first = learn(Writing(), examples(), range(ROWS), training, Quiet(), journal)
    assert len(journal.lines) == 4
    writing = Writing()
    again = learn(writing, examples(), range(ROWS), training, Quiet(), journal)
    assert (again.folds, again.sigma) == (first.folds, first.sigma)
    assert [model.rows for model in writing.fitted] == [list(range(ROWS))]


def test_fewer_rows_than_folds_are_refused() -> None:
    training = TrainingSettings(horizon=HORIZON, folds=2)
    with pytest.raises(InvalidValue, match="no more than the 1 rows"):
        learn(Writing(), examples(), range(1), training, Quiet())

"""Labels of white noise teach nothing, and a planted leak shows that this would be seen."""

import random
from array import array
from statistics import fmean, stdev
from typing import Any

import pytest

from tradecore.contracts.settings import TrainingSettings
from tradecore.learning.judge import judge, judge_folds
from tradecore.learning.scores import auc_error
from tradecore.table import Table
from tradecore.usecases.examples import Examples
from tradecore.usecases.folds import out_of_fold
from tradecore.windows import purged_split
from tradecore_sklearn.learner import SklearnLearner
from tradecore_sklearn.recipes import RECIPES
from tradecore_testing.fakes import RecordedProgress

ROWS = 500
SEEDS = range(20)
SMALL: dict[str, dict[str, Any]] = {
    "logistic": {},
    "random_forest": {"n_estimators": 10},
    "hist_gradient_boosting": {"max_iter": 10},
}


def examples(seed: int, leak: float = 0.0) -> Examples:
    """Features and returns of independent noise, a label one row ahead; `leak` puts the return into one feature."""
    source = random.Random(seed)
    moved = array("d", (source.gauss(0, 1) for _ in range(ROWS)))
    columns = {f"f{i}": [source.gauss(0, 1) for _ in range(ROWS)] for i in range(4)}
    columns["f3"] = [value + leak * ahead for value, ahead in zip(columns["f3"], moved, strict=True)]
    known = array("q", range(ROWS))
    return Examples(
        "direction",
        Table(known, columns),
        array("d", (float(value > 0.0) for value in moved)),
        moved,
        array("d", [0.0]) * ROWS,
        known,
        array("q", range(1, ROWS + 1)),
        range(ROWS),
    )


def areas(learner: str, seed: int, leak: float = 0.0) -> tuple[float, float, float]:
    """AUC held out, its standard error, AUC out of fold."""
    rows, kind = examples(seed, leak), SklearnLearner(RECIPES[learner])
    training = TrainingSettings(learner, SMALL[learner], target="direction", horizon=1, folds=4, seed=seed)
    split = purged_split(rows.known, rows.label_known, 0.4)
    fitted = rows.fit(kind, split.train, training.parameters, seed)
    held = rows.outcomes(split.validation, fitted.predict(rows.features.take(split.validation)), rows.base(split.train))
    folds = out_of_fold(kind, rows, split.train, training, RecordedProgress())
    ups = sum(held.risen())
    return judge(held)["auc"] or 0.0, auc_error(ups, len(held.moved) - ups), judge_folds(folds)["auc"] or 0.0


@pytest.mark.parametrize("learner", sorted(SMALL))
def test_white_noise_gives_the_auc_of_a_coin(learner: str) -> None:
    """Out of fold on average only: folds learn from each other, so that one draw strays beyond its rows' error."""
    found = [areas(learner, seed) for seed in SEEDS]
    for held, error, _ in found:
        assert abs(held - 0.5) < 3 * error
    assert abs(fmean(held for held, _, _ in found) - 0.5) < 3 * found[0][1] / len(found) ** 0.5
    folds = [area for _, _, area in found]
    assert abs(fmean(folds) - 0.5) < 3 * stdev(folds) / len(found) ** 0.5


@pytest.mark.parametrize("learner", sorted(SMALL))
def test_a_planted_leak_would_be_seen(learner: str) -> None:
    held, error, folds = areas(learner, 1, leak=0.5)
    assert held > 0.5 + 3 * error
    assert folds > 0.5 + 3 * error

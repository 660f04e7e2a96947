"""Predicting each training row by a model that has not seen it."""

from collections.abc import Sequence

from tradecore.contracts.settings import TrainingSettings
from tradecore.learning.outcomes import Outcomes
from tradecore.ports.learner import Learner
from tradecore.ports.progress import Progress
from tradecore.usecases.examples import Examples
from tradecore.windows import purged_folds


def out_of_fold(
    learner: Learner, examples: Examples, rows: Sequence[int], training: TrainingSettings, progress: Progress
) -> tuple[Outcomes, ...]:
    """Predictions of consecutive rows, fold by fold, each by a model fitted on the others, purged and embargoed.

    The naive forecast of a direction is the share of rises among the rows that its fold's model was fitted on. Raises
    what `purged_folds` and `Learner.fit` do.
    """
    known, label_known = [examples.known[k] for k in rows], [examples.label_known[k] for k in rows]
    found: list[Outcomes] = []
    folds = purged_folds(known, label_known, training.folds, training.embargo)
    for number, fold in enumerate(folds, 1):
        progress.step(f"fitting fold {number} of {len(folds)}", number - 1, len(folds))
        learned, held = [rows[k] for k in fold.train], [rows[k] for k in fold.test]
        fitted = examples.fit(learner, learned, training.parameters, training.seed)
        predicted = fitted.predict(examples.features.take(held))
        found.append(examples.outcomes(held, predicted, examples.base(learned)))
    return tuple(found)

"""Learning some rows: the model, and how far off it is on rows that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from tradecore.contracts.settings import TrainingSettings
from tradecore.learning.judge import Metrics, judge_folds
from tradecore.learning.outcomes import Outcomes
from tradecore.learning.scores import deviation, differences
from tradecore.ports.journal import Journal
from tradecore.ports.learner import FittedModel, Learner
from tradecore.ports.progress import Progress
from tradecore.usecases.examples import Examples
from tradecore.usecases.folds import out_of_fold


@dataclass(frozen=True, slots=True)
class Lesson:
    """A model of some rows, these rows predicted out of fold, and the sigma of their residuals."""

    model: FittedModel
    folds: tuple[Outcomes, ...]
    sigma: float

    def metrics(self) -> Metrics:
        """Those of the rows out of fold; worked out when asked for, which a walk over many windows does not."""
        return judge_folds(self.folds)


def learn(
    learner: Learner,
    examples: Examples,
    rows: Sequence[int],
    training: TrainingSettings,
    progress: Progress,
    journal: Journal | None = None,
) -> Lesson:
    """Fits a model on these rows, consecutive and in order, and nothing else; it needs neither job nor registry.

    `training` gives parameters, folds, embargo and seed; which rows to hold out is the caller's business. A `journal`
    keeps finished folds, so that a later attempt goes on there. Raises what `out_of_fold` raises.
    """
    folds = out_of_fold(learner, examples, rows, training, progress, journal)
    pooled = reduce(Outcomes.then, folds).check()
    # Two folds have two rows at least, and these a deviation.
    sigma = deviation(differences(pooled.predicted, pooled.actual)) or 0.0
    progress.step(f"fitting {training.learner} on {len(rows):,} rows")
    return Lesson(examples.fit(learner, rows, training.parameters, training.seed), folds, sigma)

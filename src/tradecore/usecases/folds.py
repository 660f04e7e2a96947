"""Predicting each training row by a model that has not seen it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tradecore.contracts.settings import TrainingSettings
from tradecore.errors import InvalidValue, JobError
from tradecore.learning.outcomes import Outcomes
from tradecore.packed import pack, unpack
from tradecore.ports.journal import Journal
from tradecore.ports.learner import Learner
from tradecore.ports.progress import Progress
from tradecore.table import Column
from tradecore.usecases.examples import Examples
from tradecore.windows import Fold, purged_folds


def out_of_fold(
    learner: Learner,
    examples: Examples,
    rows: Sequence[int],
    training: TrainingSettings,
    progress: Progress,
    journal: Journal | None = None,
) -> tuple[Outcomes, ...]:
    """Predictions of consecutive rows, fold by fold, each by a model fitted on the others, purged and embargoed.

    The naive forecast of a direction is the share of rises among the rows that its fold's model was fitted on. Folds
    that `journal` holds were fitted by an earlier attempt and are taken from there; the others are kept in it. Raises
    what `purged_folds` and `Learner.fit` do, and JobError for a journal of something else.
    """
    known, label_known = [examples.known[k] for k in rows], [examples.label_known[k] for k in rows]
    folds = purged_folds(known, label_known, training.folds, training.embargo)
    finished = _finished(journal, folds)
    found: list[Outcomes] = []
    for number, fold in enumerate(folds, 1):
        progress.step(f"fitting fold {number} of {len(folds)}", number - 1, len(folds))
        learned, held = [rows[k] for k in fold.train], [rows[k] for k in fold.test]
        predicted: Column
        if number <= len(finished):
            predicted = finished[number - 1]
        else:
            fitted = examples.fit(learner, learned, training.parameters, training.seed)
            predicted = fitted.predict(examples.features.take(held))
            if journal is not None:
                journal.append({"fold": number, "predicted": pack(predicted)})
        found.append(examples.outcomes(held, predicted, examples.base(learned)))
    return tuple(found)


def _finished(journal: Journal | None, folds: Sequence[Fold]) -> list[Column]:
    """What earlier attempts predicted, of the first folds."""
    entries = [] if journal is None else list(journal.entries())
    if len(entries) > len(folds):
        raise JobError("?", f"its journal has {len(entries)} folds of {len(folds)}. Delete it and resume")
    return [
        _predicted(entry, number, fold) for number, (entry, fold) in enumerate(zip(entries, folds, strict=False), 1)
    ]


def _predicted(entry: Mapping[str, Any], number: int, fold: Fold) -> Column:
    try:
        found = unpack(entry["predicted"])
    except (KeyError, TypeError, InvalidValue) as error:
        raise JobError("?", f"its journal holds what is no fold: {error}. Delete the journal and resume") from error
    if entry.get("fold") != number or len(found) != len(fold.test):
        raise JobError("?", f"its journal has another fold where fold {number} belongs. Delete it and resume")
    return found

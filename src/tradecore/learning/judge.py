"""Every metric of predictions, by name."""

from collections.abc import Mapping, Sequence
from functools import reduce
from math import fsum, sqrt

from tradecore.learning.months import Month, by_month
from tradecore.learning.outcomes import Outcomes
from tradecore.learning.scores import (
    Values,
    auc,
    centred,
    deviation,
    differences,
    hit_rate,
    majority,
    mcc,
    mean,
    one_less,
    pearson,
    ranks,
    squares,
)

Metrics = Mapping[str, float | int | None]
ORDERING = ("auc", "mcc", "ic", "rank_ic", "hit_rate", "majority")


def judge(outcomes: Outcomes) -> Metrics:
    """The fields of `schemas.LEARNING` in their order.

    Those of another target are None: log loss and Brier score belong to a direction, mean errors and R2 to a return or
    a price. Raises InvalidValue for numbers that are not finite.
    """
    rows = outcomes.check()
    expected, months = rows.expected(), by_month(rows)
    errors = differences(rows.predicted, rows.actual)
    return {
        "n": len(rows.actual),
        "base_rate": mean(rows.risen()),
        **_values(rows, errors),
        **_probabilities(rows, errors),
        "auc": auc(expected, rows.risen()),
        "mcc": mcc(expected, rows.moved),
        "ic": pearson(expected, rows.moved),
        "rank_ic": pearson(ranks(expected), ranks(rows.moved)),
        "ic_month": _mean_of([each.ic for each in months]),
        "rank_ic_month": _mean_of([each.rank_ic for each in months]),
        "hit_rate": hit_rate(expected, rows.moved),
        "majority": majority(expected, rows.moved),
        "bias": mean(errors),
        "sigma": deviation(errors),
    }


def judge_folds(folds: Sequence[Outcomes]) -> Metrics:
    """The metrics of rows that were predicted fold by fold; how well they are put in order is the folds' mean.

    Pooled, the order of worthless predictions looks worse than chance: what rose in one fold was missing from the rows
    that its model was fitted on, so that its predictions lie lower (Airola and others 2011). Means are weighted by
    rows; errors are pooled. Of at least one fold.
    """
    pooled, each = dict(judge(reduce(Outcomes.then, folds))), [judge(fold) for fold in folds]
    for name in ORDERING:
        valued = [(one[name], one["n"]) for one in each if one[name] is not None and one["n"]]
        rows = sum(n or 0 for _, n in valued)
        pooled[name] = fsum((value or 0.0) * (n or 0) for value, n in valued) / rows if rows else None
    return pooled


def rising_months(months: tuple[Month, ...]) -> tuple[int, int]:
    """How many months have a rank IC above 0, of how many that have one."""
    valued = [each.rank_ic for each in months if each.rank_ic is not None]
    return sum(value > 0.0 for value in valued), len(valued)


def _values(rows: Outcomes, errors: Values) -> Metrics:
    if rows.target == "direction":
        return dict.fromkeys(("mae", "mae_naive", "skill", "rmse", "rmse_naive", "r2", "r2_mean"))
    naive = differences(rows.naive, rows.actual)
    mae, mae_naive = mean([abs(e) for e in errors]), mean([abs(e) for e in naive])
    return {
        "mae": mae,
        "mae_naive": mae_naive,
        "skill": one_less(mae, mae_naive),
        "rmse": None if not errors else sqrt(squares(errors) / len(errors)),
        "rmse_naive": None if not errors else sqrt(squares(naive) / len(errors)),
        "r2": one_less(squares(errors), squares(naive)),
        "r2_mean": one_less(squares(errors), squares(centred(rows.actual))),
    }


def _probabilities(rows: Outcomes, errors: Values) -> Metrics:
    names = ("log_loss", "log_loss_base", "log_loss_skill", "brier", "brier_base", "brier_skill")
    if rows.target != "direction" or not errors:
        return dict.fromkeys(names)
    base = differences(rows.naive, rows.actual)
    loss, loss_base = mean(rows.losses()), mean(rows.naive_losses())
    brier, brier_base = squares(errors) / len(errors), squares(base) / len(errors)
    return dict(
        zip(
            names,
            (loss, loss_base, one_less(loss, loss_base), brier, brier_base, one_less(brier, brier_base)),
            strict=True,
        )
    )


def _mean_of(values: list[float | None]) -> float | None:
    return mean([value for value in values if value is not None])

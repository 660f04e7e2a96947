"""What is said first of a training: what is known and what is not."""

from dataclasses import replace
from typing import Any

import pytest

from tradecore.contracts.train import TrainResult
from tradecore.inference.resampling import ForecastIntervals, Interval
from tradecore.learning.importance import Importance
from tradecore.learning.outcomes import Outcomes
from tradecore.views.lessons import by_heart, direction, lessons, matters, ordering
from tradecore_testing.contracts.model_store import a_record

NUMBERS = {"auc": 0.55, "log_loss": 0.68, "log_loss_base": 0.69, "log_loss_skill": 0.0145, "n": 700, "rank_ic": 0.08}


def intervals(low: float, high: float) -> ForecastIntervals:
    span = Interval(low, high)
    return ForecastIntervals(1000, 0.95, 14.0, 1, span, span, span, span)


def said(low: float, high: float, **changes: Any) -> str:
    return direction("m", {**NUMBERS, **changes}, intervals(low, high), 7)


def test_a_direction_is_known_only_where_the_interval_leaves_a_coin_out() -> None:
    assert said(0.52, 0.58) == (
        "m tells rises from falls: AUC 0.550 (0.520 to 0.580), log loss 0.680 against 0.690 for always saying the "
        "share of rises in training, over 700 rows."
    )
    assert said(0.48, 0.58).startswith("m does not tell rises from falls: within the noise of a coin, AUC 0.550")
    assert said(0.42, 0.48, auc=0.45).startswith("m is worse than a coin at telling rises from falls: AUC 0.450")
    assert said(0.52, 0.58, log_loss_skill=-0.01).startswith(
        "m tells rises from falls, but its probabilities are worse"
    )


def test_without_intervals_or_a_row_of_each_nothing_is_claimed() -> None:
    assert direction("m", NUMBERS, None, 7).startswith("m does not tell rises from falls")
    assert said(0.5, 0.5, auc=None).startswith("m cannot be judged: the held-out rows all went one way.")
    assert said(0.52, 0.58, n=100).endswith("Only 14 outcomes of them are independent.")


def test_order_is_told_with_its_months() -> None:
    assert ordering(NUMBERS, intervals(-0.01, 0.17), (3, 5), told=False) == (
        "Rank IC 0.08 (-0.01 to 0.17), above 0 in 3 of 5 months; AUC 0.550 (-0.010 to 0.170)."
    )
    assert ordering(NUMBERS, None, (1, 1), told=True) == "Rank IC 0.08."
    assert ordering({**NUMBERS, "rank_ic": None}, None, (0, 0), told=True) == ""


def result(train: float | None, held: float | None, **changes: Any) -> TrainResult:
    return TrainResult(a_record(), {"skill": held}, {"skill": -0.01}, {"skill": train}, **changes)


def test_learning_by_heart_is_called_so() -> None:
    assert by_heart(result(0.3, -0.08)) == (
        "Skill 30.0% on the rows it was fitted on, -1.0% on them out of fold, -8.0% held out: it learned much of its "
        "training rows by heart."
    )
    assert "by heart" not in by_heart(result(0.3, 0.02))
    assert "by heart" not in by_heart(result(-3.1, -8.3))
    assert by_heart(result(None, 0.1)) == ""


def test_features_matter_beyond_the_spread_of_the_shuffles() -> None:
    found = (Importance("a", 0.123, 0.01), Importance("b", 0.02, 0.02), Importance("c", -0.1, 0.01))
    assert matters(found) == "Shuffling raises the error for a (12.30%), of 3 features."
    assert matters(found[1:]).startswith("No feature matters on the held-out rows")
    assert matters(()) == ""
    many = tuple(Importance(name, 0.1, 0.0) for name in "abcde")
    assert "a (10.00%), b (10.00%), c (10.00%) and 2 more, of 5 features" in matters(many)


@pytest.mark.parametrize("target", ["return", "direction"])
def test_the_verdict_comes_first_and_the_gap_is_told(target: Any) -> None:
    record = replace(a_record(), target=target, folds=5, embargo=3)
    held = Outcomes(target, [0, 1], [0.3, 0.4], [1.0, 0.0], [0.5, 0.5], [0.1, -0.1])
    lines = lessons(TrainResult(replace(record, gap=10), {**NUMBERS, "skill": 0.1}), held)
    assert lines[0].startswith("ridge-aapl ")
    assert "10 rows before the held-out part were purged (horizon 7, embargo 3)" in lines[-2]
    assert "Sigma 0.0125 comes from 5 folds of the training rows" in lines[-2]

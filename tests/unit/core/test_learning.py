"""Metrics of predictions: by hand, and None where there is nothing to say."""

import random
from math import sqrt

import pytest

from tradecore.errors import InvalidValue
from tradecore.learning import hit_rate, pearson, ranks, regression_metrics


def test_by_hand() -> None:
    found = regression_metrics([0.02, -0.01, 0.03, -0.02], [0.01, -0.01, -0.01, -0.01], [0.0] * 4)
    assert found["n"] == 4
    assert found["mae"] == pytest.approx(0.06 / 4)
    assert found["mae_naive"] == pytest.approx(0.08 / 4)
    assert found["skill"] == pytest.approx(0.25)
    assert found["rmse"] == pytest.approx(sqrt((1e-4 + 16e-4 + 1e-4) / 4))
    assert found["r2"] == pytest.approx(1 - 18 / 18)
    assert found["hit_rate"] == 0.75
    assert found["majority"] == 0.5
    assert found["bias"] == pytest.approx(-0.01)


def test_a_price_target_is_judged_by_its_changes() -> None:
    returns = regression_metrics([0.02, -0.01, 0.03], [0.01, -0.02, -0.01], [0.0] * 3)
    prices = regression_metrics([102.0, 99.0, 103.0], [101.0, 98.0, 99.0], [100.0] * 3)
    for name in ("skill", "ic", "rank_ic", "hit_rate", "r2"):
        assert prices[name] == pytest.approx(returns[name])


def test_predicting_no_change_has_no_skill_and_no_direction() -> None:
    found = regression_metrics([0.02, -0.01, 0.03], [0.0] * 3, [0.0] * 3)
    assert found["skill"] == 0.0
    assert found["r2"] == 0.0
    assert found["ic"] is None
    assert found["hit_rate"] is None


def test_nothing_to_judge_is_none_and_not_an_error() -> None:
    found = regression_metrics([], [], [])
    assert found.pop("n") == 0  # type: ignore[attr-defined]
    assert set(found.values()) == {None}
    still = regression_metrics([0.0, 0.0, 0.0], [0.1, 0.2, 0.1], [0.0] * 3)
    assert still["skill"] is None
    assert still["r2"] is None


def test_ties_share_their_rank_and_order_is_all_that_rank_ic_sees() -> None:
    assert ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]
    found = regression_metrics([1.0, 2.0, 300.0], [0.1, 0.2, 0.3], [0.0] * 3)
    assert found["rank_ic"] == pytest.approx(1.0)
    assert found["ic"] is not None
    assert found["ic"] < 0.95


def test_a_constant_has_no_correlation() -> None:
    assert pearson([0.1, 0.1, 0.1], [1.0, 2.0, 3.0]) is None
    assert hit_rate([1.0], [0.0]) is None


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_refuses_what_is_not_finite(bad: float) -> None:
    with pytest.raises(InvalidValue, match="finite"):
        regression_metrics([0.1, 0.2], [0.1, bad], [0.0, 0.0])


def test_white_noise_predicts_nothing() -> None:
    source = random.Random(3)
    actual = [source.gauss(0, 1) for _ in range(4000)]
    predicted = [source.gauss(0, 1) for _ in range(4000)]
    found = regression_metrics(actual, predicted, [0.0] * 4000)
    bound = 3 / sqrt(4000)
    assert abs(found["ic"] or 0) < bound
    assert abs(found["rank_ic"] or 0) < bound
    assert abs((found["hit_rate"] or 0) - 0.5) < bound / 2

"""Metrics of predictions: by hand, and None where there is nothing to say."""

import random
from math import log, sqrt

import pytest

from tradecore.errors import InvalidValue
from tradecore.labels import Target
from tradecore.learning.judge import Metrics, judge
from tradecore.learning.months import by_month
from tradecore.learning.outcomes import Outcomes
from tradecore.learning.scores import auc, hit_rate, log_loss, mcc, pearson, ranks
from tradecore.schemas import LEARNING

DAY = 86_400 * 10**9


def returns(actual: list[float], predicted: list[float]) -> Metrics:
    return judge(Outcomes("return", [0] * len(actual), predicted, actual, [0.0] * len(actual), actual))


def direction(predicted: list[float], moved: list[float], base: float = 0.5) -> Metrics:
    actual = [float(value > 0.0) for value in moved]
    return judge(Outcomes("direction", [0] * len(moved), predicted, actual, [base] * len(moved), moved))


def test_by_hand() -> None:
    found = returns([0.02, -0.01, 0.03, -0.02], [0.01, -0.01, -0.01, -0.01])
    assert tuple(found) == LEARNING.names
    assert found["n"] == 4
    assert found["base_rate"] == 0.5
    assert found["mae"] == pytest.approx(0.06 / 4)
    assert found["mae_naive"] == pytest.approx(0.08 / 4)
    assert found["skill"] == pytest.approx(0.25)
    assert found["rmse"] == pytest.approx(sqrt((1e-4 + 16e-4 + 1e-4) / 4))
    assert found["r2"] == pytest.approx(1 - 18 / 18)
    assert found["hit_rate"] == 0.75
    assert found["majority"] == 0.5
    assert found["bias"] == pytest.approx(-0.01)
    # 0.01 above three times -0.01, which tie: of the pairs up-down 2 are won and 2 are ties.
    assert found["auc"] == pytest.approx(3 / 4)
    assert found["mcc"] == pytest.approx((1 * 2 - 0 * 1) / sqrt(1 * 2 * 2 * 3))
    assert (found["log_loss"], found["brier"]) == (None, None)


def test_a_direction_by_hand() -> None:
    found = direction([0.8, 0.6, 0.4, 0.3], [0.02, -0.01, 0.01, -0.03], base=0.6)
    assert tuple(found) == LEARNING.names
    assert found["log_loss"] == pytest.approx(-(log(0.8) + log(0.4) + log(0.4) + log(0.7)) / 4)
    assert found["log_loss_base"] == pytest.approx(-(2 * log(0.6) + 2 * log(0.4)) / 4)
    assert found["brier"] == pytest.approx((0.04 + 0.36 + 0.36 + 0.09) / 4)
    assert found["brier_base"] == pytest.approx((2 * 0.16 + 2 * 0.36) / 4)
    assert found["brier_skill"] == pytest.approx(1 - 0.85 / 1.04)
    assert found["log_loss_skill"] == pytest.approx(1 - (found["log_loss"] or 0.0) / (found["log_loss_base"] or 1.0))
    assert found["auc"] == pytest.approx(3 / 4)
    assert (found["hit_rate"], found["majority"], found["mcc"]) == (0.5, 0.5, 0.0)
    assert found["ic"] == pytest.approx(pearson([0.3, 0.1, -0.1, -0.2], [0.02, -0.01, 0.01, -0.03]))
    assert (found["mae"], found["skill"], found["r2"]) == (None, None, None)


def test_a_sure_forecast_that_was_wrong_is_costly_and_finite() -> None:
    assert log_loss([1.0, 0.0], [0.0, 1.0]) == pytest.approx([-log(1e-15)] * 2, rel=1e-2)
    assert log_loss([1.0, 0.0], [1.0, 0.0]) == pytest.approx([0.0, 0.0], abs=1e-14)


def test_a_price_target_is_judged_by_its_changes() -> None:
    moved = [0.02, -0.01, 0.03]
    plain = returns(moved, [0.01, -0.02, -0.01])
    rows = Outcomes("price", [0] * 3, [101.0, 98.0, 99.0], [102.0, 99.0, 103.0], [100.0] * 3, moved)
    for name in ("skill", "ic", "rank_ic", "hit_rate", "r2", "auc", "mcc"):
        assert judge(rows)[name] == pytest.approx(plain[name])


def test_prices_of_another_height_are_judged_alike() -> None:
    moved, said = [0.02, -0.01, 0.03], [0.01, -0.02, -0.01]
    still = [10.0, 100.0, 1000.0]
    predicted, actual = ([s * (1 + v) for s, v in zip(still, of, strict=True)] for of in (said, moved))
    found = judge(Outcomes("price", [0] * 3, predicted, actual, still, moved))
    for name in ("ic", "rank_ic", "hit_rate"):
        assert found[name] == pytest.approx(returns(moved, said)[name])


def test_predicting_no_change_has_no_skill_and_no_direction() -> None:
    found = returns([0.02, -0.01, 0.03], [0.0] * 3)
    assert found["skill"] == 0.0
    assert found["r2"] == 0.0
    assert found["ic"] is None
    assert found["hit_rate"] is None
    assert found["auc"] == 0.5


@pytest.mark.parametrize("target", ["return", "price", "direction"])
def test_nothing_to_judge_is_none_and_not_an_error(target: Target) -> None:
    found = dict(judge(Outcomes(target, [], [], [], [], [])))
    assert found.pop("n") == 0
    assert set(found.values()) == {None}


def test_what_never_moves_has_no_skill() -> None:
    still = returns([0.0, 0.0, 0.0], [0.1, 0.2, 0.1])
    assert still["skill"] is None
    assert still["r2"] is None
    assert still["auc"] is None


def test_ties_share_their_rank_and_order_is_all_that_rank_ic_sees() -> None:
    assert ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]
    found = returns([1.0, 2.0, 300.0], [0.1, 0.2, 0.3])
    assert found["rank_ic"] == pytest.approx(1.0)
    assert found["ic"] is not None
    assert found["ic"] < 0.95


def test_a_constant_has_no_correlation() -> None:
    assert pearson([0.1, 0.1, 0.1], [1.0, 2.0, 3.0]) is None
    assert hit_rate([1.0], [0.0]) is None
    assert mcc([1.0, 2.0, 3.0], [1.0, -1.0, 1.0]) is None
    assert auc([1.0, 2.0], [1.0, 1.0]) is None


def test_months_are_judged_by_themselves_and_averaged() -> None:
    """January is right and February wrong: pooled, the larger moves of January win."""
    time = [k * DAY for k in (1, 2, 3, 35, 36, 37, 70)]
    moved = [0.1, -0.2, 0.3, 0.01, -0.02, 0.03, 0.5]
    said = [0.1, -0.2, 0.3, -0.01, 0.02, -0.03, 0.5]
    rows = Outcomes("return", time, said, moved, [0.0] * 7, moved)
    months = by_month(rows)
    assert [month.start for month in months] == [0, 31 * DAY, 59 * DAY]
    assert [month.rows for month in months] == [3, 3, 1]
    assert [month.ic for month in months] == [pytest.approx(1.0), pytest.approx(-1.0), None]
    assert [month.hit_rate for month in months] == [1.0, 0.0, 1.0]
    found = judge(rows)
    assert found["ic_month"] == pytest.approx(0.0)
    assert found["rank_ic_month"] == pytest.approx(0.0)
    assert (found["ic"] or 0.0) > 0.9


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_refuses_what_is_not_finite(bad: float) -> None:
    with pytest.raises(InvalidValue, match="finite"):
        returns([0.1, 0.2], [0.1, bad])


def test_refuses_a_probability_that_is_none() -> None:
    with pytest.raises(InvalidValue, match=r"predicted\[1\].* a probability from 0 to 1"):
        direction([0.5, 1.5], [0.1, 0.2])


def test_white_noise_predicts_nothing() -> None:
    source = random.Random(3)
    actual = [source.gauss(0, 1) for _ in range(4000)]
    found = returns(actual, [source.gauss(0, 1) for _ in range(4000)])
    bound = 3 / sqrt(4000)
    assert abs(found["ic"] or 0) < bound
    assert abs(found["rank_ic"] or 0) < bound
    assert abs((found["hit_rate"] or 0) - 0.5) < bound / 2
    assert abs((found["auc"] or 0) - 0.5) < bound

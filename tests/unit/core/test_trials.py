"""What the best of many trials proves: printed examples and the edges."""

from math import inf, nan, sqrt

import pytest

from tradecore.errors import InvalidValue
from tradecore.inference.sharpe import TrackRecord, probabilistic_sharpe
from tradecore.inference.trials import (
    deflated_sharpe,
    expected_maximum,
    minimum_backtest_length,
    sharpe_variance,
    similarity,
)

# Bailey and Lopez de Prado 2014, The Deflated Sharpe Ratio, "A numerical example": yearly SR 2.5 over 1,250 days of
# 250 a year, variance of the trials' yearly SR 1/2.
PAPER = TrackRecord(2.5 / sqrt(250), 1250, -3.0, 10.0)
VARIANCE = 0.5 / 250


def test_the_papers_hundred_trials() -> None:
    found = deflated_sharpe(PAPER, 100, VARIANCE)
    assert round(found.threshold, 4) == 0.1132
    assert found.probability is not None
    assert round(found.probability, 4) == 0.9004


def test_the_papers_forty_six_trials() -> None:
    assert round(deflated_sharpe(PAPER, 46, VARIANCE).probability or 0.0, 4) == 0.9505


def test_with_normal_returns_the_paper_could_have_afforded_eighty_eight() -> None:
    normal = PAPER._replace(skewness=0.0, kurtosis=3.0)
    assert round(deflated_sharpe(normal, 88, VARIANCE).probability or 0.0, 4) == 0.9505


def test_one_trial_is_not_deflated() -> None:
    assert deflated_sharpe(PAPER, 1, VARIANCE) == (0.0, probabilistic_sharpe(PAPER))
    assert deflated_sharpe(PAPER, 100, 0.0) == (0.0, probabilistic_sharpe(PAPER))


def test_five_years_allow_no_more_than_forty_five_trials() -> None:
    """Bailey, Borwein, Lopez de Prado and Zhu 2014, below theorem 1."""
    assert round(minimum_backtest_length(45), 2) == 5.00
    assert minimum_backtest_length(45) < 5.0 < minimum_backtest_length(46)
    assert minimum_backtest_length(45, 2.0) == pytest.approx(minimum_backtest_length(45) / 4)


def test_the_expected_maximum_of_a_thousand_is_near_the_exact_one() -> None:
    assert expected_maximum(1) == 0.0
    assert expected_maximum(1000) == pytest.approx(3.2414, abs=0.02)
    assert expected_maximum(1e15) > expected_maximum(1e14) > 7.0


@pytest.mark.parametrize("trials", [0, 0.5, -3, nan, inf])
def test_less_than_one_trial_is_refused(trials: float) -> None:
    with pytest.raises(InvalidValue, match="1 or more"):
        expected_maximum(trials)


@pytest.mark.parametrize("variance", [-1e-9, nan, inf])
def test_a_variance_that_is_none_is_refused(variance: float) -> None:
    with pytest.raises(InvalidValue, match="variance"):
        deflated_sharpe(PAPER, 10, variance)


@pytest.mark.parametrize("sharpe", [0.0, -1.0, nan])
def test_no_backtest_is_long_enough_for_a_ratio_of_nothing(sharpe: float) -> None:
    with pytest.raises(InvalidValue, match="above 0"):
        minimum_backtest_length(45, sharpe)


def test_trials_without_a_ratio_do_not_shrink_the_variance() -> None:
    assert sharpe_variance([0.1, None, 0.3, None]) == pytest.approx(0.02)
    assert sharpe_variance([0.1]) == 0.0
    assert sharpe_variance([None, None]) == 0.0
    assert sharpe_variance([0.2, 0.2, 0.2]) == 0.0


UP = [0.01, -0.01, 0.02, 0.03]
DOWN = [-value for value in UP]
OTHER = [0.01, 0.01, 0.0, 0.01 / 3 * 2]


def test_equal_trials_are_one_trial() -> None:
    found = similarity([UP, UP, [2 * value for value in UP]])
    assert found.trials == 3
    assert found.correlation == pytest.approx(1.0)
    assert found.effective == pytest.approx(1.0)


def test_opposite_trials_are_two() -> None:
    found = similarity([UP, DOWN])
    assert found.correlation == pytest.approx(-1.0)
    assert found.effective == 2.0


def test_the_mean_correlation_is_over_all_pairs() -> None:
    # Two groups of two equal trials, uncorrelated with each other: 2 of 6 pairs have correlation 1.
    across = [1.0, 1.0, -1.0, -1.0]
    along = [1.0, -1.0, 1.0, -1.0]
    found = similarity([across, across, along, along])
    assert found.correlation == pytest.approx(1 / 3)
    assert found.effective == pytest.approx(1 / 3 + 2 / 3 * 4)


def test_a_trial_that_never_traded_is_like_no_other() -> None:
    found = similarity([UP, UP, [0.0] * 4])
    assert found.correlation == pytest.approx(1 / 3)
    assert similarity([UP, [0.0] * 4]) == (2, None, 2.0)
    assert similarity([]) == (0, None, 0.0)


def test_trials_on_other_bars_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"returns\[1\]"):
        similarity([UP, UP[:3]])
    with pytest.raises(InvalidValue, match="finite"):
        similarity([UP, [nan, *UP[1:]]])

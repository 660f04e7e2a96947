"""The probability of backtest overfitting: small cases worked out by hand, and what is refused."""

from math import inf, log, nan

import pytest

from tradecore.errors import InvalidValue
from tradecore.inference.overfitting import probability_of_overfitting, rank

GOOD = [0.02, 0.01] * 4
BAD = [-0.02, -0.01] * 4
FIRST_HALF = [0.02, 0.01, 0.02, 0.01, -0.02, -0.01, -0.02, -0.01]
SECOND_HALF = [-value for value in FIRST_HALF]


def test_a_trial_that_is_always_best_is_never_overfitted() -> None:
    found = probability_of_overfitting([BAD, GOOD], 4)
    assert found.probability == 0.0
    assert found.loss == 0.0
    assert set(found.splits.winners) == {1}
    assert list(found.splits.ranks) == [2.0] * 6
    assert found.logits == pytest.approx([log(2.0)] * 6)


def test_trials_that_change_places_are_always_overfitted() -> None:
    found = probability_of_overfitting([FIRST_HALF, SECOND_HALF], 2)
    assert found.probability == 1.0
    assert found.loss == 1.0
    assert list(found.splits.winners) == [0, 1]
    assert list(found.splits.inside) == [pytest.approx(2.598, abs=1e-3)] * 2
    assert list(found.splits.outside) == [pytest.approx(-2.598, abs=1e-3)] * 2
    assert found.logits == pytest.approx([-log(2.0)] * 2)


def test_equal_trials_share_the_mean_rank_which_counts_as_overfitted() -> None:
    found = probability_of_overfitting([GOOD, GOOD, GOOD], 2)
    assert list(found.splits.ranks) == [2.0, 2.0]
    assert found.logits == [0.0, 0.0]
    assert found.probability == 1.0
    assert list(found.splits.winners) == [0, 0]


def test_a_flat_trial_scores_nothing_wherever_it_stands() -> None:
    """A constant has no dispersion: were it scored by its mean, it would win every split."""
    flat = [0.5] * 8
    found = probability_of_overfitting([flat, BAD, GOOD], 4)
    assert set(found.splits.winners) == {2}
    below = probability_of_overfitting([flat, BAD], 4)
    assert set(below.splits.winners) == {0}
    assert set(below.splits.inside) == set(below.splits.outside) == {0.0}


def test_the_remainder_is_dropped_from_the_front() -> None:
    plain = probability_of_overfitting([FIRST_HALF, SECOND_HALF], 4)
    longer = probability_of_overfitting([[9.0, -9.0, *FIRST_HALF], [3.0, 1.0, *SECOND_HALF]], 4)
    assert (plain.rows, plain.dropped) == (8, 0)
    assert (longer.rows, longer.dropped, longer.blocks) == (8, 2, 4)
    assert longer.splits == plain.splits


def test_every_choice_of_half_of_the_blocks_is_a_split() -> None:
    assert len(probability_of_overfitting([GOOD, BAD], 8).splits.ranks) == 70


def test_ranks_count_from_the_lowest_and_share_ties() -> None:
    assert [rank([0.3, 0.1, 0.3, 0.2], place) for place in range(4)] == [3.5, 1.0, 3.5, 2.0]


@pytest.mark.parametrize("blocks", [0, 1, 3, 22, -2])
def test_blocks_that_have_no_halves_are_refused(blocks: int) -> None:
    with pytest.raises(InvalidValue, match="an even number from 2 to 20"):
        probability_of_overfitting([GOOD, BAD], blocks)


def test_a_single_trial_is_refused() -> None:
    with pytest.raises(InvalidValue, match="2 or more"):
        probability_of_overfitting([GOOD], 4)


def test_too_few_bars_are_refused() -> None:
    with pytest.raises(InvalidValue, match="16 or more for 16 blocks"):
        probability_of_overfitting([GOOD, BAD], 16)
    with pytest.raises(InvalidValue, match="4 or more for 2 blocks"):
        probability_of_overfitting([GOOD[:3], BAD[:3]], 2)


def test_trials_over_other_bars_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"returns\[1\]"):
        probability_of_overfitting([GOOD, BAD[:7]], 4)


@pytest.mark.parametrize("value", [nan, inf, -inf, 1e200])
@pytest.mark.parametrize("place", [0, 9])
def test_what_is_not_a_finite_number_is_refused_even_where_it_is_dropped(value: float, place: int) -> None:
    spoilt = [0.01, -0.01, *GOOD]
    spoilt[place] = value
    with pytest.raises(InvalidValue, match=rf"returns\[1\]\[{place}\]"):
        probability_of_overfitting([[0.0, 0.0, *BAD], spoilt], 4)

"""Laws that the inference obeys whatever the returns."""

from math import log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.inference.normal import cdf, quantile
from tradecore.inference.overfitting import Overfitting, probability_of_overfitting
from tradecore.inference.sharpe import TrackRecord, minimum_track_record, probabilistic_sharpe
from tradecore.inference.trials import deflated_sharpe, expected_maximum, similarity

ratios = st.floats(-0.5, 0.5)
records = st.builds(TrackRecord, ratios, st.integers(2, 5000), st.floats(-1.0, 1.0), st.floats(3.0, 30.0))
returns = st.integers(-50, 50).map(lambda n: n / 1000)


@st.composite
def matrices(draw: st.DrawFn, bars: int = 12) -> list[list[float]]:
    trials = draw(st.integers(2, 6))
    return [draw(st.lists(returns, min_size=bars, max_size=bars)) for _ in range(trials)]


@given(st.floats(1e-12, 1.0 - 1e-12))
def test_the_quantile_inverts_the_law(p: float) -> None:
    assert cdf(quantile(p)) == pytest.approx(p, rel=1e-9)


@given(st.floats(-30.0, 30.0))
def test_the_law_is_symmetric(x: float) -> None:
    assert cdf(x) + cdf(-x) == pytest.approx(1.0, abs=1e-15)


@given(records, ratios, ratios)
def test_a_higher_benchmark_is_harder_to_beat(record: TrackRecord, one: float, other: float) -> None:
    easy, hard = sorted((one, other))
    first, second = probabilistic_sharpe(record, easy), probabilistic_sharpe(record, hard)
    assert first is not None
    assert second is not None
    assert 0.0 <= second <= first <= 1.0


@given(records, st.floats(0.55, 0.999))
def test_the_minimum_length_is_where_the_probability_reaches_the_confidence(record: TrackRecord, wanted: float) -> None:
    needed = minimum_track_record(record, 0.0, wanted)
    if record.sharpe <= 0.0:
        assert needed is None
    elif needed is not None:
        reached = cdf(record.sharpe * sqrt((needed - 1.0) / record.spread))
        assert reached == pytest.approx(wanted, rel=1e-9)


@given(records, st.floats(1.0, 1e6), st.floats(1.0, 1e6), st.floats(0.0, 0.01))
def test_more_trials_never_make_the_best_look_better(
    record: TrackRecord, one: float, other: float, variance: float
) -> None:
    few, many = sorted((one, other))
    less, more = deflated_sharpe(record, few, variance), deflated_sharpe(record, many, variance)
    assert 0.0 <= less.threshold <= more.threshold
    assert (more.probability or 0.0) <= (less.probability or 0.0)


@given(st.integers(2, 10**9))
def test_the_expected_maximum_lies_between_nothing_and_the_bound_of_its_paper(trials: int) -> None:
    assert 0.0 < expected_maximum(trials) ** 2 < 2.0 * max(1.0, log(trials))


@given(matrices())
def test_the_effective_number_of_trials_lies_between_one_and_all(series: list[list[float]]) -> None:
    found = similarity(series)
    assert 1.0 <= found.effective <= found.trials
    assert found.correlation is None or -1.0 <= found.correlation <= 1.0


@given(matrices(), st.integers(2, 4))
def test_repeating_every_trial_adds_little_to_the_effective_number(series: list[list[float]], times: int) -> None:
    once, often = similarity(series), similarity([one for one in series for _ in range(times)])
    assert often.effective <= once.trials * times
    if once.correlation is not None and often.correlation is not None:
        assert often.correlation >= once.correlation - 1e-9


def outcomes(found: Overfitting) -> list[tuple[float, float, float]]:
    return list(zip(found.splits.inside, found.splits.outside, found.splits.ranks, strict=True))


@given(matrices(), st.sampled_from([2, 4, 6]), st.randoms(use_true_random=False))
def test_the_order_of_trials_changes_pbo_only_through_equal_winners(
    series: list[list[float]], blocks: int, random: Random
) -> None:
    mixed = [*series]
    random.shuffle(mixed)
    plain, shuffled = probability_of_overfitting(series, blocks), probability_of_overfitting(mixed, blocks)
    assert list(plain.splits.inside) == list(shuffled.splits.inside)
    for (inside, outside, rank), other in zip(outcomes(plain), outcomes(shuffled), strict=True):
        assert inside == other[0]
        if outside == other[1]:
            assert rank == other[2]


@given(matrices(), st.sampled_from([2, 4, 6]))
def test_halves_see_each_other(series: list[list[float]], blocks: int) -> None:
    """The k-th split and the k-th from the end are one pair of halves: the winner inside is no worse than any."""
    found = outcomes(probability_of_overfitting(series, blocks))
    for (inside, outside, rank), (inside_there, outside_there, _) in zip(found, reversed(found), strict=True):
        assert outside <= inside_there
        assert outside_there <= inside
        assert 1.0 <= rank <= len(series)
        if outside == inside_there:
            assert rank >= (len(series) + 1) / 2


@given(matrices(), st.sampled_from([2, 4, 6]), st.integers(-8, 8))
def test_scaling_every_return_by_a_power_of_two_changes_no_split(
    series: list[list[float]], blocks: int, power: int
) -> None:
    scaled = [[value * 2.0**power for value in one] for one in series]
    assert probability_of_overfitting(scaled, blocks).splits == probability_of_overfitting(series, blocks).splits

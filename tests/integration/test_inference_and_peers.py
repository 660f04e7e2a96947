"""The inference against skfolio where it has it, and against a second way to compute the rest, written with numpy."""

from importlib import import_module
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tradecore.inference.overfitting import probability_of_overfitting
from tradecore.inference.sharpe import TrackRecord, probabilistic_sharpe
from tradecore.inference.trials import deflated_sharpe, expected_maximum, sharpe_variance, similarity

Matrix = NDArray[np.float64]


@pytest.fixture(scope="module")
def trials() -> Matrix:
    """One trial a row, 23 of 407 bars, with fat tails and a common part."""
    random = np.random.default_rng(11)
    return 0.0003 + 0.01 * (random.standard_t(4, (23, 407)) + random.standard_t(4, 407))


@pytest.fixture(scope="module")
def skfolio() -> Any:
    """Its measures, loaded only by the process that runs these tests: that takes seconds."""
    return import_module("skfolio.measures")


def record(values: Matrix) -> TrackRecord:
    found = TrackRecord.from_returns(values.tolist())
    assert found is not None
    return found


def test_skfolio_agrees_on_the_probabilistic_sharpe_ratio(trials: Matrix, skfolio: Any) -> None:
    for values in trials:
        for benchmark in (0.0, 0.03, -0.05):
            theirs = skfolio.probabilistic_sharpe_ratio(values, benchmark)
            assert probabilistic_sharpe(record(values), benchmark) == pytest.approx(theirs, rel=1e-12)


def test_skfolio_agrees_on_the_deflated_sharpe_ratio(trials: Matrix, skfolio: Any) -> None:
    records = [record(values) for values in trials]
    sharpes = [one.sharpe for one in records]
    best = int(np.argmax(sharpes))
    found = deflated_sharpe(records[best], len(records), sharpe_variance(sharpes))
    assert found.probability == pytest.approx(skfolio.deflated_sharpe_ratio(trials[best], np.array(sharpes)), rel=1e-12)


@pytest.mark.parametrize("count", [2, 10, 45, 1_000, 1_000_000])
def test_skfolio_agrees_on_the_expected_maximum(count: int, skfolio: Any) -> None:
    assert expected_maximum(count) == pytest.approx(skfolio.expected_max_sharpe_ratio(count, 1.0), rel=1e-9)


def test_the_mean_correlation_is_that_of_the_matrix_of_correlations(trials: Matrix) -> None:
    matrix = np.corrcoef(trials)
    mean = (matrix.sum() - len(trials)) / (len(trials) * (len(trials) - 1))
    found = similarity(trials.tolist())
    assert found.correlation == pytest.approx(mean, rel=1e-12)
    assert found.effective == pytest.approx(mean + (1 - mean) * len(trials))


def overfitting(trials: Matrix, blocks: int) -> tuple[float, Matrix]:
    """CSCV straight from its description: cut, join, score, rank, for every choice."""
    parts = np.array_split(trials[:, trials.shape[1] % blocks :].T, blocks)
    logits = []
    for choice in combinations(range(blocks), blocks // 2):
        inside = np.concatenate([parts[k] for k in choice])
        outside = np.concatenate([parts[k] for k in range(blocks) if k not in choice])
        winner = np.argmax(inside.mean(0) / inside.std(0, ddof=1))
        ranks = stats.rankdata(outside.mean(0) / outside.std(0, ddof=1))
        share = ranks[winner] / (trials.shape[0] + 1)
        logits.append(np.log(share / (1 - share)))
    return float(np.mean(np.array(logits) <= 0)), np.array(logits)


@pytest.mark.parametrize("blocks", [2, 6, 10])
def test_pbo_equals_joining_the_blocks_and_scoring_them(trials: Matrix, blocks: int) -> None:
    found = probability_of_overfitting(trials.tolist(), blocks)
    expected, logits = overfitting(trials, blocks)
    assert found.probability == expected
    assert found.logits == pytest.approx(logits.tolist(), abs=1e-12)
    assert found.dropped == 407 % blocks


def test_a_trial_with_skill_lowers_pbo_and_noise_does_not(trials: Matrix) -> None:
    skilled = trials.copy()
    skilled[5] += 0.008
    assert probability_of_overfitting(skilled.tolist(), 8).probability < 0.05
    assert probability_of_overfitting(trials.tolist(), 8).probability > 0.2

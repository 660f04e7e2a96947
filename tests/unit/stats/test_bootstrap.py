"""The bootstrap against a second one, written with numpy from its description."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Resampling
from tradecore_stats.bootstrap import BATCH, bootstrap, draw, natural_block

Numbers = NDArray[np.float64]


@pytest.fixture(scope="module")
def series() -> Numbers:
    return np.random.default_rng(2).standard_t(4, 500) * 0.01 + 0.0005


def drawn(series: Numbers, block: float, draws: int, seed: int) -> Numbers:
    """Sharpe ratio and drawdown of draws whose blocks end with chance 1 / block and wrap round the end."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        place, values = random.integers(len(series)), []
        for _ in range(len(series)):
            values.append(series[place % len(series)])
            place = random.integers(len(series)) if random.random() < 1 / block else place + 1
        curve = np.cumprod(1 + np.array(values))
        falls = curve / np.maximum(np.maximum.accumulate(curve), 1.0) - 1.0
        found.append((np.mean(values) / np.std(values, ddof=1) * np.sqrt(252), falls.min(), curve[-1]))
    return np.array(found)


def test_the_second_bootstrap_agrees(series: Numbers) -> None:
    found = bootstrap(series.tolist(), 252.0, Resampling(draws=4000, block=8.0, confidence=0.9), (0.15,), 2, None)
    ratios, falls, growth = drawn(series, 8.0, 2000, 5).T
    low, high = np.quantile(ratios, (0.05, 0.95))
    assert found.sharpe is not None
    assert found.annual_return is not None
    assert (found.sharpe.low, found.sharpe.high) == pytest.approx((low, high), abs=0.12)
    yearly = np.quantile(growth ** (252 / 500) - 1, (0.05, 0.95))
    assert (found.annual_return.low, found.annual_return.high) == pytest.approx(tuple(yearly), abs=0.03)
    assert found.max_drawdown.low == pytest.approx(np.quantile(falls, 0.05), abs=0.03)
    assert found.falls[0].chance == pytest.approx(np.mean(falls < -0.15), abs=0.04)


def test_draws_of_one_batch_have_the_seed_of_the_batch(series: Numbers) -> None:
    seeds = np.random.SeedSequence(1).spawn(2)
    assert (draw(series, 3.0, 10, seeds[0]) == draw(series, 3.0, 20, seeds[0])[:10]).all()
    assert (draw(series, 3.0, 10, seeds[0]) != draw(series, 3.0, 10, seeds[1])).any()


def test_more_draws_begin_with_the_same_ones(series: Numbers) -> None:
    told: list[int] = []
    bootstrap(series.tolist(), 252.0, Resampling(draws=2 * BATCH + 100), (), 3, lambda done, _: told.append(done))
    assert told == [BATCH, 2 * BATCH, 2 * BATCH + 100]


def test_the_block_grows_with_the_autocorrelation_and_stays_within_the_series() -> None:
    random = np.random.default_rng(4).standard_normal(400) * 0.01
    smooth = np.convolve(random, np.ones(20) / 20, "valid")
    assert 1.0 <= natural_block(random) < natural_block(smooth) <= len(smooth) / 3
    assert natural_block(np.zeros(100)) == natural_block(random[:5]) == 1.0


@pytest.mark.parametrize(
    ("key", "value"),
    [("draws", 99), ("confidence", 1.0), ("confidence", 0.4), ("block", 0.5), ("block", -1.0), ("seed", -1)],
)
def test_settings_out_of_bounds_are_refused(key: str, value: float) -> None:
    with pytest.raises(InvalidValue, match=rf"resampling\.{key}"):
        Resampling(**{key: value})  # type: ignore[arg-type]


def test_a_year_beyond_floats_has_no_interval() -> None:
    found = bootstrap([0.5, 0.4, 0.6, 0.5], 1e6, Resampling(draws=100), (), 1, None)
    assert found.annual_return is None
    assert found.sharpe is not None

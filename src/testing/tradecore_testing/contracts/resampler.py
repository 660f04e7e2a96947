"""What every resampler does."""

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from math import inf, log, nan, sqrt
from typing import ClassVar

import pytest

from tradecore.errors import InvalidValue
from tradecore.inference.overfitting import probability_of_overfitting
from tradecore.inference.resampling import ForecastIntervals, Interval, Paired, Resampled, Resampling
from tradecore.metrics import returns as gains
from tradecore.metrics.drawdowns import max_drawdown
from tradecore.ports.resampler import Resampler

PERIODS = 252.0


def noise(bars: int, seed: int = 5, mean: float = 0.0004) -> list[float]:
    """Independent normal returns of 1% deviation."""
    chance = random.Random(seed)  # noqa: S311
    return [chance.gauss(mean, 0.01) for _ in range(bars)]


def trending(bars: int, seed: int = 5) -> list[float]:
    """Returns that go on as they began: each keeps 0.9 of the one before."""
    values: list[float] = []
    last = 0.0
    for shock in noise(bars, seed, 0.0):
        last = 0.9 * last + 0.3 * shock
        values.append(last)
    return values


class ResamplerContract(ABC):
    """Subclass and return the resampler."""

    how: ClassVar[Resampling] = Resampling(draws=600, seed=3)

    @abstractmethod
    def resampler(self) -> Resampler:
        """The resampler under test."""

    def drawn(self, returns: Sequence[float], how: Resampling | None = None, workers: int = 1) -> Resampled:
        """The bootstrap of a series."""
        return self.resampler().bootstrap(returns, PERIODS, how or self.how, (0.05, 0.2), workers=workers)

    def test_one_seed_gives_one_answer(self) -> None:
        """And another seed another."""
        series = noise(300)
        assert self.drawn(series) == self.drawn(tuple(series))
        assert self.drawn(series).sharpe != self.drawn(series, replace(self.how, seed=4)).sharpe

    def test_the_number_of_workers_changes_nothing(self) -> None:
        """Not a bit."""
        series = noise(300)
        assert self.drawn(series) == self.drawn(series, workers=2) == self.drawn(series, workers=5)

    def test_intervals_surround_the_metrics_of_the_series(self) -> None:
        """Each its own."""
        series = noise(800)
        found = self.drawn(series)
        equity = [1.0]
        for value in series:
            equity.append(equity[-1] * (1.0 + value))
        yearly, own = gains.annual_return(equity[1:], 1.0, PERIODS), gains.sharpe(series, PERIODS)
        assert found.sharpe is not None
        assert found.annual_return is not None
        assert found.sharpe.low < (own or nan) < found.sharpe.high
        assert found.annual_return.low < (yearly or nan) < found.annual_return.high
        assert found.max_drawdown.low < max_drawdown(equity[1:], 1.0).depth < found.max_drawdown.high < 0.0

    def test_independent_returns_have_the_width_that_theory_says(self) -> None:
        """Of a Sharpe ratio near 0: 2 x 1.96 x sqrt(P / n), about."""
        found = self.drawn(noise(1500), Resampling(draws=2000, seed=1, block=1.0))
        assert found.sharpe is not None
        width = found.sharpe.high - found.sharpe.low
        assert width == pytest.approx(2 * 1.96 * sqrt(PERIODS / 1500), rel=0.1)

    def test_blocks_keep_what_follows_what(self) -> None:
        """Returns that go on as they began draw wider intervals in blocks than one by one."""
        series = trending(1000)
        whole, single = self.drawn(series), self.drawn(series, replace(self.how, block=1.0))
        assert whole.block > 3.0
        assert whole.sharpe is not None
        assert single.sharpe is not None
        assert whole.sharpe.high - whole.sharpe.low > 1.5 * (single.sharpe.high - single.sharpe.low)

    def test_more_confidence_is_a_wider_interval(self) -> None:
        """Of the same draws."""
        wide, narrow = (self.drawn(noise(400), replace(self.how, confidence=share)).sharpe for share in (0.99, 0.5))
        assert wide is not None
        assert narrow is not None
        assert wide.low < narrow.low < narrow.high < wide.high

    def test_a_deeper_fall_is_no_more_likely(self) -> None:
        """And each chance is a share of the draws."""
        shallow, deep = self.drawn(noise(800)).falls
        assert (shallow.depth, deep.depth) == (0.05, 0.2)
        assert 1.0 >= shallow.chance > deep.chance >= 0.0

    def test_a_run_that_never_traded_has_no_ratio_and_no_fall(self) -> None:
        """Nothing was earned, nothing can fall."""
        found = self.drawn([0.0] * 50)
        assert found.sharpe is None
        assert found.annual_return is not None
        assert found.annual_return.low == found.annual_return.high == 0.0
        assert found.max_drawdown.low == 0.0
        assert [fall.chance for fall in found.falls] == [0.0, 0.0]

    def test_a_total_loss_stays_one(self) -> None:
        """Nearly every draw meets it."""
        found = self.drawn([0.01, 0.02, -1.0, *noise(20)], replace(self.how, block=2.0))
        assert found.annual_return is not None
        assert found.annual_return.low == -1.0
        assert found.max_drawdown.low == -1.0

    def test_progress_ends_with_all_draws(self) -> None:
        """And never goes back."""
        told: list[tuple[int, int]] = []
        self.resampler().bootstrap(noise(100), PERIODS, self.how, step=lambda done, of: told.append((done, of)))
        assert told == sorted(told)
        assert told[-1] == (600, 600)

    @pytest.mark.parametrize("series", [[], [0.01], [0.01, nan, 0.02], [0.01, -inf]])
    def test_what_cannot_be_drawn_is_refused(self, series: list[float]) -> None:
        """Too short, or not finite."""
        with pytest.raises(InvalidValue):
            self.drawn(series)

    def paired(self, more: float = 0.0, bars: int = 800) -> Paired:
        """A series beside one that shares nearly all of its moves and earns so much less a bar."""
        held, apart = noise(bars), noise(bars, 6, 0.0)
        own = [value + more + 0.05 * other for value, other in zip(held, apart, strict=True)]
        return self.resampler().paired(own, held, PERIODS, self.how)

    def test_what_two_series_share_says_nothing_of_their_difference(self) -> None:
        """Drawn together, it cancels; drawn apart it would hide the better one."""
        same, better = self.paired(), self.paired(0.0004)
        assert same == self.paired()
        for interval in (same.sharpe, same.annual_return):
            assert interval is not None
            assert interval.low < 0.0 < interval.high
        assert better.sharpe is not None
        assert 0.0 < better.sharpe.low < better.sharpe.high
        alone = self.drawn(noise(800)).sharpe
        assert alone is not None
        assert better.sharpe.high - better.sharpe.low < 0.2 * (alone.high - alone.low)
        assert 0.1 < same.better < 0.9
        assert better.better > 0.99

    def test_a_series_does_not_differ_from_itself(self) -> None:
        """Not a bit."""
        found = self.resampler().paired(noise(50), noise(50), PERIODS, self.how)
        assert (found.sharpe, found.annual_return) == (Interval(0.0, 0.0), Interval(0.0, 0.0))
        assert found.better == 0.5

    def test_one_that_never_traded_has_no_ratio_to_compare(self) -> None:
        """But it has a return."""
        found = self.resampler().paired([0.0] * 50, noise(50), PERIODS, self.how)
        assert found.sharpe is None
        assert found.annual_return is not None

    @pytest.mark.parametrize("benchmark", [[], [0.01], [0.01, nan, 0.02], [0.01] * 4])
    def test_what_is_not_on_the_same_bars_is_refused(self, benchmark: list[float]) -> None:
        """Too short, not finite, of another length."""
        with pytest.raises(InvalidValue):
            self.resampler().paired([0.01, 0.02, 0.03], benchmark, PERIODS, self.how)

    def test_a_cone_opens_as_theory_says(self) -> None:
        """Of independent returns: with the root of the time, longer than the series that it is drawn from."""
        series = noise(400, mean=0.0)
        found = self.resampler().cone(series, 900, Resampling(draws=2000, block=1.0))
        assert found == self.resampler().cone(tuple(series), 900, Resampling(draws=2000, block=1.0))
        assert (found.bars[0], found.bars[-1], len(found.bars)) == (1, 900, 200)
        assert list(found.bars) == sorted(set(found.bars))
        assert found.sample == 400
        for rows in zip(*found.growth, strict=True):
            assert list(rows) == sorted(rows)
        place = next(k for k, bars in enumerate(found.bars) if bars >= 100)
        spreads = [log(found.growth[-1][k]) - log(found.growth[0][k]) for k in (place, len(found.bars) - 1)]
        assert spreads[0] == pytest.approx(2 * 1.645 * 0.01 * sqrt(found.bars[place]), rel=0.1)
        assert spreads[1] == pytest.approx(3.0 * spreads[0] * sqrt(100 / found.bars[place]), rel=0.1)

    def test_blocks_open_a_cone_wider_where_moves_go_on(self) -> None:
        """As they widen an interval."""
        whole, single = (
            self.resampler().cone(trending(1000), 50, Resampling(draws=1000, block=block)) for block in (20.0, 1.0)
        )
        assert whole.bars == single.bars == tuple(range(1, 51))
        assert whole.growth[-1][-1] - whole.growth[0][-1] > 1.5 * (single.growth[-1][-1] - single.growth[0][-1])

    @pytest.mark.parametrize(("bars", "shares"), [(0, (0.5,)), (5, (0.0,)), (5, (1.5,))])
    def test_a_cone_of_nothing_is_refused(self, bars: int, shares: tuple[float, ...]) -> None:
        """No bar ahead, or no such share."""
        with pytest.raises(InvalidValue):
            self.resampler().cone(noise(50), bars, self.how, shares)

    def forecast(self, rows: int = 600, strength: float = 0.2, block: float = 5.0) -> ForecastIntervals:
        """Predictions that hold so much of what came."""
        moved, luck = noise(rows, 1, 0.0), noise(rows, 2, 0.0)
        expected = [strength * a + b for a, b in zip(moved, luck, strict=True)]
        losses = [abs(a - strength * b) for a, b in zip(moved, expected, strict=True)]
        how = replace(self.how, block=block)
        return self.resampler().forecast(expected, moved, losses, [abs(a) for a in moved], how)

    def test_forecasts_have_intervals_around_their_metrics(self) -> None:
        """The same ones for the same seed."""
        found = self.forecast()
        assert found == self.forecast()
        assert found.block == 5.0
        for interval, known in ((found.ic, 0.0), (found.rank_ic, 0.0), (found.auc, 0.5), (found.skill, 0.0)):
            assert interval is not None
            assert known < interval.low < interval.high < 1.0

    def test_a_forecast_that_knows_nothing_is_not_told_from_one(self) -> None:
        """Its intervals hold what knowing nothing gives."""
        found = self.forecast(strength=0.0)
        assert found.ic is not None
        assert found.auc is not None
        assert found.ic.low < 0.0 < found.ic.high
        assert found.auc.low < 0.5 < found.auc.high

    def test_independent_rows_give_a_correlation_the_width_of_theory(self) -> None:
        """2 x 1.96 / sqrt(n), about."""
        found = self.forecast(1500, 0.0, block=1.0)
        assert found.ic is not None
        assert found.ic.high - found.ic.low == pytest.approx(2 * 1.96 / sqrt(1500), rel=0.15)

    def test_a_forecast_of_one_value_has_no_correlation(self) -> None:
        """And what never moved no skill."""
        constant = self.resampler().forecast([0.01] * 40, noise(40), [0.1] * 40, [0.1] * 40, self.how)
        assert (constant.ic, constant.rank_ic) == (None, None)
        assert constant.auc is not None
        assert (constant.auc.low, constant.auc.high) == (0.5, 0.5)
        still = self.resampler().forecast(noise(40), [0.0] * 40, [0.1] * 40, [0.0] * 40, self.how)
        assert (still.ic, still.auc, still.skill) == (None, None, None)

    @pytest.mark.parametrize("moved", [[], [0.01], [0.01, nan], [0.01, 0.02, 0.03]])
    def test_a_forecast_that_cannot_be_drawn_is_refused(self, moved: list[float]) -> None:
        """Too short, not finite, of another length."""
        with pytest.raises(InvalidValue):
            self.resampler().forecast([0.01, 0.02], moved, [0.1] * 2, [0.1] * 2, self.how)

    def test_noise_is_not_superior_and_skill_is(self) -> None:
        """The best of twenty noises against nothing, then with one that earns 0.2% a bar more."""
        trials = [noise(500, seed, 0.0) for seed in range(20)]
        luck = self.resampler().superiority(trials, [0.0] * 500, self.how)
        skill = self.resampler().superiority([*trials, noise(500, 99, 0.002)], [0.0] * 500, self.how)
        assert luck.tested == 20
        assert luck.lower <= luck.consistent <= luck.upper
        assert luck.consistent > 0.05
        assert skill.upper < 0.05

    def test_superiority_is_judged_against_the_benchmark(self) -> None:
        """Nothing beats itself; what loses to it does not either."""
        held = noise(300, 8)
        same = self.resampler().superiority([held], held, self.how)
        assert (same.tested, same.consistent) == (0, 1.0)
        worse = self.resampler().superiority([noise(300, 9, -0.01)], held, self.how)
        assert (worse.tested, worse.lower, worse.consistent, worse.upper) == (1, 1.0, 1.0, 1.0)

    @pytest.mark.parametrize("blocks", [2, 6, 10])
    def test_overfitting_is_the_cores_to_the_last_bit(self, blocks: int) -> None:
        """With ties and a trial that never traded."""
        trials = [noise(143, seed) for seed in range(9)]
        trials += [trials[4], [0.0] * 143, [0.01] * 143]
        assert self.resampler().overfitting(trials, blocks) == probability_of_overfitting(trials, blocks)

    @pytest.mark.parametrize(
        ("trials", "blocks"),
        [
            ([[0.01] * 8], 4),
            ([[0.01] * 8, [0.01] * 7], 4),
            ([[0.01] * 8] * 2, 3),
            ([[0.01] * 8, [0.01] * 7 + [nan]], 4),
        ],
    )
    def test_overfitting_refuses_what_the_core_refuses(self, trials: list[list[float]], blocks: int) -> None:
        """With the same words."""
        with pytest.raises(InvalidValue) as core:
            probability_of_overfitting(trials, blocks)
        with pytest.raises(InvalidValue) as here:
            self.resampler().overfitting(trials, blocks)
        assert str(here.value) == str(core.value)

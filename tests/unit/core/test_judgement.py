"""What is left of the best of many sets, in numbers."""

from array import array
from collections.abc import Sequence
from math import sqrt
from random import Random

import pytest
from made_trials import landscape, made, trial

from tradecore.distribution import distribution
from tradecore.inference.overfitting import Overfitting, probability_of_overfitting
from tradecore.inference.trials import expected_maximum, similarity
from tradecore.judgement import blocks_for, judge
from tradecore.schemas import SEARCH
from tradecore.space import searched
from tradecore.strategies.sma_cross import SmaCross
from tradecore.trials import Trials

OVER = {"fast": "5:25:5", "slow": "30:130:20"}
PERIODS = 252.0


def noise(sets: int, sessions: int, skill: float = 0.0) -> list["array[float]"]:
    draw = Random(4)
    return [array("d", (draw.gauss(skill * (k == 0), 0.01) for _ in range(sessions))) for k in range(sets)]


def split(returns: Sequence[Sequence[float]], blocks: int) -> Overfitting:
    """Into fewer pieces than asked for, which is quicker."""
    return probability_of_overfitting(returns, min(blocks, 10))


def judged(returns: list["array[float]"], before: int = 0, min_trades: int = 20) -> dict[str, float | int | None]:
    """Daily returns, so that a session is a bar."""
    found, sets = searched(SmaCross, {}, OVER)
    trials = Trials("sharpe", min_trades)
    for index, series in enumerate(returns):
        shape = distribution(series)
        sharpe = shape.mean / shape.deviation * sqrt(PERIODS) if shape.mean is not None and shape.deviation else None
        said = {**shape._asdict(), "sharpe": sharpe, "periods_per_year": PERIODS, "bars": len(series)}
        trials.add(trial(index, **said))
    return judge(trials, landscape(found, sets, trials), returns, before, split)


def test_the_facts_are_those_of_the_schema() -> None:
    for facts in (judged(noise(30, 120)), judged(noise(30, 120), min_trades=99)):
        assert list(facts) == list(SEARCH.names)
        nullable = {field.name for field in SEARCH.fields if field.optional}
        assert {name for name, value in facts.items() if value is None} <= nullable


def test_the_best_of_noise_is_what_chance_gives() -> None:
    facts = judged(noise(30, 500))
    sharpes = [distribution(one) for one in noise(30, 500)]
    spread = distribution([one.mean / one.deviation for one in sharpes if one.mean and one.deviation]).deviation
    assert spread is not None
    assert facts["chance_sharpe"] == pytest.approx(spread * expected_maximum(30) * sqrt(PERIODS))
    assert facts["deflated_sharpe"] is not None
    assert 0.2 < facts["deflated_sharpe"] < 0.9
    assert facts["correlation"] == similarity(noise(30, 500)).correlation
    assert facts["effective"] == pytest.approx(30, abs=2)
    assert facts["overfitting"] == probability_of_overfitting(noise(30, 500), 10).probability


def test_skill_beats_chance() -> None:
    facts = judged(noise(30, 500, skill=0.004))
    assert facts["deflated_sharpe"] is not None
    assert facts["deflated_sharpe"] > 0.95
    assert facts["overfitting"] is not None
    assert facts["overfitting"] < 0.05
    assert facts["minimum_bars"] is not None
    assert facts["minimum_bars"] < 500


def test_what_was_tried_before_counts() -> None:
    alone, later = judged(noise(30, 300)), judged(noise(30, 300), before=5_000)
    assert (alone["trials"], alone["before"]) == (30, 0)
    assert (later["trials"], later["before"]) == (30, 5_000)
    assert later["chance_sharpe"] > alone["chance_sharpe"]  # type: ignore[operator]
    assert later["deflated_sharpe"] < alone["deflated_sharpe"]  # type: ignore[operator]


def test_without_a_best_set_there_is_nothing_to_deflate() -> None:
    facts = judged(noise(30, 120), min_trades=99)
    assert facts["deflated_sharpe"] is None
    assert facts["overfitting"] is None
    assert facts["chance_sharpe"] > 0  # type: ignore[operator]
    assert facts["neighbours"] == 0


def test_alike_sets_are_few_tries() -> None:
    same = noise(1, 200)[0]
    facts = judged([same] * 30)
    assert facts["correlation"] == pytest.approx(1.0)
    assert facts["effective"] == pytest.approx(1.0)
    assert facts["chance_sharpe"] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("trials", "sessions", "blocks"),
    [
        (1, 500, 0),
        (20, 19, 0),
        (20, 20, 4),
        (20, 60, 12),
        (20, 80, 16),
        (3_000, 500, 16),
        (10_000, 500, 14),
        (10**6, 500, 6),
    ],
)
def test_more_work_is_cut_into_fewer_pieces(trials: int, sessions: int, blocks: int) -> None:
    assert blocks_for(trials, sessions) == blocks


def test_a_negated_merit_is_told_as_the_metric() -> None:
    _, trials, ground = made(lambda one: {"volatility": one.fast / 100}, by="volatility")
    facts = judge(trials, ground, [array("d", [0.0])] * len(trials), 0, split)
    assert facts["neighbours_median"] == pytest.approx(0.10)

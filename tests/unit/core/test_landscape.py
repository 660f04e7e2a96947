"""Where the best set lies: at an edge, on a plateau, and which axes matter."""

from collections.abc import Callable

import pytest
from made_trials import GRID, landscape, made

from tradecore.landscape import Edge, Surroundings
from tradecore.strategies.sma_cross import SmaCross
from tradecore.trials import Trials


def best_of(trials: Trials) -> int:
    assert trials.best is not None
    return trials.best


def peak(fast: int, slow: int) -> Callable[[SmaCross], dict[str, float | None]]:
    return lambda one: {"sharpe": 2.0 - abs(one.fast - fast) / 50 - abs(one.slow - slow) / 100}


@pytest.mark.parametrize(
    ("fast", "slow", "edges"),
    [
        (25, 100, ()),
        (5, 100, (Edge("fast", 5, lowest=True, bound=False),)),
        (50, 200, (Edge("fast", 50, lowest=False, bound=False), Edge("slow", 200, lowest=False, bound=False))),
    ],
)
def test_edges_are_told(fast: int, slow: int, edges: tuple[Edge, ...]) -> None:
    _, trials, ground = made(peak(fast, slow))
    assert ground.edges(best_of(trials)) == edges


def test_an_edge_that_the_strategy_sets_is_called_so() -> None:
    _, trials, ground = made(peak(2, 400), {"fast": "2:20:2", "slow": "300:400:10"})
    assert ground.edges(best_of(trials)) == (
        Edge("fast", 2, lowest=True, bound=True),
        Edge("slow", 400, lowest=False, bound=True),
    )


def test_what_makes_no_difference_has_no_edge() -> None:
    """Of equals the first is best, which lies at the end of every axis that does not matter."""
    _, trials, ground = made(lambda one: {"sharpe": one.slow / 100}, {"fast": "2:20:2", "slow": "100,120,110"})
    assert [each.name for each in ground.edges(best_of(trials))] == ["slow"]


def test_short_axes_have_no_inside() -> None:
    _, trials, ground = made(peak(5, 40), {"fast": "5,10", "slow": "30,40", "short": ""})
    assert ground.edges(best_of(trials)) == ()


def test_a_plateau_beats_what_is_further_away() -> None:
    _, trials, ground = made(peak(25, 100))
    around = ground.surroundings(best_of(trials))
    assert (around.neighbours, around.eligible) == (8, 8)
    assert around.median == pytest.approx(2.0 - 0.25)
    assert around.better is not None
    assert around.better > 0.95


def lonely(one: SmaCross) -> dict[str, float | None]:
    steps = max(abs(one.fast - 25) / 5, abs(one.slow - 100) / 20)
    return {"sharpe": 3.0 if steps == 0 else -1.0 if steps <= 1 else one.fast / 100}


def test_a_lonely_peak_does_not() -> None:
    _, trials, ground = made(lonely)
    around = ground.surroundings(best_of(trials))
    assert (around.median, around.better) == (-1.0, 0.0)


def test_neighbours_that_could_not_be_chosen_are_counted_apart() -> None:
    _, trials, ground = made(lambda one: {"sharpe": one.fast / 10, "trades": 30 if one.fast != 45 else 3})
    best = best_of(trials)
    assert ground.strategies[best] == SmaCross(50, 60)
    assert ground.surroundings(best) == Surroundings(3, 1, 5.0, 1.0)


def test_nobody_knows_about_neighbours_that_were_not_tried() -> None:
    over = {"fast": "2:200:1", "slow": "201:400:1"}
    _, trials, ground = made(peak(90, 300), over, random=12)
    assert ground.surroundings(best_of(trials)) == Surroundings(0, 0)


def test_few_sets_are_no_measure() -> None:
    _, trials, ground = made(peak(10, 40), {"fast": "5:15:5", "slow": "20:60:20"})
    around = ground.surroundings(best_of(trials))
    assert around.eligible == 8
    assert around.better is None


def test_influence_is_the_variance_that_an_axis_explains() -> None:
    over = {"fast": "5,10,15", "slow": "20,40,60", "short": ""}
    _, _, ground = made(lambda one: {"sharpe": float(one.fast)}, over)
    assert ground.influence() == pytest.approx({"fast": 1.0, "slow": 0.0, "short": 0.0})
    _, _, ground = made(lambda one: {"sharpe": one.fast + 2.0 * one.slow / 4}, over)
    shares = ground.influence()
    assert shares["slow"] == pytest.approx(0.8)
    assert shares["fast"] == pytest.approx(0.2)
    _, _, flat = made(lambda one: {"sharpe": 1.0}, over)
    assert flat.influence() == {"fast": 0.0, "slow": 0.0, "short": 0.0}
    _, _, none = made(lambda one: {"trades": 0.0}, over)
    assert none.influence() == {"fast": 0.0, "slow": 0.0, "short": 0.0}


def test_the_grid_of_these_tests_is_not_square() -> None:
    sets, trials, ground = made(peak(25, 100), GRID)
    assert len(ground.strategies) == len(trials) == len(sets.strategies) == 100 - sets.refused
    assert landscape(ground.space, sets, trials) == ground

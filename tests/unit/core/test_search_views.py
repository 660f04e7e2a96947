"""What is shown and said of a search."""

from collections.abc import Callable
from typing import Any

import pytest
from made_trials import made

from tradecore.schemas import SEARCH
from tradecore.strategies.sma_cross import SmaCross
from tradecore.table import Table
from tradecore.views.heat import MOST_CELLS, heat_of
from tradecore.views.search import Searched, best_so_far, optimize_view, search_verdict
from tradecore.views.text import label, metric

FACTS: dict[str, float | int | None] = dict.fromkeys(SEARCH.names) | {
    "trials": 90,
    "before": 0,
    "chance_sharpe": 0.8,
    "neighbours": 8,
    "neighbours_eligible": 8,
}
METRICS: dict[str, float | int | None] = {
    "sharpe": 1.25,
    "total_return": 0.3,
    "max_drawdown": -0.1,
    "max_drawdown_trough": None,
    "max_drawdown_recovery": None,
    "trades": 40,
    "commission": 10.0,
    "slippage": 0.0,
    "profit_factor": 1.4,
    "win_rate": 0.5,
    "exposure": 0.6,
    "bars": 900,
    "periods_per_year": 1_700.0,
}


def searched(
    tell: Callable[[Any], Any] = lambda one: {"sharpe": 1.0 - abs(one.fast - 25) / 50}, **said: Any
) -> Searched:
    over = said.pop("over", {"fast": "5:50:5", "slow": "20:200:20"})
    sets, trials, ground = made(tell, over, said.pop("by", "sharpe"))
    facts = {**FACTS, **{name: said.pop(name) for name in tuple(said) if name in FACTS}}
    return Searched("sma_cross", sets, ground, trials, facts, **{"own": METRICS, "held": METRICS, **said})


def told(found: Searched) -> str:
    return "\n".join(search_verdict(found))


def test_the_best_stands_beside_the_middle_and_holding() -> None:
    lines = search_verdict(searched(held={**METRICS, "sharpe": 0.5}))
    assert lines[0] == (
        "Best of 90 sets of sma_cross by Sharpe: fast=25, slow=40, with 1.25; the middle set has 0.80, "
        "buying and holding 0.50."
    )
    assert "holding" not in search_verdict(searched(held=None))[0]


def test_luck_is_told_with_all_that_was_ever_tried() -> None:
    text = told(searched(deflated_sharpe=0.62))
    assert "Of 90 sets without any skill the best would show a Sharpe of 0.80 by chance" in text
    assert "that this one has more than luck is 62% probable (deflated Sharpe ratio), and 95% would convince." in text
    assert "Of 1,090 sets (1,000 of them earlier)" in told(searched(deflated_sharpe=0.97, before=1_000))
    assert "97% probable (deflated Sharpe ratio), which convinces." in told(searched(deflated_sharpe=0.97))
    assert "deflated" not in told(searched())


def test_overfitting_is_told() -> None:
    assert "Probability of overfitting 61%, no better than drawing lots: how often" in told(
        searched(overfitting=0.61, overfitting_loss=0.4)
    )
    assert "Probability of overfitting 20%: how often" in told(searched(overfitting=0.2, overfitting_loss=0.4))
    assert "loses money there in 40% of cases" in told(searched(overfitting=0.2, overfitting_loss=0.4))


def test_edges_are_told() -> None:
    text = told(searched(lambda one: {"sharpe": one.slow - one.fast / 9}, over={"fast": "2:10", "slow": "20:200:20"}))
    assert "The best set lies at an edge: fast=2 is the lowest that sma_cross accepts." in text
    assert "The best set lies at an edge: slow=200 is the highest that was tried. Try higher ones too." in text
    assert "edge" not in told(searched())


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"neighbours_median": 0.9, "neighbours_better": 0.9},
            "of 0.90, which beats 90% of the sets further away: a plateau.",
        ),
        ({"neighbours_median": 0.9, "neighbours_better": 0.6}, "beats 60% of the sets further away: a slope."),
        ({"neighbours_median": 0.1, "neighbours_better": 0.3}, "beats 30% of the sets further away: a lonely peak."),
        ({"neighbours_median": 0.9}, "Its 8 neighbours have a middle Sharpe of 0.90."),
        ({"neighbours_median": 0.9, "neighbours_eligible": 5}, "of 0.90 (3 of them could not have been chosen)."),
        ({"neighbours_eligible": 0}, "It stands alone: of its 8 neighbours none could have been chosen."),
        ({"neighbours": 0}, "None of its neighbours was tried"),
    ],
)
def test_surroundings_are_told(facts: dict[str, float], sentence: str) -> None:
    assert sentence in told(searched(**facts))


def test_what_was_left_out_is_told() -> None:
    text = told(searched(lambda one: {"sharpe": 1.0, "trades": one.fast}))
    assert "10 of 100 combinations are refused by sma_cross; 30 sets closed fewer than 20 trades and could" in text


def test_nothing_to_choose_says_why() -> None:
    few = told(searched(lambda one: {"trades": one.fast / 5}, own=None, held=None))
    assert "none of 90 sets of sma_cross closed 20 trades, the busiest 10." in few
    none = told(searched(lambda one: {"sharpe": None}, own=None, held=None))
    assert "none of 90 sets has a Sharpe to be chosen by." in none


def test_in_sample_is_said_first() -> None:
    assert search_verdict(searched(in_sample=True))[0].startswith("IN SAMPLE")


def test_the_best_so_far_is_short() -> None:
    sets, trials, _ = made(lambda one: {"total_return": one.fast / 100}, by="total_return")
    assert best_so_far(trials, sets.strategies, ("fast", "slow")) == "total return 50.0%: fast=50, slow=60"
    sets, trials, _ = made(lambda one: {"trades": 0})
    assert best_so_far(trials, sets.strategies, ("fast",)) == ""


def test_metrics_are_written_in_their_unit() -> None:
    assert [metric("sharpe", 1.234), metric("max_drawdown", -0.125), metric("trades", 1_200)] == [
        "1.23",
        "-12.5%",
        "1,200",
    ]
    assert [metric("final", 123_456.7, "USD"), metric("sharpe", None)] == ["123,457 USD", "none"]
    assert [label("sqn"), label("profit_factor"), label("sharpe")] == ["SQN", "profit factor", "Sharpe"]


def test_heat_lies_over_the_axes_that_matter() -> None:
    over = {"fast": "5,10,15", "slow": "20,40,60,80", "share": "0.5,1", "short": "true"}
    _, trials, ground = made(lambda one: {"sharpe": one.fast + 2 * one.share, "trades": one.slow}, over)
    heat = heat_of(trials, ground)
    assert (heat.x, heat.y, heat.others) == ("fast", "share", ("slow",))
    assert (heat.columns, heat.rows) == (("5", "10", "15"), ("0.5", "1"))
    assert heat.cells == ((6.0, 11.0, 16.0), (7.0, 12.0, 17.0))
    assert heat.tried == ((4, 4, 4), (4, 4, 4))
    assert heat.best == (1, 2)


def test_the_user_chooses_the_axes() -> None:
    over = {"fast": "5,10,25", "slow": "20,40"}
    _, trials, ground = made(lambda one: {"sharpe": one.fast / 10, "trades": one.slow}, over)
    heat = heat_of(trials, ground, ("slow", "fast"))
    assert (heat.x, heat.y) == ("slow", "fast")
    assert heat.cells == ((0.5, 0.5), (1.0, 1.0), (None, 2.5))
    assert heat.tried == ((1, 1), (1, 1), (0, 1))
    alone = heat_of(trials, ground, ("fast",))
    assert (alone.x, alone.y, alone.rows, alone.cells) == ("fast", "", ("",), ((0.5, 1.0, 2.5),))
    assert alone.others == ("slow",)


def test_sets_that_could_not_be_chosen_leave_their_cell_empty() -> None:
    _, trials, ground = made(lambda one: {"trades": one.fast}, {"fast": "5,30", "slow": "40,50"})
    heat = heat_of(trials, ground, ("fast", "slow"))
    assert heat.cells == ((None, 1.0), (None, 1.0))
    assert heat.tried == ((1, 1), (1, 1))
    _, trials, ground = made(lambda one: {"trades": 0}, {"fast": "5,30", "slow": "40,50"})
    assert heat_of(trials, ground).best is None


def test_many_values_share_cells() -> None:
    _, trials, ground = made(lambda one: {"sharpe": float(one.fast)}, {"fast": "2:101", "slow": "150"})
    heat = heat_of(trials, ground)
    assert len(heat.columns) == MOST_CELLS
    assert heat.columns[:2] == ("2 to 4", "5 to 6")
    assert sum(heat.tried[0]) == 100
    assert heat.best == (0, MOST_CELLS - 1)


def test_the_view_has_what_the_picture_needs() -> None:
    equity = Table((1, 2), {"available": (1, 2), "equity": (1.0, 2.0), "benchmark": (1.0, 1.5)})
    found = searched(held={**METRICS, "sharpe": 0.5})
    view = optimize_view(found, ("slow",), equity, "a title", ("a sentence",))
    assert (view.by, view.chosen, view.held, view.chance) == ("sharpe", 1.0, 0.5, 0.8)
    assert (view.best, len(view.values), view.heat.x) == ("fast=25, slow=40", 90, "slow")
    assert (view.equity, view.benchmark, view.sentences) == ((1.0, 2.0), (1.0, 1.5), ("a sentence",))
    assert optimize_view(searched(by="calmar"), (), None).chance is None
    assert SmaCross._fields[:2] == ("fast", "slow")

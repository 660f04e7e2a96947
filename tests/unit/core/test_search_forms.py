"""What a form asks of a search, what it makes of the answers, and the tables it is read by afterwards."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_trials import made

from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.parameters import Parameter, parameters_of
from tradecore.space import axis
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import Range
from tradecore.tried import Tried
from tradecore.views.heat import heat_of
from tradecore.views.searching.asked import around, axes_asked, axis_questions, objective_question
from tradecore.views.searching.cells import caption, told
from tradecore.views.searching.ranked import ranked


class Blunt(NamedTuple):
    """A strategy that declares nothing, and asks for a number."""

    needed: int
    size: float = 2.0
    fine: Annotated[float, Range(0.0, 1.0)] = 0.5


def suggested(strategy: type, **values: Any) -> Mapping[str, Any]:
    return {each.key: each.value for each in axis_questions(strategy, values) if each.value}


def test_the_first_parameters_are_filled_with_values_around_what_they_are() -> None:
    assert suggested(SmaCross) == {"over.fast": "5,10,20,40", "over.slow": "25,50,100,200"}
    assert suggested(SmaCross, fast=100) == {"over.fast": "50,100,200", "over.slow": "25,50,100,200"}
    assert suggested(PredictedMove) == {"over.k_sigma": "0.05,0.1,0.2,0.4", "over.k_atr": "0.25,0.5,1,2"}
    assert suggested(Blunt) == {}
    assert suggested(Follow) == {}


@pytest.mark.parametrize("strategy", [SmaCross, PredictedMove, BuyAndHold])
def test_what_is_suggested_is_accepted(strategy: type) -> None:
    known = {each.name: each for each in parameters_of(strategy)}
    for key, text in suggested(strategy).items():
        assert len(axis(known[key.removeprefix("over.")], text).values) > 1


@given(st.floats(0.01, 1e6), st.floats(0.0, 10.0), st.integers(1, 500), st.sampled_from([0.01, 0.25, 1.0]))
def test_values_around_another_are_whole_steps_within_the_bounds(
    value: float, low: float, steps: int, step: float
) -> None:
    parameter = Parameter("size", float, value, Range(low, low + steps * step, step))
    text = around(parameter, value)
    for each in axis(parameter, text).values if text else ():
        assert low <= each <= low + steps * step
        assert (each - low) / step == pytest.approx(round((each - low) / step), abs=1e-6)


def test_each_question_says_what_is_accepted_and_what_an_empty_field_keeps() -> None:
    asked = {each.key: each for each in axis_questions(SmaCross, {"slow": 70})}
    assert asked["over.slow"].help == (
        "An axis, or a value that every set has: a whole number from 3 to 400. Empty keeps 70."
    )
    assert asked["over.short"].help.endswith("Empty keeps false.")
    assert {each.type for each in asked.values()} == {str}
    assert axis_questions(Blunt, {})[0].help.endswith("It must be given.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5:50:5", {"over.fast": "5:50:5"}),
        (" 5,10 ", {"over.fast": "5,10"}),
        ("20", {"parameters.fast": 20}),
        ("0.5", {"parameters.fast": 0.5}),
        ("true", {"parameters.fast": True}),
        ("fast", {"parameters.fast": "fast"}),
        ("", {}),
        (None, {}),
    ],
)
def test_an_answer_is_an_axis_a_value_or_nothing(text: str | None, found: Mapping[str, object]) -> None:
    assert axes_asked({"over.fast": text}) == found
    assert [type(value) for value in axes_asked({"over.fast": text}).values()] == [
        type(each) for each in found.values()
    ]


def test_every_objective_can_be_chosen() -> None:
    assert objective_question("sharpe").choices == tuple(LARGER_IS_BETTER)


def search(**said: Any) -> Tried:
    sets, trials, _ = made(
        lambda one: {"sharpe": float(one.fast), "trades": 30 if one.slow < 200 else 3, **said},
        over={"fast": "5,10,15", "slow": "100,200"},
    )
    return Tried(sets.strategies, trials)


def test_the_best_sets_stand_first_and_those_that_could_not_be_chosen_last() -> None:
    rows = ranked(search())
    assert [(row["fast"], row["slow"], row["could be chosen"]) for row in rows] == [
        (15, 100, "yes"), (10, 100, "yes"), (5, 100, "yes"), (5, 200, "no"), (10, 200, "no"), (15, 200, "no"),
    ]  # fmt: skip
    assert [row["trial"] for row in rows] == [4, 2, 0, 1, 3, 5]
    assert list(rows[0])[:6] == ["trial", "fast", "slow", "share", "short", "Sharpe"]
    assert len(ranked(search(), 2)) == 2
    assert ranked(Tried((), search().trials.__class__("sharpe", 1))) == []


def test_a_cell_says_where_it_lies_and_what_its_sets_came_to() -> None:
    found = search()
    view = heat_of(found.trials, found.landscape(), ["fast", "slow"])
    texts = told(view, "sharpe")
    assert texts[0] == ["fast=5, slow=100: 5.00 (1 set)", "fast=10, slow=100: 10.00 (1 set)",
                        "fast=15, slow=100: 15.00 (1 set)"]  # fmt: skip
    assert texts[1][2] == "fast=15, slow=200: none could be chosen (1 set)"
    alone = heat_of(found.trials, found.landscape(), ["fast"])
    assert told(alone, "sharpe")[0][0] == "fast=5: 5.00 (2 sets)"
    assert "the middle one over slow" in caption(alone, "sharpe")
    assert caption(view, "max_drawdown").startswith("Max drawdown of the sets in each cell; the frame")

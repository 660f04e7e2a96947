"""Axes, grids and random draws."""

from itertools import islice
from typing import Annotated, NamedTuple

import pytest

from tradecore.errors import InvalidValue, UnknownKey
from tradecore.parameters import Parameter, Value, parameters_of
from tradecore.space import Axis, axis, declared, searched, shuffled, space, whole
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import Range


class Sample(NamedTuple):
    units: int
    risk: Annotated[float, Range(0.0, 1.0, 0.25)] = 0.5
    free: float = 1.5
    short: bool = False


KNOWN = {parameter.name: parameter for cls in (Sample, SmaCross) for parameter in parameters_of(cls)}


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("fast", "5:20:5", (5, 10, 15, 20)),
        ("fast", "5:19:5", (5, 10, 15)),
        ("fast", " 5 : 7 ", (5, 6, 7)),
        ("fast", "20,5,10,5", (5, 10, 20)),
        ("fast", "7", (7,)),
        ("fast", "", tuple(range(2, 201))),
        ("units", "-1:1", (-1, 0, 1)),
        ("risk", "0.1:0.4:0.1", (0.1, 0.2, 0.3, 0.4)),
        ("risk", "0:1", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("risk", "1e-1,0.5", (0.1, 0.5)),
        ("free", "-3,2.5", (-3.0, 2.5)),
        ("short", "", (False, True)),
        ("short", "true, False", (False, True)),
        ("short", "true", (True,)),
    ],
)
def test_axes_are_read(name: str, text: str, values: tuple[Value, ...]) -> None:
    found = axis(KNOWN[name], text)
    assert found == Axis(name, values)
    assert [type(value) for value in found.values] == [KNOWN[name].type] * len(values)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fast", "5:50:0"),
        ("fast", "5:50:-5"),
        ("fast", "50:5:5"),
        ("fast", "5:50:5:5"),
        ("fast", "5:"),
        ("fast", "a"),
        ("fast", "5,,7"),
        ("fast", "1:9"),
        ("fast", "5,1000"),
        ("fast", "5,7,201,9"),
        ("fast", "2.5"),
        ("fast", "2:5:0.5"),
        ("fast", "nan:5:1"),
        ("fast", "2,nan,5"),
        ("fast", "2:inf:1"),
        ("fast", "2:1e9:1"),
        ("units", ""),
        ("units", "0:9999999"),
        ("free", ""),
        ("free", "1:2"),
        ("free", "1e400"),
        ("short", "yes"),
        ("short", "0"),
        ("short", "false:true"),
    ],
)
def test_what_is_no_axis_is_refused_with_what_is(name: str, text: str) -> None:
    with pytest.raises(InvalidValue, match=rf"over\.{name} is .*Accepted: "):
        axis(KNOWN[name], text)


def test_the_declared_axis_is_a_text_that_is_read() -> None:
    texts = {parameter.name: declared(parameter) for parameter in parameters_of(PredictedMove)}
    assert texts["k_sigma"] == "0:5:0.05"
    assert texts["risk_per_trade"] == "0.0001:0.2:0.001"
    assert texts["minimum"] == "0:1000000:1"
    assert texts["short"] == "false,true"
    assert axis(parameters_of(PredictedMove)[4]).values[:3] == (0.1, 0.2, 0.3)
    assert declared(Parameter("free", float, 1.0, None)) == ""


def test_a_grid_counts_in_the_order_of_the_fields() -> None:
    found, sets = searched(SmaCross, {"share": 0.5}, {"slow": "20,5", "fast": "4,10", "short": ""})
    assert [each.name for each in found.axes] == ["fast", "slow", "short"]
    assert (sets.size, sets.refused) == (8, 2)
    assert [tuple(one) for one in sets.strategies] == [
        (4, 5, 0.5, False),
        (4, 5, 0.5, True),
        (4, 20, 0.5, False),
        (4, 20, 0.5, True),
        (10, 20, 0.5, False),
        (10, 20, 0.5, True),
    ]


def test_without_an_axis_all_that_is_declared_is_one() -> None:
    found = space(Sample, {"units": 3}, {})
    assert [each.name for each in found.axes] == ["risk", "short"], "free declares no range and stays at its default"
    assert found.size == 10
    assert whole(Sample, {"risk"}) == {"short": "false,true"}
    assert [each.name for each in space(Follow, {}, {}).axes] == ["as_share"]


@pytest.mark.parametrize(
    ("fixed", "over", "error", "message"),
    [
        ({}, {"fsat": ""}, UnknownKey, "'fast'"),
        ({"fsat": 3}, {"fast": ""}, UnknownKey, "'fast'"),
        ({"fast": 3}, {"fast": "5,7"}, InvalidValue, r"parameters\.fast is 3.*axis"),
        ({"slow": 1}, {"fast": "5,7"}, InvalidValue, "slow is 1"),
        ({"fast": 3, "slow": 9, "share": 1.0, "short": False}, {}, InvalidValue, "none that is not fixed"),
    ],
)
def test_spaces_that_cannot_be_searched(
    fixed: dict[str, object], over: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        space(SmaCross, fixed, over)


def test_a_parameter_without_a_default_must_be_given() -> None:
    with pytest.raises(InvalidValue, match="units is None"):
        space(Sample, {}, {"risk": ""})
    assert space(Sample, {}, {"units": "1,2"}).size == 2


def test_no_accepted_set_is_an_error_that_says_why() -> None:
    with pytest.raises(InvalidValue, match="fast is 100 and slow is 20: fast must be below slow"):
        searched(SmaCross, {}, {"fast": "100", "slow": "20,30"})


def test_a_grid_beyond_all_measure_is_refused_before_it_is_made() -> None:
    with pytest.raises(InvalidValue, match="15,840,400 combinations"):
        searched(SmaCross, {}, {})
    _, sets = searched(SmaCross, {}, {}, random=50)
    assert len(sets.strategies) == len(set(sets.strategies)) == 50


@pytest.mark.parametrize("number", [-1, 1_000_001])
def test_a_senseless_number_of_draws_is_refused(number: int) -> None:
    with pytest.raises(InvalidValue, match="random is"):
        space(SmaCross, {}, {"fast": ""}).random(number, 1)


def test_draws_depend_on_the_seed_alone() -> None:
    """A gold answer: a search must mean the same sets for ever."""
    assert list(islice(shuffled(1_000, 1), 6)) == [134, 255, 652, 31, 763, 722]
    assert list(islice(shuffled(1_000, 2), 6)) != list(islice(shuffled(1_000, 1), 6))


def test_the_last_axis_of_a_huge_space_is_drawn_from_as_well() -> None:
    _, sets = searched(PredictedMove, {}, {}, random=400, seed=3)
    assert 150 < sum(one.short for one in sets.strategies) < 250
    assert len({one.hold for one in sets.strategies}) > 300


def test_a_random_search_ends_where_the_grid_does() -> None:
    _, everything = searched(SmaCross, {}, {"fast": "5:50:5", "slow": "20:200:10"})
    _, drawn = searched(SmaCross, {}, {"fast": "5:50:5", "slow": "20:200:10"}, random=10_000)
    assert set(drawn.strategies) == set(everything.strategies)
    assert (drawn.refused, drawn.size) == (everything.refused, everything.size)
    assert drawn.strategies != everything.strategies

"""What a strategy can be told, and what it refuses."""

from typing import Annotated, NamedTuple

import pytest

from tradecore.errors import InvalidValue, UnknownKey
from tradecore.parameters import Parameter, build, parameters_of
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import Range


class Sample(NamedTuple):
    fast: Annotated[int, Range(2, 200)] = 10
    risk: Annotated[float, Range(0.0, 1.0, 0.1)] = 0.5
    short: bool = False
    free: float = 1.5


class Demanding(NamedTuple):
    units: float


def test_fields_become_parameters() -> None:
    assert parameters_of(Sample) == (
        Parameter("fast", int, 10, Range(2, 200)),
        Parameter("risk", float, 0.5, Range(0.0, 1.0, 0.1)),
        Parameter("short", bool, default=False, range=None),
        Parameter("free", float, 1.5, None),
    )
    assert parameters_of(Demanding) == (Parameter("units", float, None, None),)


def test_built_in_strategies_can_be_read() -> None:
    assert build(SmaCross, {}) == SmaCross()
    assert all(each.default is not None for each in parameters_of(SmaCross))


def test_values_are_set_over_defaults() -> None:
    assert build(Sample, {"fast": 2, "short": True}) == Sample(2, 0.5, short=True, free=1.5)


def test_an_integer_becomes_a_float_where_one_is_wanted() -> None:
    built = build(Sample, {"risk": 1, "free": 3})
    assert (built.risk, built.free) == (1.0, 3.0)
    assert type(built.risk) is type(built.free) is float


@pytest.mark.parametrize(
    ("values", "accepted"),
    [
        ({"fast": 1}, "a whole number from 2 to 200"),
        ({"fast": 201}, "a whole number from 2 to 200"),
        ({"fast": 10.0}, "a whole number from 2 to 200"),
        ({"fast": True}, "a whole number from 2 to 200"),
        ({"fast": "10"}, "a whole number from 2 to 200"),
        ({"fast": None}, "a whole number from 2 to 200"),
        ({"risk": 1.01}, "a number from 0 to 1"),
        ({"risk": float("nan")}, "a number from 0 to 1"),
        ({"risk": True}, "a number from 0 to 1"),
        ({"free": float("inf")}, "a number"),
        ({"short": 1}, "true or false"),
        ({"short": "yes"}, "true or false"),
    ],
)
def test_ill_typed_and_unbounded_values_are_refused(values: dict[str, object], accepted: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        build(Sample, values, "configs/active.json")
    assert (caught.value.key, caught.value.accepted, caught.value.where) == (
        next(iter(values)),
        accepted,
        "configs/active.json",
    )


def test_a_misspelt_parameter_names_the_nearest() -> None:
    with pytest.raises(UnknownKey, match="Did you mean 'fast'"):
        build(Sample, {"fsat": 3})


def test_what_has_no_default_must_be_given() -> None:
    with pytest.raises(InvalidValue, match="units"):
        build(Demanding, {})
    assert build(Demanding, {"units": 3}) == Demanding(3.0)

"""Questions of a form: from contracts and from strategies that nobody knew before."""

from typing import Annotated, NamedTuple

import pytest

from tradecore.bars import Anchor
from tradecore.contracts.settings import CostSettings, DataSettings, TrainingSettings
from tradecore.errors import InvalidValue, RequestError, UnknownKey
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import Range
from tradecore.views.forms import blamed, changed, of_contract, of_strategy


class Stranger(NamedTuple):
    """Buys `dip` percent below the mean; `calm` waits."""

    dip: Annotated[float, Range(0.5, 9.0, 0.25)] = 2.0
    bars: int = 3
    calm: bool = False


def test_a_strategy_asks_for_its_parameters_with_bounds_steps_and_words() -> None:
    dip, bars, calm = of_strategy(Stranger, {"bars": 5})
    assert (dip.key, dip.type, dip.value, dip.low, dip.high, dip.step) == ("parameters.dip", float, 2.0, 0.5, 9.0, 0.25)
    assert dip.help == "Buys dip percent below the mean. Accepted: a number from 0.5 to 9."
    assert (bars.value, bars.low, bars.step) == (5, None, None)
    assert (calm.type, calm.help) == (bool, "Calm waits.")


def test_every_parameter_of_a_built_in_strategy_is_asked_for() -> None:
    assert [each.label for each in of_strategy(SmaCross, {})] == ["fast", "slow", "share", "short"]


def test_a_contract_asks_for_choices_numbers_and_lists() -> None:
    commission, rate, *_ = of_contract(CostSettings, {"costs.rate": 0.1}, "costs.")
    assert commission.choices[:2] == ("none", "fraction")
    assert commission.value == "ibkr_fixed"
    assert (rate.key, rate.value) == ("costs.rate", 0.1)
    assert "fraction of notional" in rate.help
    [anchor] = of_contract(DataSettings, {}, "data.", ["anchor"])
    assert anchor.choices == tuple(each.value for each in Anchor)
    [features] = of_contract(TrainingSettings, {"training.features": ["change(1)"]}, "training.", ["features"])
    assert (features.type, features.value) == (tuple, ("change(1)",))


def test_what_nobody_can_type_is_not_asked_for() -> None:
    assert "training.parameters" not in [each.key for each in of_contract(TrainingSettings, {}, "training.")]


def test_only_what_was_changed_is_said() -> None:
    questions = of_strategy(Stranger, {})
    assert changed(questions, {"parameters.dip": 2.0, "parameters.bars": 4, "parameters.calm": False}) == {
        "parameters.bars": 4
    }


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (InvalidValue("fast", 1, "more", "parameters"), "parameters.fast"),
        (InvalidValue("costs.rate", -1, "0 or more"), "costs.rate"),
        (UnknownKey("slwo", ["slow"]), ""),
        (RequestError("something else"), ""),
    ],
)
def test_an_error_is_about_its_field(error: RequestError, key: str) -> None:
    assert blamed(error, ["parameters.fast", "costs.rate", "bars"]) == key


def test_an_error_about_a_name_that_two_fields_bear_is_about_neither() -> None:
    assert blamed(InvalidValue("rate", 1, "less"), ["costs.rate", "other.rate"]) == ""

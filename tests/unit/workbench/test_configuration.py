"""Settings with their origins, over a store in memory."""

import pytest

from tradecore.contracts.settings import Settings
from tradecore.core_features import CoreFeatures
from tradecore.errors import InvalidValue, RequestError, UnknownKey, UnknownName
from tradecore.strategies.sma_cross import SmaCross
from tradecore_testing.fakes import DictCatalog, MemorySettings
from tradecore_workbench.configuration import Configuration, assignment


def configuration(values: dict[str, object] | None = None) -> Configuration:
    catalog = DictCatalog(
        strategy={"sma_cross": SmaCross},
        calendar={"XNYS": None, "XLON": None},
        learner={"ridge": None},
        feature_set={"core": CoreFeatures()},
    )
    return Configuration(MemorySettings(values), catalog)


def test_without_a_file_everything_is_default() -> None:
    resolved = configuration().resolved()
    assert set(resolved.origins.values()) == {"default"}
    assert configuration().settings() == Settings()
    assert resolved.values["account.cash"] == 100_000.0


def test_each_value_knows_its_layer() -> None:
    settings = configuration({"costs": {"rate": 1, "minimum": 2.0}})
    resolved = settings.resolved({"costs.rate": 3})
    assert resolved.values["costs.rate"] == 3
    assert resolved.origins["costs.rate"] == "request"
    assert resolved.origins["costs.minimum"] == "configs/active.json"
    assert resolved.origins["costs.borrow"] == "default"
    assert settings.settings({"costs": {"rate": 3}}).costs.rate == 3.0


def test_overrides_are_refused_by_key() -> None:
    with pytest.raises(UnknownKey, match=r"request: unknown key 'costs\.rat'\. Did you mean 'rate'"):
        configuration().resolved({"costs.rat": 1})
    with pytest.raises(InvalidValue, match=r"request: costs\.rate is 'x'"):
        configuration().resolved({"costs.rate": "x"})


def test_set_changes_one_key() -> None:
    settings = configuration({"costs": {"rate": 1.0}})
    settings.set("account.cash", 5000)
    settings.set("strategies.sma_cross.fast", 7)
    assert settings.active() == {"costs.rate": 1.0, "account.cash": 5000, "strategies.sma_cross.fast": 7}
    assert settings.strategy_values("sma_cross") == {"fast": 7}
    settings.unset("account.cash")
    settings.unset("strategies")
    settings.unset("costs.borrow")
    assert settings.active() == {"costs.rate": 1.0}


@pytest.mark.parametrize(
    ("key", "value", "error", "message"),
    [
        ("strategies.sma_cros.fast", 7, UnknownKey, "Did you mean 'sma_cross'"),
        ("strategies.sma_cross.fsat", 7, UnknownKey, "Did you mean 'fast'"),
        ("strategies.sma_cross.fast", 0, InvalidValue, "request: strategies.sma_cross: fast is 0"),
        ("slippage_bps", 1, UnknownKey, r"'slippage_bps'\. Did you mean 'costs.slippage_bps'\?$"),
        ("cost", 1, UnknownKey, "Did you mean 'costs'"),
        ("costs.slipage_bps", 1, UnknownKey, "request: unknown key .* Did you mean 'slippage_bps'"),
        ("training.features", "change(1)", InvalidValue, r"a list, such as '\[\"change\(1\)\", \"change\(3\)\"\]'"),
        ("data.zone", "america/new_yrk", InvalidValue, "request: data.zone .* probably America/New_York"),
        ("data.calendar", "XNYZ", UnknownName, "request: data.calendar: there is no .* Did you mean 'XNYS'"),
        ("training.learner", "rigde", UnknownName, "request: training.learner: .* Did you mean 'ridge'"),
        ("training.features", ["chnge(1)"], UnknownName, "Did you mean 'change'"),
        ("training.features", ["change(0)"], InvalidValue, r"request: feature is 'change\(0\)'"),
        ("training.features", ["tlib.rsi(14)"], UnknownName, "feature_set"),
        ("schema", 2, InvalidValue, "written by tradecore"),
    ],
)
def test_set_refuses(key: str, value: object, error: type[Exception], message: str) -> None:
    settings = configuration()
    with pytest.raises(error, match=message):
        settings.set(key, value)
    assert settings.active() == {}


def test_parameters_stay_with_their_learner() -> None:
    settings = configuration({"training": {"learner": "forest", "parameters": {"trees": 50}}})
    assert settings.settings().training.parameters == {"trees": 50}
    assert settings.settings({"training.learner": "forest"}).training.parameters == {"trees": 50}
    other = settings.settings({"training.learner": "ridge", "training.parameters.alpha": 2.0})
    assert other.training.parameters == {"alpha": 2.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("costs.rate=0.5", ("costs.rate", 0.5)),
        ("a=1", ("a", 1)),
        ("a=true", ("a", True)),
        ("a=null", ("a", None)),
        ("a=AAPL", ("a", "AAPL")),
        ('a="5"', ("a", "5")),
        ("a=", ("a", "")),
        ("a=b=c", ("a", "b=c")),
        ('a=["x", "y"]', ("a", ["x", "y"])),
        (" a =x y ", ("a", "x y")),
    ],
)
def test_assignments(text: str, expected: tuple[str, object]) -> None:
    assert assignment(text, "--set", "fast=10") == expected
    assert type(assignment(text, "--set", "fast=10")[1]) is type(expected[1])


@pytest.mark.parametrize("text", ["a=NaN", "a=1e999", "a=" + "[" * 50_000, 'a={"b": 1, "b": 2}', "a=" + "9" * 30])
def test_values_that_no_file_could_hold_are_refused(text: str) -> None:
    with pytest.raises(RequestError):
        assignment(text, "--set", "fast=10")


def test_strategies_nobody_registered_are_refused_wherever_they_stand() -> None:
    with pytest.raises(UnknownKey, match=r"configs/active\.json: unknown key 'strategies\.sma_cros'\. Did you mean"):
        configuration({"strategies": {"sma_cros": {"fast": 3}}}).resolved()
    with pytest.raises(UnknownKey, match=r"request: strategies\.sma_cross: unknown key 'fsat'"):
        configuration().resolved({"strategies.sma_cross.fsat": 3})


@pytest.mark.parametrize("text", ["a", "=1", " = 1", ""])
def test_no_assignment(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"--set is .* such as fast=10"):
        assignment(text, "--set", "fast=10")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("costs.slipage_bps", "'slippage_bps'"),
        ("slippage_bps", "'costs.slippage_bps'"),
        ("cost", "'costs'"),
        ("strategies.sma_cross.fsat", "'fast'"),
        ("never.there", "Known: account, costs, data"),
    ],
)
def test_only_what_exists_is_unset(key: str, meant: str) -> None:
    with pytest.raises(UnknownKey, match=meant):
        configuration().unset(key)


def test_what_stands_in_the_file_can_be_unset_whatever_it_is() -> None:
    settings = configuration({"strategies": {"gone": {"x": 1}}})
    settings.unset("strategies.gone.x")
    assert settings.active() == {}


def test_strategies_have_defaults_of_their_own() -> None:
    assert configuration().known()["strategies.sma_cross.fast"] == SmaCross().fast
    assert configuration().known()["costs.rate"] == 0.0


def test_a_bad_neighbour_is_the_files_fault() -> None:
    settings = configuration({"strategies": {"gone": {"x": 1}}})
    with pytest.raises(UnknownKey, match=r"configs/active\.json: unknown key 'strategies\.gone'"):
        settings.set("costs.rate", 1)

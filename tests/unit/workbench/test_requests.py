"""Requests: what was said, what is configured, what the code assumes, and where each value is from."""

from pathlib import Path
from typing import Any

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import TrainingSettings
from tradecore.errors import InvalidValue, RequestError, UnknownKey, UnknownName
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore_testing.fakes import DictCatalog, MemorySettings
from tradecore_workbench.configuration import Configuration
from tradecore_workbench.kinds import KINDS, kind_of, kind_of_request
from tradecore_workbench.requests import RequestBuilder

ACTIVE = {
    "data": {"zone": "America/New_York", "calendar": "XNYS"},
    "costs": {"slippage_bps": 1.5},
    "training": {"horizon": 3},
    "strategies": {"sma_cross": {"fast": 7, "slow": 30}},
}


class Paths:
    """A source whose fingerprint is the path."""

    def fingerprint(self, spec: Any) -> str:
        return f"sha of {spec.path}"


def build(kind: str, overrides: dict[str, object], folder: Path = Path("/desk"), active: object = ACTIVE) -> Any:
    catalog = DictCatalog(
        strategy={"sma_cross": SmaCross, "predicted_move": PredictedMove},
        bar_source={"csv": Paths()},
        prediction_source={"csv": Paths()},
    )
    configuration = Configuration(MemorySettings(active), catalog)  # pyright: ignore[reportArgumentType]
    return RequestBuilder(folder, catalog, configuration).build(kind_of(kind), overrides)


def test_a_backtest_is_complete_and_says_where_from() -> None:
    request = build(
        "backtest", {"bars": "a.csv", "strategy": "sma_cross", "parameters.fast": 5, "costs": {"commission": "none"}}
    )
    assert request.bars == (BarsSpec("a.csv", zone="America/New_York", calendar="XNYS", sha256="sha of a.csv"),)
    assert request.parameters == {**SmaCross(fast=5, slow=30)._asdict()}
    assert (request.costs.commission, request.costs.slippage_bps) == ("none", 1.5)
    origins = request.provenance.origins
    assert origins["parameters.fast"] == origins["costs.commission"] == "request"
    assert origins["parameters.slow"] == origins["costs.slippage_bps"] == origins["data.zone"] == "configs/active.json"
    assert origins["parameters.short"] == origins["account.cash"] == "default"
    assert {key.partition(".")[0] for key in origins} == {
        "account",
        "costs",
        "data",
        "fills",
        "parameters",
        "report",
        "risk",
    }
    assert {"python", "tradecore", "numpy"} <= set(request.provenance.versions)


def test_parameters_may_be_said_under_the_strategy() -> None:
    said = {"bars": "a.csv", "strategy": "sma_cross", "strategies.sma_cross.fast": 9}
    assert build("backtest", said).parameters["fast"] == 9
    assert build("backtest", {**said, "parameters": {"fast": 4}}).parameters["fast"] == 4


def test_several_symbols_and_specs() -> None:
    request = build(
        "backtest", {"bars": ["a.csv", {"path": "b.csv", "zone": "UTC", "symbol": "B"}], "strategy": "sma_cross"}
    )
    assert [(spec.path, spec.zone, spec.symbol) for spec in request.bars] == [
        ("a.csv", "America/New_York", ""),
        ("b.csv", "UTC", "B"),
    ]
    assert build("backtest", {"bars": (BarsSpec("a.csv"),), "strategy": "sma_cross"}).bars[0].zone == ""


def test_predictions_are_a_path_or_a_spec() -> None:
    said: dict[str, object] = {"bars": "a.csv", "strategy": "predicted_move"}
    assert build("backtest", {**said, "predictions": "p.csv"}).predictions.sha256 == "sha of p.csv"
    request = build("backtest", {**said, "predictions": {"path": "p.csv", "sigma": 0.5}, "signals": None})
    assert (request.predictions.sigma, request.signals) == (0.5, None)


def test_a_known_fingerprint_is_kept() -> None:
    assert build("data", {"bars": {"path": "a.csv", "sha256": "abc"}}).bars.sha256 == "abc"


def test_paths_are_of_the_workspace_before_they_are_of_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, here = tmp_path / "desk", tmp_path / "here"
    for folder, names in ((desk, ("a.csv",)), (here, ("a.csv", "b.csv"))):
        folder.mkdir()
        for name in names:
            (folder / name).write_text("")
    monkeypatch.chdir(here)
    paths = [build("data", {"bars": name}, desk).bars.path for name in ("a.csv", "b.csv", "c.csv")]
    assert paths == ["a.csv", str(here / "b.csv"), "c.csv"]


def test_a_training_takes_its_section_and_a_name_of_its_content() -> None:
    request = build("train", {"bars": {"path": "data/aapl.csv", "symbol": "AAPL"}, "training.seed": 4})
    assert request.training == TrainingSettings(horizon=3, seed=4)
    assert request.model.startswith("ridge-aapl-")
    assert (
        request.model == build("train", {"bars": {"path": "data/aapl.csv", "symbol": "AAPL"}, "training.seed": 4}).model
    )
    assert request.model != build("train", {"bars": {"path": "data/aapl.csv", "symbol": "AAPL"}}).model
    assert build("train", {"bars": "a.csv", "model": "mine"}).model == "mine"


def test_a_leak_check_without_a_subject_takes_the_training_features() -> None:
    request = build("leaks", {"bars": "a.csv"})
    assert (request.features, request.training.features) == ((), TrainingSettings().features)
    assert request.provenance.origins["training.features"] == "default"
    assert build("leaks", {"bars": "a.csv", "features": ["change(1)"]}).features == ("change(1)",)
    assert build("leaks", {"bars": "a.csv", "strategy": "sma_cross"}).features == ()


def test_an_optimisation_has_axes_and_what_every_set_has() -> None:
    said = {
        "bars": "a.csv",
        "strategy": "sma_cross",
        "over": {"slow": [20, 40, 60], "short": ""},
        "parameters.share": 0.5,
    }
    request = build("optimize", said)
    assert request.over == {"slow": "20,40,60", "short": "false,true"}
    assert request.parameters == {"fast": 7, "share": 0.5}, "slow is configured too, and an axis here"
    assert (request.random, request.seed, request.by, request.counted) == (0, 1, "sharpe", None)
    origins = request.provenance.origins
    assert origins["parameters.fast"] == "configs/active.json"
    assert origins["parameters.share"] == origins["over.slow"] == origins["over.short"] == "request"
    assert "parameters.slow" not in origins


def test_without_axes_all_that_is_declared_and_not_said_is_one() -> None:
    request = build("optimize", {"bars": "a.csv", "strategy": "sma_cross", "parameters.fast": 5, "random": 9})
    assert request.over == {"slow": "3:400:1", "share": "0.01:1:0.01", "short": "false,true"}
    assert request.parameters == {"fast": 5}
    assert request.provenance.origins["over.slow"] == "default"
    assert build("optimize", {"bars": "a.csv", "strategy": "sma_cross", "over.short": [True]}).over == {"short": "true"}


@pytest.mark.parametrize(
    ("kind", "said", "error", "message"),
    [
        ("backtest", {"bars": "a.csv", "strategy": "sma_cros"}, UnknownName, "Did you mean 'sma_cross'"),
        ("backtest", {"bars": "a.csv", "strategy": 3}, InvalidValue, "strategy is 3"),
        ("backtest", {"bars": "a.csv"}, RequestError, "strategy is missing"),
        ("backtest", {"strategy": "sma_cross"}, RequestError, "bars is missing"),
        ("backtest", {"bars": "a.csv", "strategy": "sma_cross", "parameters.fsat": 1}, UnknownKey, "'fast'"),
        ("backtest", {"bars": "a.csv", "strategy": "sma_cross", "parameters.fast": 0}, InvalidValue, "fast is 0"),
        ("backtest", {"bars": "a.csv", "strategy": "sma_cross", "parameters": 3}, InvalidValue, "parameters is 3"),
        ("backtest", {"bars": "a.csv", "strategy": "sma_cross", "cost.rate": 1}, UnknownKey, "'costs'"),
        ("backtest", {"bars": "a.csv", "strategy": "sma_cross", "costs.rat": 1}, UnknownKey, "'rate'"),
        ("backtest", {"bars": {"pth": "a.csv"}, "strategy": "sma_cross"}, UnknownKey, "'path'"),
        ("backtest", {"bars": "a.csv", "strategy": "sma_cross", "engine": "fast"}, InvalidValue, "'interpreted'"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "over.fsat": "1"}, UnknownKey, "'fast'"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "over.fast": "1:x"}, InvalidValue, r"over\.fast is '1:x'"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "over": "fast"}, InvalidValue, "over is 'fast'"),
        (
            "optimize",
            {"bars": "a", "strategy": "sma_cross", "over.fast": "5,6", "parameters.fast": 5},
            InvalidValue,
            "since it is an axis",
        ),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "by": "shrpe"}, UnknownName, "'sharpe'"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "heatmap": ["fats"]}, UnknownName, "'fast'"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "heatmap": ["fast"] * 3}, InvalidValue, "one axis or two"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "random": -1}, InvalidValue, "random is -1"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "min_trades": -1}, InvalidValue, "min_trades is -1"),
        ("optimize", {"bars": "a", "strategy": "sma_cross", "workers": -1}, InvalidValue, "workers is -1"),
        # A section that has no say in this kind of job is a mistake, not decoration.
        ("train", {"bars": "a.csv", "costs.rate": 1}, UnknownKey, "unknown key 'costs'"),
        ("data", {"bars": ["a.csv", "b.csv"]}, InvalidValue, "bars is"),
    ],
)
def test_refusals(kind: str, said: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        build(kind, said)


@pytest.mark.parametrize("kind", ["backtest", "optimize", "walkforward"])
def test_a_list_of_no_bars_is_refused_before_there_is_a_job(kind: str) -> None:
    said: dict[str, object] = {"bars": [], "strategy": "sma_cross", "parameters": {"fast": 5}}
    if kind == "walkforward":
        said["windows"] = {"train": "90 days", "test": "30 days"}
    with pytest.raises(InvalidValue, match=r"bars.*none.*one file or set of bars for each symbol"):
        build(kind, said)


def test_kept_parameters_are_checked_with_their_file() -> None:
    with pytest.raises(InvalidValue, match=r"configs/active\.json: strategies\.sma_cross: fast is 0"):
        build("backtest", {"bars": "a", "strategy": "sma_cross"}, active={"strategies": {"sma_cross": {"fast": 0}}})


def test_kinds_are_found_by_name_and_by_request() -> None:
    assert set(KINDS) == {
        *("backtest", "data", "import", "leaks", "optimize", "predict", "promote", "train", "update", "walkforward")
    }
    for kind in KINDS.values():
        assert kind_of(kind.name) is kind
        assert callable(kind.load())
    assert kind_of_request(build("data", {"bars": "a.csv"})).name == "data"
    with pytest.raises(UnknownName, match="Did you mean 'backtest'"):
        kind_of("backtst")
    with pytest.raises(UnknownName):
        kind_of_request("data")

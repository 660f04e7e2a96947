"""Where each value of a request is from, also of what was said about its files."""

from pathlib import Path
from typing import Any

import pytest

from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore_testing.fakes import DictCatalog, MemoryModels, MemorySettings
from tradecore_workbench.brought import Brought
from tradecore_workbench.configuration import Configuration
from tradecore_workbench.kinds import kind_of
from tradecore_workbench.requests import RequestBuilder

SAID, KEPT, USUAL = "request", "configs/active.json", "default"
ZONE = "America/New_York"


class Paths:
    """A source whose fingerprint is the path."""

    def fingerprint(self, spec: Any) -> str:
        return f"sha of {spec.path}"


def build(kind: str, overrides: dict[str, object], active: dict[str, object] | None = None) -> Any:
    catalog = DictCatalog(
        strategy={"sma_cross": SmaCross, "predicted_move": PredictedMove},
        bar_source={"csv": Paths()},
        prediction_source={"csv": Paths()},
    )
    kept = {"data": {"zone": ZONE, "calendar": "XNYS"}} if active is None else active
    configuration = Configuration(MemorySettings(kept), catalog)
    return RequestBuilder(Path("/desk"), catalog, configuration).build(kind_of(kind), overrides)


def test_what_was_said_of_a_file_is_not_the_configurations() -> None:
    bars = {"path": "a.csv", "calendar": "XLON", "hours": "regular", "symbol": "A", "step": "1h", "end": "2025-01-01"}
    origins = build("train", {"bars": bars}).provenance.origins
    assert origins["data.calendar"] == origins["data.hours"] == SAID
    assert origins["bars.symbol"] == origins["bars.step"] == origins["bars.end"] == SAID
    assert (origins["data.zone"], origins["data.label"]) == (KEPT, USUAL)
    assert "bars.path" not in origins
    assert "model" not in origins
    assert build("train", {"bars": bars, "model": "mine"}).provenance.origins["model"] == SAID


def test_what_was_said_of_one_of_several_files_stands_with_it() -> None:
    bars = [{"path": "a.csv", "zone": "UTC", "label": "end"}, {"path": "b.csv", "label": "end"}]
    origins = build("backtest", {"bars": bars, "strategy": "sma_cross"}).provenance.origins
    assert (origins["bars[0].zone"], origins["data.zone"], origins["data.label"]) == (SAID, KEPT, SAID)


def test_the_anchor_is_said_or_configured() -> None:
    request = build("data", {"bars": "a.csv", "step": "1h", "anchor": "session"}, {"data": {"anchor": "clock"}})
    assert (request.anchor, request.provenance.origins["data.anchor"]) == ("session", SAID)
    request = build("data", {"bars": "a.csv", "step": "1h"}, {"data": {"anchor": "clock"}})
    assert (request.anchor, request.provenance.origins["data.anchor"]) == ("clock", KEPT)


@pytest.mark.parametrize("name", ["predictions", "signals"])
def test_naive_predictions_are_in_the_zone_of_their_bars(name: str) -> None:
    said: dict[str, object] = {"bars": "a.csv", "strategy": "predicted_move", name: "p.csv"}
    request = build("backtest", said)
    assert getattr(request, name).zone == ZONE
    assert request.provenance.origins[f"{name}.zone"] == KEPT
    request = build("backtest", {**said, name: {"path": "p.csv", "zone": "UTC"}})
    assert getattr(request, name).zone == "UTC"
    assert request.provenance.origins[f"{name}.zone"] == SAID
    request = build("backtest", {**said, "bars": {"path": "a.csv", "zone": "Asia/Tokyo"}})
    assert getattr(request, name).zone == "Asia/Tokyo"
    assert request.provenance.origins[f"{name}.zone"] == SAID
    several = [{"path": "a.csv", "zone": "Asia/Tokyo"}, "b.csv"]
    assert getattr(build("backtest", {**said, "bars": several}), name).zone == ""


class Owned(DictCatalog):
    """Everything is from a package that is named after it."""

    def distribution(self, kind: str, name: str) -> str:
        return f"{kind}-of-{name} 1.5"


def test_the_packages_that_plugins_came_with_are_named() -> None:
    catalog = Owned(
        strategy={"sma_cross": SmaCross},
        learner={"ridge": None},
        bar_source={"csv": None},
        feature_set={"core": None, "talib": None},
    )
    brought = Brought(catalog, MemoryModels())  # pyright: ignore[reportArgumentType]
    plain: dict[str, object] = {
        "bars": {"path": "a.csv"},
        "training": {"learner": "ridge", "features": ["talib.rsi(14)"]},
    }
    assert brought(plain) == {"bar_source-of-csv": "1.5", "learner-of-ridge": "1.5", "feature_set-of-talib": "1.5"}
    plain = {"bars": [{"path": "a.csv"}], "strategy": "sma_cross", "parameters": {"fast": 5}}
    assert brought(plain) == {"bar_source-of-csv": "1.5", "strategy-of-sma_cross": "1.5", "feature_set-of-core": "1.5"}
    assert brought({"strategy": "gone", "model": "gone", "features": ["???"]}) == {}

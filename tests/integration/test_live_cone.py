"""A session's equity in the cone that a run before it lets expect."""

from pathlib import Path
from typing import Any

import pytest
from live_desk import csv_of

from tradecore.contracts.live import LiveSettings
from tradecore.errors import InvalidValue, UnknownName
from tradecore.inference.resampling import Cone
from tradecore.live.parity import Parity
from tradecore.views.cone import ConeView
from tradecore_live.daemon import Daemon
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

SPLIT = "1970-01-20"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    folder = make(tmp_path / "desk")
    (folder / "data" / "walk.csv").write_text(csv_of(210))
    return Workbench(folder)


def fields(**spec: str) -> dict[str, Any]:
    told = {"bars": [{"path": "data/walk.csv", **spec}], "strategy": "sma_cross", "check_leaks": False}
    return {**told, "parameters.fast": 3, "parameters.slow": 8, "report.pictures": False, "report.html": False}


def reference(desk: Workbench) -> str:
    """A run over all bars; those of the session are left out of the cone."""
    return desk.here(desk.request("backtest", fields()))


def create(desk: Workbench, **live: Any) -> None:
    desk.sessions.create("demo", desk.request("backtest", fields(start=SPLIT)), LiveSettings("SIM-test", **live))


def trade(desk: Workbench) -> tuple[Parity, ConeView | None]:
    assert Daemon(desk.adapters, "demo").run() == 0
    found = desk.sessions.parity("demo")
    return found, desk.sessions.in_cone("demo", found.bars, found.equity)


def test_a_session_stands_in_the_cone_of_the_bars_before_it(desk: Workbench) -> None:
    create(desk, reference=reference(desk))
    cone = desk.sessions.store.foreseen("demo")
    assert cone is not None
    found, view = trade(desk)
    assert (cone.sample, cone.bars[-1]) == (210 - found.bars, found.bars)
    assert view is not None
    assert view.growth == found.equity / 100_000.0 - 1.0
    assert len(view.lines) == len(view.shares) == 5
    assert list(view.lines) == sorted(view.lines)


def test_without_a_reference_nothing_is_expected(desk: Workbench) -> None:
    create(desk)
    assert trade(desk)[1] is None
    assert not (desk.folder / "live" / "alarms.log").exists()


def test_a_daemon_tells_of_drift(desk: Workbench, capsys: pytest.CaptureFixture[str]) -> None:
    create(desk)
    narrow = Cone(100, 1.0, 1, 500, (1, 1_000), (0.05, 0.95), ((0.9999, 0.9999), (1.0001, 1.0001)))
    desk.sessions.store.foresee("demo", narrow)
    alone = trade(desk)
    assert alone[1] is not None
    told = (desk.folder / "live" / "alarms.log").read_text()
    assert "drift" in told
    assert "Equity has left its cone" in capsys.readouterr().err


def test_a_run_that_cannot_say_what_to_expect_is_refused(desk: Workbench) -> None:
    with pytest.raises(UnknownName):
        create(desk, reference="20200101-000000-backtest-0000")
    looked = desk.here(desk.request("data", {"bars": "data/walk.csv"}))
    with pytest.raises(InvalidValue, match="a backtest or a walk forward that is not in sample"):
        create(desk, reference=looked)
    short = desk.here(desk.request("backtest", fields(end="1970-01-05")))
    with pytest.raises(InvalidValue, match="100 bars or more before those of the session"):
        create(desk, reference=short)
    assert desk.sessions.store.names() == []

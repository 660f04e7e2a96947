"""What a session on live bars cannot do is said before it begins, or before it goes on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tradecore.bars import HOUR
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import LiveSettings
from tradecore.contracts.predict import PredictionsSpec
from tradecore.errors import InvalidValue, LogMismatch, UnknownName, UnreadableFile
from tradecore.instants import format_instant
from tradecore.usecases.panic import Swept
from tradecore_cli.live.feeding import Feed, with_feed
from tradecore_cli.options import BarsOptions
from tradecore_live.daemon import Daemon
from tradecore_live.exits import exit_code
from tradecore_workbench.panic import sweep_session
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

HEAD = "time,open,high,low,close,volume"
LIVE = LiveSettings("SIM-refused", feed="csv")


def rows(count: int = 30, more: str = "", add: float = 0.0) -> list[str]:
    times = [format_instant(1_767_600_000_000_000_000 + hour * HOUR) for hour in range(count)]
    return [f"{time},10,11,9,{10.25 + add},100{more}" for time in times]


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    made = Workbench(make(tmp_path / "desk"))
    (made.folder / "data" / "x.csv").write_text("\n".join([HEAD, *rows()]) + "\n")
    return made


def request(workbench: Workbench, **more: Any) -> Any:
    return workbench.request("backtest", {"bars": "data/x.csv", "strategy": "buy_and_hold", **more})


REFUSED: list[tuple[Callable[[Any], Any], dict[str, Any], str]] = [
    (lambda trade: replace(trade, predictions=PredictionsSpec("p.csv")), {}, "a model of the registry predicts"),
    (lambda trade: trade, {"feed_bars": (BarsSpec("a.csv"), BarsSpec("b.csv"))}, "each of the 1 symbols"),
    (lambda trade: trade, {"source_step": "7min"}, "multiple"),
    (lambda trade: trade, {"source_step": "2h"}, "multiple"),
]


@pytest.mark.parametrize(("change", "live", "said"), REFUSED)
def test_what_live_bars_cannot_be_decided_on(workbench: Workbench, change: Any, live: Any, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        workbench.sessions.create("x", change(request(workbench)), replace(LIVE, **live))
    assert list(workbench.sessions.store.names()) == []


def test_sessions_that_only_a_file_knows(workbench: Workbench) -> None:
    text = "\n".join([f"{HEAD},session", *rows(more=",20454")])
    (workbench.folder / "data" / "x.csv").write_text(text)
    with pytest.raises(InvalidValue, match="do not bring their sessions along"):
        workbench.sessions.create("x", request(workbench), LIVE)


def test_a_feed_of_no_name(workbench: Workbench) -> None:
    workbench.sessions.create("x", request(workbench), replace(LIVE, feed="cvs"))
    with pytest.raises(UnknownName, match="csv"):
        Daemon(workbench.adapters, "x").run()


def test_a_history_may_grow_and_must_not_change(workbench: Workbench) -> None:
    path = workbench.folder / "data" / "x.csv"
    workbench.sessions.create("x", request(workbench), LIVE)

    def run() -> int:
        daemon = Daemon(workbench.adapters, "x")
        daemon.stop("at once")
        return daemon.run()

    assert run() == 0
    path.write_text("\n".join([HEAD, *rows(40)]) + "\n")
    assert run() == 0
    path.write_text("\n".join([HEAD, *rows(40, add=0.01)]) + "\n")
    with pytest.raises(LogMismatch) as refused:
        run()
    assert exit_code(refused.value) == 3


def test_a_panic_needs_no_bars(workbench: Workbench) -> None:
    workbench.sessions.create("x", request(workbench), LIVE)
    (workbench.folder / "data" / "x.csv").unlink()
    with pytest.raises(UnreadableFile):
        workbench.sessions.prepared("x")
    assert sweep_session(workbench.adapters, "x") == Swept()


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (Feed(feed_file=[Path("x.csv")], feed_step="1min"), "--feed"),
        (Feed(feed="csv", feed_file=[Path("x.csv")]), "--feed-step"),
        (Feed(feed="csv", feed_file=[Path("x.csv"), Path("y.csv")], feed_step="1min"), "--feed-file"),
    ],
)
def test_options_that_do_not_go_together(workbench: Workbench, feed: Feed, said: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        with_feed(LIVE, workbench, ["X"], BarsOptions(), feed)
    assert refused.value.key == said


def test_the_options_of_a_feed_are_the_settings_of_a_session(workbench: Workbench) -> None:
    (workbench.folder / "data" / "now.csv").write_text(HEAD + "\n")
    feed = Feed("csv", [workbench.folder / "data" / "now.csv"], "1min", 3.0, 90.0)
    said = with_feed(LiveSettings("SIM"), workbench, ["X"], BarsOptions(zone="UTC", start="2020-01-01"), feed)
    assert said == LiveSettings(
        "SIM",
        feed="csv",
        feed_bars=(BarsSpec("data/now.csv", "X", zone="UTC", step="1min"),),
        source_step="1min",
        barrier=3.0,
        silence=90.0,
    )

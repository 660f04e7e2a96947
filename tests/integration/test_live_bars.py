"""A session on live bars is the backtest of the same bars, whatever its feed does and however it ends."""

import gc
import os
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from streamed_desk import Killed, StreamedDesk, killed, stopped

from tradecore.bars import DAY, MINUTE
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.contracts.train import TrainRequest
from tradecore.instants import parse_instant
from tradecore.live.events import Connection, Decided, Heartbeat, Note, SessionBegan
from tradecore.usecases import train
from tradecore.usecases.tools import Tools
from tradecore_csv.writer import CsvWriter
from tradecore_kit.codec import encode
from tradecore_live import challenger, listening
from tradecore_live.daemon import Daemon
from tradecore_testing.fakes import MemoryArtifacts, RecordedProgress
from tradecore_workbench.challenging import challenging

# Thanksgiving is closed, the day after ends at 13:00; more in a session of its own: `nox -s live`.
WEEK = os.environ.get("TRADECORE_LIVE_WEEK", "") == "1"
FIRST = "2025-11-10" if WEEK else "2025-11-20"
# Bytes that a process may hold more at the end of any day than at the end of the second.
GROWTH = 1_000_000
GAPS = {
    # A minute without a trade, the last of its bar; an hour that nobody has; a halt of one symbol.
    "AAA": [("2025-11-24T15:04:00Z", "2025-11-24T15:05:00Z"), ("2025-11-24T17:00:00Z", "2025-11-24T17:40:00Z")],
    "BBB": [("2025-11-24T17:00:00Z", "2025-11-24T17:40:00Z"), ("2025-11-25T18:00:00Z", "2025-11-25T18:25:00Z")],
}


@pytest.fixture(autouse=True)
def _locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))


def assert_is_the_backtest(desk: StreamedDesk) -> None:
    """Bars, wishes, fills and money, to the last bit."""
    fills, wishes, bars, simulation = desk.backtest()
    assert desk.bars == bars
    assert desk.wishes == wishes
    assert desk.fills == fills
    pulse = desk.store.pulse(desk.name)
    assert (pulse.exit, pulse.equity) == (0, simulation.curve.equity)
    found = desk.workbench.sessions.parity(desk.name)
    assert (found.differences, found.equity) == ((), found.backtest_equity)


def alarms(desk: StreamedDesk) -> list[str]:
    path = desk.folder / "live" / "alarms.log"
    return path.read_text().splitlines() if path.exists() else []


def test_a_half_day(tmp_path: Path) -> None:
    desk = StreamedDesk(tmp_path, "5min", "2025-11-20", "2025-11-28T14:30:00Z", "2025-11-29", {})
    desk.plan("2025-11-28T18:30:00Z", stopped)
    assert desk.start() == 0
    assert_is_the_backtest(desk)
    assert len(desk.fills) > 3
    assert alarms(desk) == []


def test_a_model_says_of_live_bars_what_it_says_of_all_of_them_at_once(tmp_path: Path) -> None:
    desk = StreamedDesk(tmp_path, "5min", "2025-11-20", "2025-11-28T14:30:00Z", "2025-11-29", {})
    adapters = desk.workbench.adapters
    tools = Tools(adapters.catalog, MemoryArtifacts(lambda _: CsvWriter()), adapters.models, RecordedProgress())
    features = ("change(1)", "volatility_ratio(3,9)", "position_in_range(9)", "hour")
    asked = TrainRequest(
        desk.trade.bars[0],
        TrainingSettings(learner="ridge", target="return", features=features, horizon=3),
        model="m",
        check_leaks=False,
        report=ReportSettings(pictures=False, html=False),
    )
    train.run(asked, tools)
    small = {"k_sigma": 0.0, "k_atr": 0.0, "k_sigma_short": 0.0, "k_atr_short": 0.0, "risk_per_trade": 0.0001}
    desk.use("predicted_move", parameters=small, model="m")
    desk.plan("2025-11-28T18:10:00Z", stopped)
    assert desk.start() == 0
    assert_is_the_backtest(desk)
    decided: list[Decided] = desk.bodies(Decided)
    assert len(decided) == 2 * 42
    assert all(one.inputs and None not in one.inputs.values() for one in decided)
    assert len(desk.fills) > 3
    assert decided_beside(desk, "m") == [(one.time, one.symbol, one.inputs, one.wish) for one in decided]


def decided_beside(desk: StreamedDesk, model: str) -> list[tuple[Any, ...]]:
    """What a challenger decides that knows the session's log, and the history before it."""
    sessions = desk.workbench.sessions
    beside = sessions.store.challengers(desk.name)
    asked = challenging(desk.workbench.adapters, sessions.request(desk.name), model)
    beside.create(model, encode(asked))
    file = sessions.store.location(desk.name, "session.json")
    assert challenger.main(["--session", file, "--model", model, "--beside", "0"]) == 0
    bodies = (line.event.body for line in beside.lines(model))
    return [(one.time, one.symbol, one.inputs, one.wish) for one in bodies if isinstance(one, Decided)]


class Use:
    """What a process holds at the end of each day."""

    def __init__(self) -> None:
        self.memory: list[int] = []
        self.files: list[int] = []

    def take(self, _: Daemon) -> None:
        gc.collect()
        self.memory.append(tracemalloc.get_traced_memory()[0])
        self.files.append(len(list(Path("/proc/self/fd").iterdir())))


@pytest.mark.parametrize("step", ["1h", "5min"] if WEEK else ["5min"])
def test_days_with_a_kill_a_silence_and_gaps(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    last = "2025-12-01" if WEEK else "2025-11-25"
    desk = StreamedDesk(tmp_path, step, FIRST, "2025-11-24T14:30:00Z", f"{last}T21:00:00Z", GAPS)
    use, end = Use(), parse_instant(f"{last}T21:10:00Z")
    # Over the end of several bars, and detected on the way.
    desk.held_back.append((parse_instant("2025-11-24T19:02:30Z"), parse_instant("2025-11-24T19:31:00Z")))
    desk.plan("2025-11-25T15:07:00Z", killed)
    for day in range(parse_instant("2025-11-24T21:05:00Z"), end, DAY):
        desk.plan(day, use.take)
    desk.plan(end, stopped)
    # Signs of life all the time, while the bar of one symbol waits for that of the other, which is halted.
    desk.plan("2025-11-25T18:05:00Z", lambda _: monkeypatch.setattr(listening, "HEARTBEAT", -1.0))
    desk.plan("2025-11-25T18:06:00Z", lambda _: monkeypatch.setattr(listening, "HEARTBEAT", 60.0))
    if WEEK:
        tracemalloc.start()
    with pytest.raises(Killed):
        desk.start()
    # Another daemon comes twelve minutes later, in the middle of a bar, and finds what it has missed.
    desk.times.pass_by(12 * MINUTE)
    assert desk.start() == 0
    tracemalloc.stop()
    assert_is_the_backtest(desk)
    assert [one.start for one in desk.bodies(SessionBegan)] == [1, 2]
    # The hour that nobody has, the silence of the source, and the start of another daemon.
    assert [(one.up, one.stale) for one in desk.bodies(Connection)] == [
        *[(True, False), (True, True), (True, False), (True, True), (True, False)],
        (True, False),
    ]
    assert [one.text for one in desk.bodies(Note)] == []
    assert step == "1h" or 1 in {one.behind for one in desk.bodies(Heartbeat)}
    # Files are as many at the end of every day; a day holds little more than its bars and its lines of the log.
    assert len(set(use.files)) == 1
    if WEEK:
        assert max(use.memory[2:]) - use.memory[1] < GROWTH
    bars, size = len(desk.bars), sum(path.stat().st_size for path in (desk.folder / "live").rglob("*.jsonl"))
    sys.stdout.write(f"{step}: {bars} bars, {len(desk.fills)} fills, {size} bytes of logs, bytes held {use.memory}\n")

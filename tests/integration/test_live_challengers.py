"""Models that decide beside a session: as the champion does where they are it, and without a trace in its log."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from live_desk import csv_of

from tradecore.contracts.live import LiveSettings
from tradecore.errors import DataError, InvalidValue, UnknownName
from tradecore.inference.resampling import Interval
from tradecore.instants import format_instant
from tradecore.live.charge import UNEXPECTED
from tradecore.live.events import BarsClosed, Decided, Fill, OrderStatus, SessionBegan
from tradecore.ports.session_store import SessionStore
from tradecore.usecases.challenging import LiveInputs, RecordedInputs, inputs_of
from tradecore.usecases.session import prepare
from tradecore_live import challenger
from tradecore_live.daemon import Daemon
from tradecore_workbench.challenging import challenging, contest_of, settled, standings
from tradecore_workbench.unattended import tools_of
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

ROWS, SESSION = 460, "demo"


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two models, neither of which anybody has promoted."""
    folder = make(tmp_path_factory.mktemp("taught") / "desk")
    (folder / "data" / "walk.csv").write_text(csv_of(ROWS))
    workbench = Workbench(folder)
    for name, features in (("alpha", ["change(1)", "hour"]), ("beta", ["change(3)", "position_in_range(9)"])):
        fields: dict[str, Any] = {"bars": {"path": "data/walk.csv", "end": "1970-02-20"}, "model": name}
        fields |= {"training.features": features, "training.horizon": 3, "check_leaks": False}
        fields |= {"report.html": False, "report.pictures": False}
        workbench.inline(workbench.request("train", fields))
    return folder


@pytest.fixture
def desk(taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    return Workbench(Path(shutil.copytree(taught, tmp_path / "desk")))


def create(desk: Workbench, *challengers: str, **live: Any) -> None:
    fields: dict[str, Any] = {"bars": [{"path": "data/walk.csv", "start": "1970-03-02"}], "model": "alpha"}
    fields |= {"strategy": "predicted_move", "parameters.hold": 3, "parameters.k_sigma": 0, "parameters.k_atr": 0}
    request = desk.request("backtest", fields)
    desk.sessions.create(SESSION, request, LiveSettings("SIM-test", challengers=challengers, **live))


class Nobody:
    """A launcher that starts nothing."""

    def start(self, *_: object) -> Any:
        raise OSError("no process to be had")

    def alive(self, _: object) -> bool:
        return False


def trade(desk: Workbench, session: str = SESSION) -> bytes:
    """The log of the session, traded in this process, where no other can be started."""
    desk.adapters.__dict__["launcher"] = Nobody()
    assert Daemon(desk.adapters, session).run() == 0
    return events(desk)


def events(desk: Workbench) -> bytes:
    return Path(desk.sessions.store.location(SESSION, "events.jsonl")).read_bytes()


def decide(desk: Workbench, model: str) -> int:
    """The exit code of a challenger in this process, after its session."""
    file = desk.sessions.store.location(SESSION, "session.json")
    return challenger.main(["--session", file, "--model", model, "--beside", "0"])


def bodies(store: SessionStore, session: str, kind: type) -> list[Any]:
    return [line.event.body for line in store.lines(session) if isinstance(line.event.body, kind)]


def wishes(store: SessionStore, session: str) -> dict[int, Any]:
    return {one.time: (dict(one.wish), dict(one.inputs)) for one in bodies(store, session, Decided)}


def fills(store: SessionStore, session: str) -> list[Any]:
    return [(one.time, one.quantity, one.price, one.commission) for one in bodies(store, session, Fill)]


def test_the_log_of_a_session_knows_nothing_of_its_challengers(
    desk: Workbench, taught: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = Workbench(Path(shutil.copytree(taught, tmp_path / "alone")))
    create(alone)
    create(desk, "alpha", "beta")
    assert trade(desk) == trade(alone)
    # That no process can be started is told once of each, and no more comes of it.
    told = (desk.folder / "live" / "alarms.log").read_text()
    assert told.count("no process to be had") == 2
    assert "challenger: Challenger beta" in capsys.readouterr().err
    names = [path.relative_to(alone.folder) for path in (alone.folder / "live").rglob("*")]
    assert not [name for name in names if "challenger" in str(name)]


def test_the_champions_own_model_decides_as_the_champion_and_another_otherwise(desk: Workbench) -> None:
    create(desk, "alpha", "beta")
    before = trade(desk)
    assert [decide(desk, model) for model in ("alpha", "beta")] == [0, 0]
    assert events(desk) == before
    store = desk.sessions.store
    beside = store.challengers(SESSION)
    assert wishes(beside, "alpha") == wishes(store, SESSION)
    assert fills(beside, "alpha") == fills(store, SESSION) != []
    assert wishes(beside, "beta").keys() == wishes(store, SESSION).keys()
    assert wishes(beside, "beta") != wishes(store, SESSION)
    found = contest_of(desk.adapters, SESSION)
    twin, other = found.duels
    assert (twin.differing, twin.finding, twin.record.metrics) == (0, "undecided", found.champion.metrics)
    assert twin.paired is not None
    assert twin.paired.sharpe == Interval(0.0, 0.0)
    assert other.differing > 0
    assert [one.pulse.exit for one in standings(desk.adapters, SESSION) if one.pulse] == [0, 0]


def test_a_challenger_whose_disk_fills_up_harms_nobody_and_goes_on_where_it_was(
    desk: Workbench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create(desk, "alpha")
    before = trade(desk)
    written, room = os.write, [100]

    def write(descriptor: int, content: bytes) -> int:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(descriptor, content)

    monkeypatch.setattr(os, "write", write)
    assert decide(desk, "alpha") == UNEXPECTED
    assert "No space left" in capsys.readouterr().err
    assert events(desk) == before
    monkeypatch.setattr(os, "write", written)
    beside = desk.sessions.store.challengers(SESSION)
    assert 0 < len(wishes(beside, "alpha")) < len(wishes(desk.sessions.store, SESSION))
    assert decide(desk, "alpha") == 0
    assert wishes(beside, "alpha") == wishes(desk.sessions.store, SESSION)
    assert fills(beside, "alpha") == fills(desk.sessions.store, SESSION)


def test_live_bars_have_the_bits_that_a_batch_over_the_file_has(desk: Workbench) -> None:
    create(desk)
    trade(desk)
    groups = [one.rows for one in bodies(desk.sessions.store, SESSION, BarsClosed)]
    request, tools = desk.sessions.request(SESSION), tools_of(desk.adapters)
    ends = replace(request.trade.bars[0], start="", end=format_instant(groups[30][0].time))
    live = replace(request, trade=replace(request.trade, bars=(ends,)), live=replace(request.live, feed="csv"))
    recorded, closing = (
        inputs_of(prepare(challenging(desk.adapters, asked, "beta"), tools)) for asked in (request, live)
    )
    assert (type(recorded), type(closing)) == (RecordedInputs, LiveInputs)
    closing.learn(groups[30])
    for rows in groups[31:40]:
        found = closing.at(rows)
        assert found == recorded.at(rows)
        assert None not in found[0].inputs


def test_bars_that_the_data_do_not_have_any_more_are_named(desk: Workbench) -> None:
    create(desk)
    prepared = desk.sessions.prepared(SESSION)
    bar = prepared.recording.group(0)[0]
    with pytest.raises(DataError, match=r"walk: the data have no bar of 1970-01-01T00:00:00Z any more"):
        inputs_of(prepared).at((replace(bar, time=0),))


def test_what_cannot_challenge_is_refused_before_the_session_begins(desk: Workbench) -> None:
    with pytest.raises(UnknownName):
        create(desk, "nobody")
    with pytest.raises(InvalidValue, match="each model once"):
        create(desk, "beta", "beta")
    fields = {"bars": "data/walk.csv", "strategy": "sma_cross"}
    with pytest.raises(InvalidValue, match="decides on no prediction"):
        desk.sessions.create(SESSION, desk.request("backtest", fields), LiveSettings("SIM-test", challengers=("beta",)))
    assert desk.sessions.store.names() == []


def test_a_challenger_is_started_again_and_ends_with_the_daemon(desk: Workbench) -> None:
    # Slow enough that it is at work for as long as the test looks.
    create(desk, "alpha", speed=1.0)
    store = desk.sessions.store
    beside = store.challengers(SESSION)
    arguments = ["-m", "tradecore_live", "--session", store.location(SESSION, "session.json")]
    with Path(store.location(SESSION, "log.txt")).open("ab") as output:
        daemon = subprocess.Popen([sys.executable, *arguments], stderr=output)

    def wait(ready: Callable[[], object]) -> None:
        while not ready():
            assert daemon.poll() is None
            sleep(0.05)

    wait(lambda: "alpha" in beside.names() and bodies(beside, "alpha", Decided))
    [standing] = standings(desk.adapters, SESSION)
    assert standing.alive
    assert standing.pulse is not None
    os.kill(standing.pulse.process.pid, signal.SIGKILL)
    wait(lambda: len(bodies(beside, "alpha", SessionBegan)) > 1)
    daemon.kill()
    daemon.wait(60)
    [standing] = settled(desk.adapters, SESSION)
    assert standing.pulse is not None
    assert (standing.pulse.exit, standing.pulse.ended) == (0, "the session's daemon has ended")
    logged = [one.time for one in bodies(store, SESSION, BarsClosed)]
    assert [one.time for one in bodies(beside, "alpha", BarsClosed)] == logged
    own, other = wishes(store, SESSION), wishes(beside, "alpha")
    # An order that was written down and had not left when its process was killed is lost: from there on both differ.
    lost = {said.ref for said in bodies(beside, "alpha", OrderStatus) if said.status == "lost"}
    until = min((one.time for one in bodies(beside, "alpha", Decided) if one.order in lost), default=max(own))
    assert {time: other[time] for time in own if time <= until} == {
        time: wish for time, wish in own.items() if time <= until
    }
    assert "died; it is started again" in (desk.folder / "live" / "alarms.log").read_text()

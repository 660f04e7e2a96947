"""Panic with real daemons: one that hears obeys, one that hangs loses its orders to another client."""

import os
import signal
from pathlib import Path
from subprocess import Popen
from time import sleep

import pytest
from live_desk import SESSION, LiveDesk

from tradecore.live.charge import Charge
from tradecore.live.events import Decided, Fill, Intent, KillSwitch, OrderStatus
from tradecore_live import supervisor as supervising
from tradecore_live.supervisor import Supervisor
from tradecore_workbench import panic as panicking


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveDesk:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(panicking, "PATIENCE", 0.3)
    return LiveDesk(tmp_path, speed=4.0)


def hanging_with_an_entry(desk: LiveDesk) -> "tuple[Popen[bytes], str]":
    """A daemon that is stopped while an entry of its own waits for the next open."""
    daemon = desk.start()
    while daemon.poll() is None:
        intents: list[Intent] = desk.bodies(Intent)
        filled = {fill.ref for fill in desk.bodies(Fill)}
        if intents and intents[-1].order.ref not in filled:
            daemon.send_signal(signal.SIGSTOP)
            with desk.broker() as broker:
                working = [ref for ref in broker.holdings().working if ref.endswith("-entry")]
            if working:
                return daemon, working[0]
            daemon.send_signal(signal.SIGCONT)
        sleep(0.005)
    raise AssertionError("the daemon ended before it had an entry at work")


def woken(desk: LiveDesk, daemon: "Popen[bytes]", entry: str) -> None:
    """Once it goes on, it hears of what was done and sends nothing new."""
    daemon.send_signal(signal.SIGCONT)
    while not desk.bodies(KillSwitch) or not [one for one in desk.bodies(OrderStatus) if one.status == "cancelled"]:
        assert daemon.poll() is None
        sleep(0.02)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(60) == 0
    assert entry not in {fill.ref for fill in desk.bodies(Fill)}
    desk.assert_consistent()


def test_a_daemon_that_hangs_loses_its_entries(desk: LiveDesk) -> None:
    daemon, entry = hanging_with_an_entry(desk)
    [found] = panicking.panic(desk.workbench.adapters, "a drill")
    assert (found.obeyed, found.problem) == (False, "")
    assert found.swept is not None
    assert found.swept.cancelled == (entry,)
    with desk.broker() as broker:
        assert broker.holdings().working == ()
    woken(desk, daemon, entry)


def test_the_supervisor_sweeps_where_a_daemon_does_not_heed_the_switch(
    desk: LiveDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "HEED", 0.1)
    daemon, entry = hanging_with_an_entry(desk)
    with desk.store.alone(SESSION):
        desk.store.entrust(SESSION, Charge())
    supervisor = Supervisor(desk.workbench.adapters)
    supervisor.look(SESSION)
    desk.store.kill_switch().throw("a drill")
    working: tuple[str, ...] = (entry,)
    while working:
        supervisor.look(SESSION)
        sleep(0.05)
        with desk.broker() as broker:
            working = broker.holdings().working
    assert "unheeded" in (desk.folder / "live" / "alarms.log").read_text()
    woken(desk, daemon, entry)


def test_a_daemon_that_hears_closes_its_positions_by_itself(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panicking, "PATIENCE", 60.0)
    daemon = desk.start()
    while not desk.bodies(Fill):
        assert daemon.poll() is None
        sleep(0.02)
    [found] = panicking.panic(desk.workbench.adapters, "a drill", flatten=True)
    assert (found.obeyed, found.swept, found.problem) == (True, None, "")
    decided = len(desk.bodies(Decided))
    while len(desk.bodies(Decided)) < decided + 3:
        sleep(0.02)
    os.kill(daemon.pid, signal.SIGTERM)
    assert daemon.wait(60) == 0
    with desk.broker() as broker:
        assert dict(broker.holdings().positions) == {}
    desk.assert_consistent()

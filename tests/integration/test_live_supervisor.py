"""The supervisor as a process: nobody's death touches a session but its own daemon's, which is started again."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from live_desk import SESSION, LiveDesk

from tradecore.errors import SessionError
from tradecore.jobs import ProcessMark
from tradecore.live.events import Decided, SessionBegan
from tradecore_kit.processes import is_alive
from tradecore_workbench import sessions as sessions_of

# More in a session of its own: `nox -s live`.
ROUNDS = int(os.environ.get("TRADECORE_LIVE_ROUNDS", "1"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveDesk]:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    desk = LiveDesk(tmp_path, max(210, 200 * ROUNDS), speed=20.0)
    yield desk
    desk.workbench.sessions.stop(SESSION, "the test is over")
    supervisor = desk.store.supervisor()
    if supervisor is not None:
        desk.workbench.adapters.launcher.kill(supervisor)


def supervisor_of(desk: LiveDesk) -> ProcessMark:
    found = desk.store.supervisor()
    assert found is not None
    return found


def daemon_of(desk: LiveDesk) -> ProcessMark:
    pulse = desk.store.pulse(SESSION)
    assert pulse is not None
    return pulse.process


def until(happened: "object") -> None:
    deadline = monotonic() + 60.0
    while not happened():  # type: ignore[operator]
        assert monotonic() < deadline
        sleep(0.02)


def kill(desk: LiveDesk, mark: ProcessMark) -> None:
    os.kill(mark.pid, signal.SIGKILL)
    until(lambda: not desk.workbench.adapters.launcher.alive(mark))


def starts(desk: LiveDesk) -> int:
    return len(desk.bodies(SessionBegan))


def test_a_daemon_that_is_killed_is_started_again_by_one_supervisor_after_another(desk: LiveDesk) -> None:
    sessions = desk.workbench.sessions
    for round_number in range(1, ROUNDS + 1):
        # Begun anew each time: nobody is kept from it by the starts before.
        sessions.start(SESSION)
        supervisor, daemon = supervisor_of(desk), daemon_of(desk)
        decided = len(desk.bodies(Decided))
        kill(desk, supervisor)
        until(lambda since=decided: len(desk.bodies(Decided)) > since + 2)
        assert is_alive(daemon)
        assert daemon_of(desk) == daemon
        # The next one finds the session in its charge and takes the daemon over as it is.
        sessions.ensure_supervisor()
        until(lambda old=supervisor: supervisor_of(desk) != old)
        assert is_alive(daemon)
        kill(desk, daemon)
        until(lambda old=daemon: daemon_of(desk) != old)
        assert starts(desk) == 2 * round_number
        pulse = sessions.stop(SESSION, "enough")
        assert pulse is not None
        assert pulse.exit == 0
    assert "died" in (desk.folder / "live" / "alarms.log").read_text()
    charge = desk.store.charge(SESSION)
    assert charge is not None
    assert (charge.wanted, charge.why) == (False, "enough")
    # With nothing left in its charge the supervisor ends, and starts nothing on the way.
    last = supervisor_of(desk)
    until(lambda: not desk.workbench.adapters.launcher.alive(last))
    assert starts(desk) == 2 * ROUNDS
    desk.assert_consistent()


def test_a_daemon_without_a_supervisor_is_taken_over_as_it_is(desk: LiveDesk) -> None:
    sessions = desk.workbench.sessions
    daemon = desk.start()
    until(lambda: desk.bodies(Decided))
    until(lambda: daemon_of(desk).pid == daemon.pid)
    assert sessions.start(SESSION).process.pid == daemon.pid
    until(lambda: sessions.supervised(SESSION))
    with pytest.raises(SessionError, match="trading already"):
        sessions.start(SESSION)
    daemon.kill()
    daemon.wait(60)
    until(lambda: daemon_of(desk).pid != daemon.pid)
    assert starts(desk) == 2


def test_a_daemon_that_hangs_is_stopped_all_the_same(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_of, "STOP_SECONDS", 0.2)
    daemon = desk.workbench.sessions.start(SESSION).process
    until(lambda: desk.bodies(Decided))
    os.kill(daemon.pid, signal.SIGSTOP)
    desk.workbench.sessions.stop(SESSION, "it hangs")
    assert not is_alive(daemon)
    assert desk.store.posted(SESSION) == []
    desk.assert_consistent()


def test_what_needs_a_person_is_not_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    desk = LiveDesk(tmp_path, 30, mode="paper")
    with pytest.raises(SessionError, match="no such accounts"):
        desk.workbench.sessions.start(SESSION)
    charge, pulse = desk.store.charge(SESSION), desk.store.pulse(SESSION)
    assert charge is not None
    assert pulse is not None
    assert (charge.wanted, len(charge.starts), pulse.exit) == (False, 1, 4)
    assert "refused" in (desk.folder / "live" / "alarms.log").read_text()

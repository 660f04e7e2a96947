"""A terminal that closes, a supervisor or a job that is killed: no session notices, and the next supervisor goes on."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import psutil
import pytest
from live_desk import SESSION, LiveDesk
from test_live_supervisor import daemon_of, kill, starts, supervisor_of, until

from tradecore.contracts.live import SessionRequest
from tradecore.live.events import Decided
from tradecore.usecases.session import Prepared
from tradecore_kit.processes import is_alive
from tradecore_workbench import sessions as sessions_of


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveDesk]:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    desk = LiveDesk(tmp_path, speed=20.0)
    yield desk
    desk.workbench.sessions.stop(SESSION, "the test is over")
    supervisor = desk.store.supervisor()
    if supervisor is not None:
        desk.workbench.adapters.launcher.kill(supervisor)


class Terminal:
    """A terminal of its own in which `tradecore live start --watch` runs in the foreground."""

    def __init__(self, desk: LiveDesk) -> None:
        self._screen, theirs = pty.openpty()
        command = [sys.executable, "-m", "tradecore_cli.main", "live", "start", SESSION, "--watch"]
        self.process = subprocess.Popen(
            [*command, "--workspace", str(desk.folder)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=desk.environment,
            start_new_session=True,
        )
        os.close(theirs)

    def close(self) -> None:
        """As a window does: the group is hung up, what does not go is killed, and nobody reads any more."""
        os.killpg(self.process.pid, signal.SIGHUP)
        sleep(0.2)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)
        os.close(self._screen)


def goes_on(desk: LiveDesk) -> None:
    decided = len(desk.bodies(Decided))
    until(lambda: len(desk.bodies(Decided)) > decided + 2)


def test_killing_terminal_job_and_supervisor_does_not_touch_a_session(desk: LiveDesk) -> None:
    terminal = Terminal(desk)
    until(lambda: desk.bodies(Decided))
    supervisor, daemon = supervisor_of(desk), daemon_of(desk)
    terminal.close()
    assert terminal.process.returncode != 0
    goes_on(desk)
    assert is_alive(supervisor)
    # A job of the same workspace, killed in the middle.
    job = desk.workbench.submit(desk.request.trade)
    process = desk.workbench.runs.status(job).process
    assert process is not None
    # It may have ended by itself on a machine that is quick enough.
    desk.workbench.adapters.launcher.kill(process)
    goes_on(desk)
    kill(desk, supervisor)
    goes_on(desk)
    desk.workbench.sessions.ensure_supervisor()
    until(lambda: supervisor_of(desk) != supervisor)
    # Its charge, although nobody has told it: what dies from now on is started again.
    until(lambda: desk.workbench.sessions.supervised(SESSION))
    assert (daemon_of(desk), starts(desk)) == (daemon, 1)
    kill(desk, daemon)
    until(lambda: starts(desk) == 2)
    desk.workbench.sessions.stop(SESSION, "enough")
    desk.assert_consistent()


def test_whoever_watches_a_session_leaves_no_process_uncollected(desk: LiveDesk) -> None:
    sessions = desk.workbench.sessions
    sessions.start(SESSION)
    supervisor = supervisor_of(desk)
    sessions.stop(SESSION, "enough")
    sessions.watch(SESSION, lambda _: None)
    until(lambda: not sessions.alive(SESSION) and not psutil.pid_exists(supervisor.pid))


def test_one_process_prepares_a_session_once_while_its_files_are_as_they_were(
    desk: LiveDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    prepare = sessions_of.prepare

    def counted(request: SessionRequest, *rest: Any) -> Prepared:
        made.append(request.session)
        return prepare(request, *rest)

    monkeypatch.setattr(sessions_of, "prepare", counted)
    sessions = desk.workbench.sessions
    sessions.create(SESSION, desk.request.trade, desk.request.live)
    first = sessions.prepared(SESSION)
    assert sessions.prepared(SESSION) is first
    assert made == [SESSION]
    data = desk.folder / "data" / "walk.csv"
    os.utime(data, ns=(0, 0))
    assert sessions.prepared(SESSION) is not first
    sessions.create("other", desk.request.trade, desk.request.live)
    assert made == [SESSION, SESSION, "other"]

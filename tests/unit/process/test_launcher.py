"""Processes of their own: no terminal, no input, no zombie taken for alive."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tradecore.errors import JobError
from tradecore.jobs import ProcessMark
from tradecore_kit.processes import is_alive, is_here, mark_of
from tradecore_process.launcher import ProcessLauncher


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_output_is_appended_and_input_is_closed(tmp_path: Path) -> None:
    launcher, log = ProcessLauncher(str(tmp_path)), tmp_path / "log.txt"
    log.write_text("before\n")
    code = "import os, sys; print(sys.stdin.read() == '', os.getcwd()); print('err', file=sys.stderr)"
    mark = launcher.start(["-c", code], str(log))
    assert eventually(lambda: not launcher.alive(mark))
    assert set(log.read_text().splitlines()) == {"before", f"True {tmp_path}", "err"}


def test_arguments_are_not_read_by_a_shell(tmp_path: Path) -> None:
    launcher, log = ProcessLauncher(str(tmp_path)), tmp_path / "log.txt"
    mark = launcher.start(["-c", "import sys; print(sys.argv[1])", "$(touch x); `touch y`; *"], str(log))
    assert eventually(lambda: not launcher.alive(mark))
    assert log.read_text() == "$(touch x); `touch y`; *\n"
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]


def test_a_job_leads_its_own_session_and_is_stopped_with_its_children(tmp_path: Path) -> None:
    launcher, log = ProcessLauncher(str(tmp_path)), tmp_path / "log.txt"
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    mark = launcher.start(["-c", code], str(log))
    assert os.getsid(mark.pid) == os.getpgid(mark.pid) == mark.pid != os.getsid(0)
    assert eventually(lambda: log.read_text().endswith("\n"))
    grandchild = mark_of(int(log.read_text()))
    assert launcher.alive(mark)
    launcher.stop(mark)
    assert eventually(lambda: not launcher.alive(mark))
    assert eventually(lambda: not is_alive(grandchild))
    launcher.stop(mark)


def test_a_zombie_is_not_alive(tmp_path: Path) -> None:
    mark = ProcessLauncher(str(tmp_path)).start(["-c", "import time; time.sleep(60)"], str(tmp_path / "log.txt"))
    assert is_alive(mark)
    os.kill(mark.pid, signal.SIGKILL)
    assert eventually(lambda: not is_alive(mark))
    assert Path(f"/proc/{mark.pid}").exists() or sys.platform != "linux"
    assert not ProcessLauncher(str(tmp_path)).alive(mark)
    assert not is_alive(mark)


def test_another_process_with_that_pid_is_not_it() -> None:
    mine = mark_of()
    assert is_alive(mine)
    assert is_alive(ProcessMark(mine.pid, mine.started + 1, mine.host)), "the clock was corrected meanwhile"
    assert not is_alive(ProcessMark(mine.pid, mine.started - 60, mine.host))
    assert is_here(mine)
    assert not is_here(ProcessMark(mine.pid, mine.started, "elsewhere"))


def test_what_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="could not be started"):
        ProcessLauncher(str(tmp_path / "gone")).start(["-c", ""], str(tmp_path / "log.txt"))


def test_what_does_not_end_is_killed_with_what_it_left_behind(tmp_path: Path) -> None:
    launcher, log = ProcessLauncher(str(tmp_path)), tmp_path / "log.txt"
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    code = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {deaf!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline(); print(child.pid, flush=True)\n"
    )
    mark = launcher.start(["-c", f"{code}{deaf}"], str(log))
    assert eventually(lambda: log.read_text().endswith("\n1\n"))
    child = mark_of(int(log.read_text().split()[0]))
    launcher.stop(mark)
    assert launcher.alive(mark)
    os.kill(mark.pid, signal.SIGKILL)
    assert eventually(lambda: not launcher.alive(mark))
    assert is_alive(child), "the leader is gone, its group is not"
    launcher.kill(mark)
    assert eventually(lambda: not is_alive(child))
    launcher.kill(mark)
    launcher.kill(ProcessMark(os.getpid(), mark_of().started - 3_600, mark.host))


def test_a_program_that_ends_before_its_job_is_not_warned(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from tradecore_process.launcher import ProcessLauncher\n"
        f"mark = ProcessLauncher({str(tmp_path)!r}).start(['-c', 'import time; time.sleep(30)'], sys.argv[1])\n"
        "print(mark.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", code, str(tmp_path / "log.txt")],
        capture_output=True,
        text=True,
        check=True,
    )
    mark = mark_of(int(done.stdout))
    launcher = ProcessLauncher(str(tmp_path))
    assert is_alive(mark), "it outlives who started it"
    launcher.kill(mark)
    assert "ResourceWarning" not in done.stderr, done.stderr

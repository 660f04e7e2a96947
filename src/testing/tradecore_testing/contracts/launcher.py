"""What every launcher of jobs does."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tradecore.errors import JobError
from tradecore.jobs import ProcessMark
from tradecore.ports.launcher import Launcher

PATIENCE = 30.0


def eventually(condition: Callable[[], bool]) -> bool:
    """True as soon as the condition holds; False when it does not within half a minute."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class LauncherContract(ABC):
    """Subclass as `class TestMine(LauncherContract)`; `log` is a file that can be written."""

    @abstractmethod
    def launcher(self) -> Launcher:
        """The launcher under test; the same one during one test."""

    @abstractmethod
    def log(self) -> str:
        """Where output goes."""

    @abstractmethod
    def output(self) -> str:
        """What went there so far."""

    def lasting(self) -> Sequence[str]:
        """Arguments for work that goes on until it is stopped, having said `at work`."""
        return ["-c", "import time; print('at work', flush=True); time.sleep(300)"]

    def deaf(self) -> Sequence[str]:
        """Arguments for work that does not listen when it is asked to stop, having said `at work`."""
        ignore = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
        return ["-c", f"{ignore}; import time; print('at work', flush=True); time.sleep(300)"]

    def brief(self) -> Sequence[str]:
        """Arguments for work that ends by itself, having said `done`."""
        return ["-c", "print('done')"]

    def at_work(self, arguments: Sequence[str]) -> tuple[Launcher, ProcessMark]:
        """A launcher whose process has begun."""
        launcher = self.launcher()
        process = launcher.start(arguments, self.log())
        assert eventually(lambda: "at work" in self.output())
        return launcher, process

    def gone(self, launcher: Launcher, process: ProcessMark) -> bool:
        """The process ends within half a minute."""
        return eventually(lambda: not launcher.alive(process))

    def test_what_is_started_lives_until_it_is_stopped(self) -> None:
        """And stopping it again is harmless."""
        launcher, process = self.at_work(self.lasting())
        assert launcher.alive(process)
        launcher.stop(process)
        assert self.gone(launcher, process)
        launcher.stop(process)
        launcher.kill(process)
        assert not launcher.alive(process)

    def test_what_is_done_is_gone(self) -> None:
        """With what it said in the log, behind what was there."""
        launcher = self.launcher()
        first = launcher.start(self.brief(), self.log())
        assert self.gone(launcher, first)
        second = launcher.start(self.brief(), self.log())
        assert self.gone(launcher, second)
        assert self.output().split() == ["done", "done"]
        assert first != second

    def test_what_does_not_listen_is_killed(self) -> None:
        """Asking is not enough."""
        launcher, process = self.at_work(self.deaf())
        launcher.stop(process)
        assert launcher.alive(process)
        launcher.kill(process)
        assert self.gone(launcher, process)

    def test_a_later_process_with_the_same_pid_is_another(self) -> None:
        """Its start tells them apart, and it is neither stopped nor killed in place of the other."""
        launcher, process = self.at_work(self.lasting())
        earlier = replace(process, started=process.started - 60)
        assert not launcher.alive(earlier)
        launcher.stop(earlier)
        launcher.kill(earlier)
        assert launcher.alive(process)
        launcher.kill(process)
        assert self.gone(launcher, process)

    def test_what_cannot_be_started_is_an_error(self) -> None:
        """Not a process that is dead from the beginning."""
        with pytest.raises(JobError):
            self.launcher().start(self.brief(), f"{self.log()}/under/a/file/log.txt")

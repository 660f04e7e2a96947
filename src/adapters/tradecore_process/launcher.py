"""Jobs as processes of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import psutil

from tradecore.errors import JobError
from tradecore.jobs import ProcessMark
from tradecore_kit.processes import is_alive, is_zombie, mark_of


class Job(subprocess.Popen[bytes]):
    """A process that is meant to outlive whoever started it."""

    def __del__(self) -> None:
        """Says nothing, where a plain `Popen` would warn of a process that still runs when it is dropped."""


class ProcessLauncher:
    """Starts jobs in their own session and process group, so that a Ctrl-C or a closed terminal never reaches them."""

    # Of the whole process: a launcher may be dropped while its jobs run on, and a child must still be collected.
    _children: ClassVar[dict[int, Job]] = {}

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    def start(self, arguments: Sequence[str], log: str, handles: Sequence[int] = ()) -> ProcessMark:
        """This interpreter with `arguments`, in the workspace, its output appended to `log`."""
        self._collect()
        try:
            with Path(log).open("ab") as output:
                child = Job(
                    [sys.executable, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self._workspace,
                    close_fds=True,
                    pass_fds=() if os.name == "nt" else handles,
                    start_new_session=True,
                )
        except OSError as error:
            raise JobError(Path(log).parent.name, f"its process could not be started: {error}") from error
        self._children[child.pid] = child
        return mark_of(child.pid)

    def alive(self, process: ProcessMark) -> bool:
        """Also collects every child that has ended, which would stay a zombie otherwise."""
        self._collect()
        return is_alive(process)

    def _collect(self) -> None:
        """Children that have ended and that nobody asked for since."""
        for pid, child in list(self._children.items()):
            if child.poll() is not None:
                self._children.pop(pid, None)

    def stop(self, process: ProcessMark) -> None:
        """SIGTERM to the group that the process leads."""
        if not self.alive(process):
            return
        if os.name == "nt":
            psutil.Process(process.pid).terminate()
            return
        try:
            # A job run by hand belongs to its terminal's group: then only the process itself is asked.
            leads = os.getpgid(process.pid) == process.pid
            (os.killpg if leads else os.kill)(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            return

    def kill(self, process: ProcessMark) -> None:
        """SIGKILL to the group that the process leads or led."""
        living = self.alive(process)
        if os.name == "nt":
            if living:
                psutil.Process(process.pid).kill()
            return
        try:
            if living and os.getpgid(process.pid) != process.pid:
                os.kill(process.pid, signal.SIGKILL)
            elif living or not psutil.pid_exists(process.pid) or is_zombie(process):
                # A group outlives its leader, and no new process gets a pid by which a group is still known.
                os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

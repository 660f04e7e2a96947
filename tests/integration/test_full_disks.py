"""Full disks and read-only folders: a clear FAILED where it can be written, a clear word where not."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tradecore.errors import StorageError
from tradecore.jobs import State
from tradecore_files.runs import FileRuns
from tradecore_workbench.workbench import Workbench

# Root may write where nobody may: without these two capabilities it is held to a folder's mode as everybody is.
HELD = """
import ctypes, os, resource, sys
prctl = getattr(ctypes.CDLL(None), "prctl", lambda *_: 0)
for capability in (1, 2):
    prctl(24, capability, 0, 0, 0)
if int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.executable, [sys.executable, "-m", "tradecore_cli.main", *sys.argv[2:]])
"""
BACKTEST = ("backtest", "data/bars.csv", "--symbol", "X", "--strategy", "buy_and_hold")
BACKTEST += ("--config", "report.pictures=false")
FULL = "No space left on device"
JOB_FAILED = 6


def tradecore(folder: Path, *arguments: str, largest: int = 0) -> "subprocess.CompletedProcess[str]":
    """The command line where folders mean their mode and no file may become larger than so many bytes."""
    # Python itself would cut its own bytecode off at the limit, and stumble over it from then on.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", HELD, str(largest), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def check_json(folder: Path) -> None:
    """Every JSON file of the workspace is one."""
    for path in (folder / "runs").rglob("*.json"):
        assert isinstance(json.loads(path.read_text()), dict), path


@contextmanager
def only_readable(folder: Path) -> Iterator[None]:
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("largest", [300, 6_000])
def test_files_that_may_not_grow(workbench: Workbench, largest: int) -> None:
    told = tradecore(workbench.folder, *BACKTEST, largest=largest)
    paragraph = told.stderr.splitlines()[-1]
    assert told.returncode == JOB_FAILED
    assert "could not be written: File too large. The limit on the size of files (ulimit -f) is too low." in paragraph
    check_json(workbench.folder)
    runs = workbench.runs.recent()
    assert [run.status.state for run in runs] == ([] if largest < 1_000 else [State.FAILED])
    assert all(run.status.error is not None and run.status.error.type == "StorageError" for run in runs)


def test_runs_that_are_only_readable_are_shown_and_no_new_one_is_made(workbench: Workbench) -> None:
    workbench.inline(workbench.request("data", {"bars": {"path": "data/bars.csv"}}))
    (job_id,) = (run.job_id for run in workbench.runs.recent())
    with only_readable(workbench.folder / "runs"):
        told = tradecore(workbench.folder, *BACKTEST)
        shown = tradecore(workbench.folder, "runs", "list")
    assert told.returncode == JOB_FAILED
    assert told.stderr.count("\n") == 1
    assert f"{workbench.folder}/runs could not be written: Permission denied. Give yourself the right" in told.stderr
    assert job_id in shown.stdout


class SmallDisk:
    """Takes so many writes and no more, until the room that a run keeps for its last word is given back."""

    def __init__(self, patch: pytest.MonkeyPatch, writes: int) -> None:
        self.left, sync, write, unlink = writes, os.fsync, os.write, Path.unlink

        def unlinked(path: Path, **how: bool) -> None:
            self.left = 10 if path.name == ".spare" and path.exists() else self.left
            unlink(path, **how)

        patch.setattr(os, "fsync", lambda handle: self.take(sync, handle))
        patch.setattr(os, "write", lambda handle, content: self.take(write, handle, content))
        patch.setattr(Path, "unlink", unlinked)

    def take(self, action: Any, *arguments: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise OSError(28, FULL)
        return action(*arguments)


def refused(workbench: Workbench, request: Any) -> bool:
    try:
        workbench.inline(request)
    except StorageError:
        return True
    return False


def test_a_disk_that_is_full_at_any_write(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run says so itself from its first word on; nothing that is there is torn, whichever write failed."""
    bars = {"path": "data/bars.csv", "symbol": "X"}
    request = workbench.request(
        "optimize", {"bars": bars, "strategy": "buy_and_hold", "over.share": "0.5,1", "report.pictures": False}
    )
    said: list[int] = []
    for writes in range(100):
        known = {run.job_id for run in workbench.runs.recent()}
        with monkeypatch.context() as patch:
            SmallDisk(patch, writes)
            if not refused(workbench, request):
                break
        check_json(workbench.folder)
        for run in workbench.runs.recent():
            if run.job_id not in known and run.status.started and run.status.state is State.FAILED:
                assert run.status.error is not None
                assert (run.status.error.type, FULL in run.status.error.message) == ("StorageError", True)
                said.append(writes)
    assert said == list(range(said[0], writes))
    assert len(said) > 20, "writes of the job itself, one after the other"


def test_a_full_log_ends_no_job(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("log.txt", FULL, "")

    monkeypatch.setattr(FileRuns, "log", full)
    workbench.inline(workbench.request("data", {"bars": {"path": "data/bars.csv"}}))
    assert workbench.runs.recent(1)[0].status.state is State.SUCCEEDED

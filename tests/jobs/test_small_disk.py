"""A disk of a few kilobytes fills up under a job; only the session `jobs` of nox runs it, since mounting needs root."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tradecore.jobs import State
from tradecore_workbench.workbench import Workbench

ROWS = [f"2026-01-{5 + n // 7:02}T{14 + n % 7}:00:00Z,10,11,9,10.5,100" for n in range(140)]
BACKTEST = ("backtest", "bars.csv", "--strategy", "buy_and_hold", "--config", "report.pictures=false")
JOB_FAILED = 6


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Workbench]:
    """A workspace on a disk of its own; its bars lie elsewhere."""
    (folder / "bars.csv").write_text("\n".join(["time,open,high,low,close,volume", *ROWS, ""]))
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)], check=True)  # noqa: S607
    try:
        (disk / "configs").mkdir()
        (disk / "bars.csv").symlink_to(folder / "bars.csv")
        yield Workbench(disk)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S607


@pytest.mark.parametrize("kilobytes", [4, 8, 12, 16, 20, 24, 28, 36, 48, 64])
def test_a_disk_fills_up(tmp_path: Path, kilobytes: int) -> None:
    with small_disk(tmp_path, kilobytes) as workbench:
        command = [sys.executable, "-m", "tradecore_cli.main", *BACKTEST]
        told = subprocess.run(command, cwd=workbench.folder, capture_output=True, text=True, check=False, timeout=60)
        paragraph = told.stderr.splitlines()[-1]
        assert told.returncode == JOB_FAILED
        assert "No space left on device" in paragraph or "its disk is full" in paragraph
        for path in workbench.folder.rglob("*.json"):
            assert isinstance(json.loads(path.read_text()), dict), path
        states = {run.status.state for run in workbench.runs.recent()}
        assert states <= {State.FAILED}
        # Room again: the run is taken up where it was left.
        subprocess.run(["mount", "-o", "remount,size=1m", str(workbench.folder)], check=True)  # noqa: S607
        for run in workbench.runs.recent():
            assert workbench.wait(workbench.resume(run.job_id)).status.state is State.SUCCEEDED

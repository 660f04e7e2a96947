"""Processes that work off units: in order, whoever does them, and none of them outlives the work."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

import pytest

from tradecore_process.executor import ProcessExecutor
from tradecore_testing.contracts.executor import ExecutorContract, Worked

# A worker that squares, fails at 3, and dies at 5; it says who it is.
SQUARES = """
import json, os, sys
for number in map(int, sys.stdin):
    if number == 5:
        os._exit(1)
    entry = {"unit": number, "square": number * number, "by": os.getpid()}
    print("" if number == 3 else json.dumps(entry), flush=True)
"""


def here(unit: int) -> Mapping[str, object]:
    return {"unit": unit, "square": unit * unit, "by": os.getpid()}


class TestProcessExecutor(ExecutorContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def executor(self) -> ProcessExecutor:
        return ProcessExecutor(str(self.folder))

    def arguments(self, worked: Worked) -> list[str]:
        return ["-c", SQUARES]


def test_the_work_is_done_by_others_and_what_they_cannot_do_here(tmp_path: Path) -> None:
    with ProcessExecutor(str(tmp_path)).spread(here, range(8), 2, ["-c", SQUARES]) as entries:
        found = list(entries)
    assert [entry["square"] for entry in found] == [unit * unit for unit in range(8)]
    by = [entry["by"] for entry in found]
    assert by[3] == by[5] == os.getpid()
    assert os.getpid() not in (*by[:3], by[4])


def test_no_worker_outlives_a_block_that_is_left_early(tmp_path: Path) -> None:
    slow = "import sys, time, os\nopen('pid' + str(os.getpid()), 'w').close()\ntime.sleep(60)"
    begun, pids = time.monotonic(), list[int]()
    with ProcessExecutor(str(tmp_path)).spread(here, range(4), 2, ["-c", slow]) as entries:
        Thread(target=lambda: next(entries, None), daemon=True).start()
        while len(pids) < 2 and time.monotonic() - begun < 20.0:
            pids = [int(path.name[3:]) for path in tmp_path.glob("pid*")]
            time.sleep(0.01)
    assert len(pids) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_quick_work_starts_nobody(tmp_path: Path) -> None:
    with ProcessExecutor(str(tmp_path)).spread(here, range(4), 0, ["-c", "raise SystemExit"]) as entries:
        assert {entry["by"] for entry in entries} == {os.getpid()}

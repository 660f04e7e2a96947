"""A walk whose windows are spread over processes: killed in the middle, nothing of it stays at work, and it goes on."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from drifting import prices

from tradecore.jobs import State
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

FIELDS = {
    "bars": {"path": "data/walk.csv", "symbol": "WALK"},
    "strategy": "predicted_move",
    "learn": True,
    "check_leaks": False,
    "workers": 2,
    "min_trades": 0,
    "windows": {"train": "150 bars", "test": "25 bars", "fewest": 10},
    "training.learner": "random_forest",
    "training.parameters": {"n_estimators": 30, "min_samples_leaf": 5},
    "training.features": ["change(1)", "change(3)", "position_in_range(7)"],
    "training.horizon": 3,
    "training.folds": 3,
    "over": {"k_atr": "0,0.2"},
    "parameters": {"hold": 3, "k_sigma": 0.0},
    "report.bootstrap": 100,
}


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    folder = make(tmp_path / "desk")
    (folder / "data" / "walk.csv").write_text(prices(0))
    return Workbench(folder)


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def workers_of(job_id: str) -> list[psutil.Process]:
    """The processes that work off units of a run."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "tradecore_workbench.worker" in words and job_id in words:
            found.append(process)
    return found


def files(folder: str, *but: str) -> dict[str, bytes]:
    other = ("request.json", "status.json", "log.txt", *but)
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name not in other}


def test_killed_in_the_middle_and_resumed_it_equals_one_that_was_not(workbench: Workbench) -> None:
    job_id = workbench.submit(workbench.request("walkforward", FIELDS))
    journal = Path(workbench.runs.location(job_id)) / "windows.partial.jsonl"
    assert eventually(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 3)
    assert len(workers_of(job_id)) == 2
    process = workbench.runs.status(job_id).process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    record = workbench.wait(job_id)
    assert record.status.error is not None
    assert (record.status.state, record.status.error.type) == (State.FAILED, "ProcessLost")
    finished = journal.read_bytes().count(b"\n") - 1
    assert 2 <= finished < 10
    assert eventually(lambda: not workers_of(job_id))
    workbench.resume(job_id)
    resumed = workbench.wait(job_id)
    assert resumed.status.state is State.SUCCEEDED, resumed.status.error
    # One process does in its order what two have done in theirs, and the page names the number.
    alone = workbench.inline(workbench.request("walkforward", {**FIELDS, "workers": 1}))
    assert workbench.result(job_id) == alone
    (other,) = (record for record in workbench.runs.recent(1))
    page = "report.html", "result.json"
    assert files(resumed.folder, *page) == files(other.folder, *page)
    assert len(alone.windows) == 10
    assert alone.metrics["trades"] > 0

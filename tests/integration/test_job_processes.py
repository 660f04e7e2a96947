"""Jobs as real processes: how they succeed, fail, crash, vanish and are stopped.

The misbehaving ones are bar sources of a plugin that is installed for these tests: it raises, exits,
or waits, at the moment at which a job reads its bars.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tradecore.contracts.data import DataResult
from tradecore.errors import DirtyData, JobError, UnreadableFile
from tradecore.jobs import ProcessMark, State, queued, started
from tradecore_kit.processes import is_alive, mark_of
from tradecore_workbench.execution import plain_request
from tradecore_workbench.kinds import kind_of
from tradecore_workbench.workbench import Workbench

ROWS = 12


def request(workbench: Workbench, source: str = "csv", **fields: object) -> Any:
    return workbench.request("data", {"bars": {"path": "data/bars.csv", "symbol": "X", "source": source}, **fields})


def eventually(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def by_hand(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tradecore_workbench.job", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def results(folder: str) -> dict[str, bytes]:
    """Every file of a run but those that tell times."""
    other = ("request.json", "status.json", "log.txt")
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name not in other}


def test_a_job_succeeds_in_its_own_process_and_again_byte_by_byte(workbench: Workbench) -> None:
    asked, told = request(workbench, step="1d"), []
    job_id = workbench.submit(asked)
    record = workbench.wait(job_id, told.append)
    assert (record.status.state, record.status.error) == (State.SUCCEEDED, None)
    assert record.status.process is not None
    assert record.status.process.pid != os.getpid()
    assert told[-1].state is State.SUCCEEDED
    result = workbench.result(job_id)
    assert isinstance(result, DataResult)
    assert result.rows == ROWS
    assert {"result.json", "status.json", "request.json", "log.txt"} <= {
        path.name for path in Path(record.folder).iterdir()
    }
    assert job_id not in Path(record.folder, "result.json").read_text()

    again = by_hand("--request", f"runs/{job_id}/request.json", folder=workbench.folder)
    assert (again.returncode, again.stderr) == (0, "")
    newest = workbench.runs.recent(1)[0]
    assert newest.job_id != job_id
    assert newest.folder in again.stdout
    assert results(newest.folder) == results(record.folder)

    assert workbench.inline(asked) == result
    assert results(workbench.runs.recent(1)[0].folder) == results(record.folder)
    assert len(workbench.runs.recent()) == 3


def test_a_refused_run_says_why_in_one_paragraph(workbench: Workbench) -> None:
    path = workbench.folder / "data" / "bars.csv"
    path.write_text(path.read_text().replace("10,11,9,10.5", "10,11,-9,10.5", 1))
    asked = workbench.request(
        "backtest", {"bars": {"path": "data/bars.csv", "symbol": "X"}, "strategy": "buy_and_hold"}
    )
    job_id = workbench.submit(asked)
    record = workbench.wait(job_id)
    error = record.status.error
    assert record.status.state is State.FAILED
    assert error is not None
    assert (error.type, error.where) == ("DirtyData", "data/bars.csv")
    assert "\n" not in error.message
    assert "Traceback" not in Path(record.folder, "log.txt").read_text()
    with pytest.raises(JobError, match=r"is FAILED: data/bars\.csv has errors"):
        workbench.result(job_id)
    with pytest.raises(DirtyData):
        workbench.inline(asked)
    assert workbench.runs.recent(1)[0].status.state is State.FAILED


def test_a_file_that_changed_since_is_refused(workbench: Workbench) -> None:
    asked = request(workbench)
    path = workbench.folder / "data" / "bars.csv"
    path.write_text(path.read_text().replace("10.5", "10.6"))
    error = workbench.wait(workbench.submit(asked)).status.error
    assert error is not None
    assert "has changed since the request was made" in error.message


def test_a_missing_file_makes_no_run(workbench: Workbench) -> None:
    (workbench.folder / "data" / "bars.csv").unlink()
    with pytest.raises(UnreadableFile):
        request(workbench)
    assert list(workbench.runs.recent()) == []


def test_a_crash_keeps_its_traceback_in_the_log(workbench: Workbench) -> None:
    record = workbench.wait(workbench.submit(request(workbench, "raises")))
    error, log = record.status.error, Path(record.folder, "log.txt").read_text()
    assert record.status.state is State.FAILED
    assert error is not None
    assert error.type == "ZeroDivisionError"
    assert "division by zero" in error.message
    assert "tradecore_trouble_for_tests.py" in error.where
    assert "about to act" in log
    assert "Traceback (most recent call last)" in log
    assert not Path(record.folder, "result.json").exists()


def test_a_process_that_vanishes_is_lost(workbench: Workbench) -> None:
    record = workbench.wait(workbench.submit(request(workbench, "exits")))
    assert record.status.state is State.FAILED
    assert record.status.error is not None
    assert record.status.error.type == "ProcessLost"
    assert "about to act" in Path(record.folder, "log.txt").read_text()


def test_a_killed_job_is_lost_for_every_reader(workbench: Workbench) -> None:
    job_id = workbench.submit(request(workbench, "waits"))
    process = workbench.runs.status(job_id).process
    assert process is not None
    assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
    os.kill(process.pid, signal.SIGKILL)
    assert eventually(lambda: not is_alive(process))
    assert Workbench(workbench.folder).runs.recent()[0].status.state is State.FAILED
    error = workbench.wait(job_id).status.error
    assert error is not None
    assert error.type == "ProcessLost"
    stored = json.loads(Path(workbench.runs.location(job_id, "status.json")).read_text())
    assert stored["state"] == "FAILED"


def test_a_cancelled_job_says_so_and_is_gone(workbench: Workbench) -> None:
    job_id = workbench.submit(request(workbench, "waits"))
    assert eventually(lambda: "about to act" in Path(workbench.runs.location(job_id, "log.txt")).read_text())
    process = workbench.runs.status(job_id).process
    assert process is not None
    assert workbench.cancel(job_id).status.state is State.CANCELLED
    assert eventually(lambda: not is_alive(process))
    assert workbench.cancel(job_id).status.state is State.CANCELLED


def test_a_job_that_does_not_listen_is_killed_and_cancelled(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradecore_workbench.workbench.STOP_SECONDS", 0.3)
    job_id = workbench.submit(request(workbench, "deaf"))
    assert eventually(lambda: "about to act" in Path(workbench.runs.location(job_id, "log.txt")).read_text())
    process = workbench.runs.status(job_id).process
    assert process is not None
    assert workbench.cancel(job_id).status.state is State.CANCELLED
    assert not is_alive(process)


def test_a_run_of_another_host_is_cancelled_there(workbench: Workbench) -> None:
    job_id = workbench.runs.create(plain_request(kind_of("data"), request(workbench)), queued("data", time.time_ns()))
    status = workbench.runs.status(job_id)
    workbench.runs.update(job_id, started(status, time.time_ns(), ProcessMark(1, 0.0, "elsewhere")))
    with pytest.raises(JobError, match="is RUNNING on elsewhere: cancel it there"):
        workbench.cancel(job_id)
    assert workbench.runs.status(job_id).state is State.RUNNING


def test_a_waiting_run_is_cancelled_before_it_starts(workbench: Workbench) -> None:
    job_id = workbench.runs.create(
        plain_request(kind_of("data"), request(workbench)), queued("data", time.time_ns(), mark_of())
    )
    assert workbench.cancel(job_id).status.state is State.CANCELLED
    file = workbench.runs.location(job_id, "request.json")
    late = by_hand("--job-id", job_id, "--request", file, "--workspace", str(workbench.folder), folder=workbench.folder)
    assert late.returncode == 3
    assert workbench.runs.status(job_id).state is State.CANCELLED


def test_an_unknown_key_fails_the_run_and_is_named(workbench: Workbench) -> None:
    plain = {**plain_request(kind_of("data"), request(workbench)), "stepp": "1d"}
    job_id = workbench.runs.create(plain, queued("data", time.time_ns(), mark_of()))
    file = workbench.runs.location(job_id, "request.json")
    by_hand("--job-id", job_id, "--type", "data", "--request", file, folder=workbench.folder)
    status = workbench.runs.status(job_id)
    assert status.state is State.FAILED
    assert status.error is not None
    assert (status.error.type, status.error.where) == ("UnknownKey", "stepp")
    assert "Did you mean 'step'" in status.error.message


def test_a_bad_request_by_hand_makes_no_run(workbench: Workbench) -> None:
    file = workbench.folder / "asked.json"
    file.write_text(json.dumps({**plain_request(kind_of("data"), request(workbench)), "stepp": "1d"}))
    refused = by_hand("--request", str(file), folder=workbench.folder)
    assert refused.returncode == 2
    assert "unknown key 'stepp'. Did you mean 'step'" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert list(workbench.runs.recent()) == []


def test_a_process_that_cannot_even_start_is_a_failed_run(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request(workbench)
    monkeypatch.setenv("PYTHONHOME", str(workbench.folder / "nowhere"))
    record = workbench.wait(workbench.submit(asked))
    assert record.status.state is State.FAILED
    assert record.status.error is not None
    assert record.status.error.type == "ProcessLost"
    assert "before it began to work" in record.status.error.message
    assert "nowhere" in Path(record.folder, "log.txt").read_text()


def test_a_submitter_that_dies_leaves_its_job_at_work(workbench: Workbench) -> None:
    code = (
        "import os, sys; from tradecore_workbench.workbench import Workbench; "
        "w = Workbench(sys.argv[1]); "
        "w.submit(w.request('data', {'bars': {'path': 'data/bars.csv', 'source': 'waits'}})); "
        "os.kill(os.getpid(), 9)"
    )
    died = subprocess.run([sys.executable, "-c", code, str(workbench.folder)], check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    run = workbench.runs.recent(1)[0]
    assert run.status.state is State.RUNNING
    assert isinstance(run.status.process, ProcessMark)
    assert workbench.cancel(run.job_id).status.state is State.CANCELLED

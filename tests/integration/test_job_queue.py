"""Heavy jobs wait for one another, as real processes: in order, without a server, whoever is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tradecore.jobs import RunRecord, State, Status
from tradecore_files.queue import FileQueue, Ticket
from tradecore_kit.locks import alone, is_locked
from tradecore_kit.processes import is_alive
from tradecore_workbench.workbench import Workbench

# How many are submitted at once; the session `jobs` of nox takes fifty.
QUEUED = int(os.environ.get("TRADECORE_QUEUED", "6"))
LIMIT = 2


def request(workbench: Workbench, source: str = "csv", kind: str = "backtest") -> Any:
    heavy = {"strategy": "buy_and_hold", "report.pictures": False} if kind == "backtest" else {}
    return workbench.request(kind, {"bars": {"path": "data/bars.csv", "symbol": "X", "source": source}, **heavy})


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def state(workbench: Workbench, job_id: str) -> tuple[State, int]:
    status = workbench.runs.status(job_id)
    return status.state, status.ahead


def becomes(workbench: Workbench, job_id: str, expected: State, ahead: int = 0) -> bool:
    return eventually(lambda: state(workbench, job_id) == (expected, ahead))


def killed(status: Status) -> None:
    assert status.process is not None
    os.kill(status.process.pid, signal.SIGKILL)


def opened(workbench: Workbench) -> None:
    (workbench.folder / "gate.open").touch()


def places(workbench: Workbench, name: str) -> int:
    return len(list((workbench.folder / "runs" / ".queue").glob(f"*{name}*")))


@pytest.fixture
def held(workbench: Workbench) -> Iterator[str]:
    """A run that works until the gate is opened."""
    job_id = workbench.submit(request(workbench, "gate"))
    assert becomes(workbench, job_id, State.RUNNING)
    yield job_id
    opened(workbench)
    workbench.wait(job_id)


def test_they_work_one_after_the_other_in_order(workbench: Workbench, held: str) -> None:
    ids = [held, *(workbench.submit(request(workbench)) for _ in range(3))]
    for place, job_id in enumerate(ids[1:], 1):
        assert becomes(workbench, job_id, State.QUEUED, place)
    light = workbench.wait(workbench.submit(request(workbench, kind="data")))
    assert light.status.state is State.SUCCEEDED, "what is light waits for nobody"
    opened(workbench)
    done = [workbench.wait(job_id).status for job_id in ids]
    assert [status.state for status in done] == [State.SUCCEEDED] * 4
    for earlier, later in pairwise(done):
        assert earlier.finished <= later.started
    assert eventually(lambda: places(workbench, "backtest") == 0)


def test_nobody_waits_for_the_cancelled_the_killed_and_the_deleted(workbench: Workbench, held: str) -> None:
    cancelled, lost, deleted, last = (workbench.submit(request(workbench)) for _ in range(4))
    assert becomes(workbench, last, State.QUEUED, 4)
    waiting = [workbench.runs.status(job_id).process for job_id in (cancelled, lost, deleted)]
    assert workbench.cancel(cancelled).status.state is State.CANCELLED
    killed(workbench.runs.status(lost))
    assert becomes(workbench, lost, State.FAILED)
    error = workbench.runs.status(lost).error
    assert error is not None
    assert error.type == "ProcessLost"
    shutil.rmtree(workbench.runs.location(deleted))
    assert becomes(workbench, last, State.QUEUED, 1)
    for process in waiting:
        assert process is not None
        assert eventually(lambda process=process: not is_alive(process))
    opened(workbench)
    assert workbench.wait(last).status.state is State.SUCCEEDED
    assert workbench.wait(held).status.state is State.SUCCEEDED


def test_one_that_is_killed_at_work_makes_room(workbench: Workbench, held: str) -> None:
    following = workbench.submit(request(workbench))
    assert becomes(workbench, following, State.QUEUED, 1)
    killed(workbench.runs.status(held))
    assert workbench.wait(following).status.state is State.SUCCEEDED
    assert workbench.runs.status(held).state is State.FAILED


def test_a_new_limit_reaches_those_who_wait(workbench: Workbench, held: str) -> None:
    following = workbench.submit(request(workbench))
    assert becomes(workbench, following, State.QUEUED, 1)
    workbench.settings.set("jobs.at_once", 2)
    assert workbench.wait(following).status.state is State.SUCCEEDED
    assert workbench.runs.status(held).state is State.RUNNING


def test_a_limit_that_cannot_be_read_stays_as_it_was(workbench: Workbench, held: str) -> None:
    following = workbench.submit(request(workbench))
    assert becomes(workbench, following, State.QUEUED, 1)
    (workbench.folder / "configs" / "active.json").write_text('{"jobs": {"at_once": "many"}}')
    log = Path(workbench.runs.location(following, "log.txt"))
    assert eventually(lambda: "1 at once, as before: configs/active.json" in log.read_text())
    opened(workbench)
    assert workbench.wait(following).status.state is State.SUCCEEDED
    assert workbench.wait(held).status.state is State.SUCCEEDED


def test_traces_that_somebody_deletes_are_made_again(workbench: Workbench, held: str) -> None:
    following = workbench.submit(request(workbench))
    assert becomes(workbench, following, State.QUEUED, 1)
    shutil.rmtree(workbench.folder / "runs" / ".queue")
    assert eventually(lambda: places(workbench, held) == 1)
    assert state(workbench, held) == (State.RUNNING, 0)
    opened(workbench)
    assert workbench.wait(following).status.state is State.SUCCEEDED
    assert workbench.wait(held).status.state is State.SUCCEEDED


def test_jobs_wait_for_what_works_in_a_notebook(workbench: Workbench) -> None:
    notebook = Thread(target=lambda: workbench.inline(request(workbench, "gate")))
    notebook.start()
    assert eventually(lambda: [line.state for line in workbench.runs.lines()] == ["RUNNING"])
    following = workbench.submit(request(workbench))
    assert becomes(workbench, following, State.QUEUED, 1)
    opened(workbench)
    assert workbench.wait(following).status.state is State.SUCCEEDED
    notebook.join()


SUBMITTER = """
import sys, threading
from tradecore_workbench.workbench import Workbench
workbench = Workbench(sys.argv[1])
bars = {"path": "data/bars.csv", "symbol": "X"}
request = workbench.request("backtest", {"bars": bars, "strategy": "buy_and_hold", "report.pictures": False})

def submit():
    sys.stdout.write(workbench.submit(request) + "\\n")
    sys.stdout.flush()

threads = [threading.Thread(target=submit) for _ in range(int(sys.argv[2]))]
for each in threads: each.start()
for each in threads: each.join()
"""


def lives(ticket: Ticket) -> bool:
    # Whoever has ended asks nobody before it leaves.
    with suppress(FileNotFoundError):
        return is_locked(ticket.path)
    return False


class Watch(Thread):
    """Looks at the queue again and again while nobody moves in it: who works, and who of the living still waits."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(daemon=True)
        self._folder = workbench.folder / "runs" / ".queue"
        self.over, self.looks, self.most, self.overtaken = Event(), 0, 0, list[tuple[int, int]]()

    def run(self) -> None:
        queue = FileQueue(self._folder)
        while not self.over.wait(0.01):
            with alone(self._folder):
                living = [one for one in queue.tickets() if lives(one)]
            at_work = [one.number for one in living if one.state == "working"]
            waiting = [one.number for one in living if one.state == "waiting"]
            self.looks, self.most = self.looks + 1, max(self.most, len(at_work))
            self.overtaken += [(last, first) for last in at_work for first in waiting if first < last]


def test_many_at_once_while_a_submitter_is_killed(workbench: Workbench, held: str) -> None:
    """Never more than the limit at work, in the order of their places, none lost."""
    workbench.settings.set("jobs.at_once", LIMIT)
    watch = Watch(workbench)
    watch.start()
    command = [sys.executable, "-c", SUBMITTER, str(workbench.folder), str(QUEUED // 2)]
    submitters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    # One of them dies when its first job has taken over, while it starts the others.
    assert submitters[0].stdout is not None
    assert submitters[0].stdout.readline()
    submitters[0].kill()
    submitters[0].wait()
    submitters[0].stdout.close()
    told, _ = submitters[1].communicate()
    assert len(told.split()) == QUEUED // 2
    opened(workbench)
    assert eventually(lambda: all_over(workbench), 600.0)
    watch.over.set()
    watch.join()
    assert watch.looks > QUEUED
    assert (watch.most, watch.overtaken) == (LIMIT, [])
    records = [workbench.runs.record(line.job_id) for line in workbench.runs.lines()]
    assert {record.job_id for record in records} >= set(told.split())
    for record in records:
        check_honest(workbench, record)
    check_limit([record.status for record in records if record.status.started])
    succeeded = {record.job_id for record in records if record.status.state is State.SUCCEEDED}
    assert succeeded >= {held, *told.split()}
    # What the dead submitter had not started yet can be started again.
    for record in records:
        if record.status.state is State.FAILED:
            assert workbench.wait(workbench.resume(record.job_id)).status.state is State.SUCCEEDED


def all_over(workbench: Workbench) -> bool:
    return all(line.state in {"SUCCEEDED", "FAILED"} for line in workbench.runs.lines())


def check_honest(workbench: Workbench, record: RunRecord) -> None:
    """A run succeeded, or its process never came to be because its submitter was killed."""
    if record.status.state is not State.SUCCEEDED:
        assert record.status.error is not None
        assert (record.status.error.type, record.status.started) == ("ProcessLost", "")
        assert "before it began to work" in record.status.error.message
        assert Path(workbench.runs.location(record.job_id, "request.json")).exists()


def check_limit(statuses: list[Status]) -> None:
    """The number at work at every instant, from the instants in the statuses."""
    events = [(status.started, 1) for status in statuses] + [(status.finished, -1) for status in statuses]
    at_work = highest = 0
    for _, change in sorted(events):
        at_work += change
        highest = max(highest, at_work)
    assert at_work == 0
    assert 1 <= highest <= LIMIT

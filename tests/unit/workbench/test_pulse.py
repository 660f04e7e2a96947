"""The signs of life of a job: when its status is written, and what the last word is."""

import time

import pytest

from tradecore.errors import JobError
from tradecore.jobs import Failure, State, Status, ended, queued
from tradecore_testing.fakes import MemoryRuns
from tradecore_workbench import pulse as pulse_module
from tradecore_workbench.pulse import Pulse


class CountedRuns(MemoryRuns):
    """Remembers every status that was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Status] = []

    def update(self, job_id: str, status: Status) -> None:
        super().update(job_id, status)
        self.written.append(status)


class Ticking:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def runs() -> CountedRuns:
    return CountedRuns()


@pytest.fixture
def job_id(runs: CountedRuns) -> str:
    return runs.create({"type": "data"}, queued("data", time.time_ns()))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Ticking:
    ticking = Ticking()
    monkeypatch.setattr(pulse_module, "monotonic", ticking)
    monkeypatch.setattr(pulse_module, "BEAT_SECONDS", 3600.0)
    return ticking


def test_progress_is_written_five_times_a_second_at_most(runs: CountedRuns, job_id: str, clock: Ticking) -> None:
    with Pulse(runs, job_id, runs.join(job_id)) as pulse:
        for done in range(1000):
            clock.seconds = 1 + done / 1000
            pulse.step("trial", done, 1000)
        assert 5 <= len(runs.written) <= 8
        pulse.end(State.SUCCEEDED)
    assert runs.status(job_id).progress.done == 999
    assert runs.status(job_id).progress.message == "trial: 999 of 1000"


def test_each_new_step_is_written_and_logged_once(runs: CountedRuns, job_id: str, clock: Ticking) -> None:
    with Pulse(runs, job_id, runs.join(job_id)) as pulse:
        for message in ("reading", "fitting", "fitting", "writing"):
            pulse.step(message, best="IC 0.01")
        assert clock.seconds == 0
        assert [status.progress.step for status in runs.written] == ["", "reading", "fitting", "writing"]
        assert runs.status(job_id).progress.best == "IC 0.01"
        pulse.end(State.SUCCEEDED)
    assert [line.split()[-1] for line in runs.logs[job_id].splitlines()] == ["reading", "fitting", "writing"]


def test_the_heart_beats_without_progress(runs: CountedRuns, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse_module, "BEAT_SECONDS", 0.01)
    with Pulse(runs, job_id, runs.join(job_id)) as pulse:
        deadline = time.monotonic() + 20
        while len({status.heartbeat for status in runs.written}) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        pulse.end(State.SUCCEEDED)
        count = len(runs.written)
    assert count >= 5
    assert len(runs.written) == count
    assert runs.written[-1].state is State.SUCCEEDED


@pytest.mark.usefixtures("clock")
def test_the_first_end_decides(runs: CountedRuns, job_id: str) -> None:
    with Pulse(runs, job_id, runs.join(job_id)) as pulse:
        pulse.end(State.FAILED, Failure("DataError", "empty"))
        pulse.end(State.CANCELLED)
    assert runs.status(job_id).state is State.FAILED
    assert runs.status(job_id).finished


@pytest.mark.usefixtures("clock")
def test_a_run_that_is_not_waiting_is_not_started(runs: CountedRuns, job_id: str) -> None:
    runs.update(job_id, ended(runs.status(job_id), State.CANCELLED, time.time_ns()))
    with pytest.raises(JobError, match="CANCELLED and cannot become RUNNING"), Pulse(runs, job_id, runs.join(job_id)):
        pass
    assert runs.status(job_id).state is State.CANCELLED

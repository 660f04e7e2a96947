"""The panel of a run, in every state."""

from tradecore.jobs import UNKNOWN, Failure, ProgressReport, RunRecord, State, Status
from tradecore.views.charts import Tone
from tradecore.views.job import JobView, job_view

NOW = "2026-01-05T10:01:00.000000Z"
AT = "2026-01-05T10:00:00.000000Z"


def view(state: State, *, known: bool = True, **more: object) -> JobView:
    status = Status("optimize", state, AT, **more)  # type: ignore[arg-type]
    return job_view(RunRecord("20260105-100000-optimize-0000", "/runs/x", status, {}, known), NOW)


def test_a_queued_run_says_who_is_ahead_and_can_be_stopped() -> None:
    shown = view(State.QUEUED, ahead=2)
    assert "2 runs ahead" in shown.words
    assert (shown.alive, shown.again, shown.took, shown.fraction) == (True, False, "", None)


def test_a_running_one_says_how_far_it_is_and_the_best_so_far() -> None:
    progress = ProgressReport("trying sets", 30, 120, "", "Sharpe 1.2")
    shown = view(State.RUNNING, started=AT, progress=progress)
    assert (shown.fraction, shown.count, shown.best, shown.took) == (0.25, "30 of 120", "Sharpe 1.2", "60 s")
    assert (shown.alive, shown.again, shown.tone) == (True, False, Tone.FIRST)


def test_a_failed_one_says_why_and_what_to_do() -> None:
    shown = view(State.FAILED, started=AT, finished=NOW, error=Failure("DirtyData", "It is dirty.", "prices.csv"))
    assert (shown.words, shown.where, shown.tone) == ("It is dirty.", "prices.csv", Tone.BAD)
    assert "Mend the cause" in shown.remedy
    assert (shown.alive, shown.again) == (False, True)


def test_a_lost_one_is_to_be_resumed() -> None:
    assert view(State.FAILED, error=Failure("ProcessLost", "Its process is gone.")).remedy.startswith("Resume it")


def test_a_cancelled_one_can_go_on() -> None:
    shown = view(State.CANCELLED, started=AT, finished=NOW)
    assert "stopped" in shown.words
    assert shown.again


def test_one_of_another_host_is_left_alone() -> None:
    shown = view(State.RUNNING, known=False)
    assert (shown.state, shown.alive, shown.again) == (UNKNOWN, False, False)
    assert "another machine" in shown.remedy

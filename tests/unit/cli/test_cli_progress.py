"""What is shown while a job runs."""

import pytest

from tradecore.jobs import ProgressReport, State, Status
from tradecore_cli.progress import Bar, caption, watched


def status(step: str, done: int = 0, total: int = 0, best: str = "") -> Status:
    return Status(
        "train", State.RUNNING, "2026-01-02T03:04:05Z", progress=ProgressReport(step, done, total, step, best)
    )


def test_without_a_terminal_each_step_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with watched() as show:
        for each in (status(""), status("reading"), status("reading", 1, 2), status("fitting"), status("done")):
            show(each)
    written = capsys.readouterr()
    assert written.err == "  reading\n  fitting\n"
    assert written.out == ""


def test_quiet_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(quiet=True) as show:
        show(status("reading"))
    assert capsys.readouterr() == ("", "")


def test_the_best_so_far_stands_beside_the_step() -> None:
    assert caption(status("trading", 1, 2, "equity 104,000").progress, State.RUNNING) == "trading (best equity 104,000)"
    assert caption(status("").progress, State.QUEUED) == "starting"


def test_the_bar_takes_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar()
    bar.show(status("fitting [/red]", 3, 4))
    bar.close()
    assert capsys.readouterr().out == ""

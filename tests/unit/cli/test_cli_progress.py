"""What is shown while a job runs."""

from dataclasses import replace

import pytest

from tradecore.jobs import ProgressReport, State, Status
from tradecore_cli.progress import Bar, watched


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


def test_the_queue_is_shown_as_it_moves(capsys: pytest.CaptureFixture[str]) -> None:
    with watched() as show:
        for ahead in (0, 2, 2, 1):
            show(replace(status(""), state=State.QUEUED, ahead=ahead))
        show(status("reading"))
    assert capsys.readouterr().err == "  waiting for 2 runs ahead\n  waiting for 1 run ahead\n  reading\n"


def test_the_bar_takes_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar()
    bar.show(status("fitting [/red]", 3, 4))
    bar.close()
    assert capsys.readouterr().out == ""

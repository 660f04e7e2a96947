"""A run as one line: what it was about, what it does, its number to remember."""

from dataclasses import replace

import pytest

from tradecore.jobs import Failure, ProcessMark, ProgressReport, RunLine, State, Status, Wanted
from tradecore.views.listing import doing, headline, line_of, shortened, subject, symbols
from tradecore.views.text import duration

QUEUED = Status("backtest", State.QUEUED, "2026-01-02T03:04:05.000000Z")
RUNNING = replace(QUEUED, state=State.RUNNING)


@pytest.mark.parametrize(
    ("kind", "result", "line"),
    [
        ("backtest", {"metrics": {"total_return": -0.05}}, "return -5.0%"),
        ("backtest", {"metrics": {"total_return": "much"}}, ""),
        ("backtest", {"metrics": {"total_return": float("nan")}}, ""),
        ("backtest", {"metrics": [1]}, ""),
        ("predict", {"metrics": {"skill": None}}, ""),
        ("leaks", {"leaks": [{}]}, "1 leak"),
        ("leaks", {"leaks": 7}, "no leaks"),
        ("data", {"rows": 3479, "errors": 0}, "3,479 bars, no errors"),
        ("data", {"rows": "all"}, "no bars, no errors"),
        ("unknown", {}, ""),
    ],
)
def test_a_result_is_remembered_by_one_number(kind: str, result: dict[str, object], line: str) -> None:
    assert headline(kind, {"result": result}) == line
    assert headline(kind, {}) == ""
    assert headline(kind, {"result": 3}) == ""


def test_a_line_says_what_a_run_was_about() -> None:
    request = {"bars": [{"path": "a.csv", "symbol": "A"}, {"path": "x/B.csv"}], "strategy": "follow"}
    assert (symbols(request), subject(request)) == ("A,B", "follow")
    assert (symbols({}), subject({})) == ("", "")
    assert shortened("word " * 20) == f"{'word ' * 11}word ..."
    assert shortened("short") == "short"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (QUEUED, "starting"),
        (replace(QUEUED, ahead=1), "waiting for 1 run ahead"),
        (replace(QUEUED, ahead=3), "waiting for 3 runs ahead"),
        (RUNNING, "starting"),
        (replace(RUNNING, progress=ProgressReport("reading")), "reading"),
        (replace(RUNNING, progress=ProgressReport("trading", 1, 2, "", "equity 9")), "trading (best equity 9)"),
        (replace(RUNNING, progress=ProgressReport("trading", 1, 2, "", "", 0.4)), "trading"),
        (replace(RUNNING, progress=ProgressReport("trading", 1, 2, "", "", 40.2)), "trading (40 s left)"),
        (
            replace(RUNNING, progress=ProgressReport("trading", 1, 2, "", "equity 9", 400.0)),
            "trading (best equity 9; 7 min left)",
        ),
    ],
)
def test_what_a_run_does(status: Status, words: str) -> None:
    assert doing(status) == words


def test_what_nobody_here_can_know() -> None:
    away = replace(RUNNING, process=ProcessMark(7, 1.0, "laptop"), heartbeat="2026-01-02T03:04:05.000000Z")
    line = line_of("x", "/runs/x", away, {}, {}, known=False)
    assert (line.state, line.doing) == ("UNKNOWN", "RUNNING on laptop, last seen 2026-01-02 03:04")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "0 s"),
        (59.6, "60 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7_199, "120 min"),
        (7_200, "2 h"),
        (9_000, "2 h 30 min"),
        (86_400, "24 h"),
        (400_000, "5 days"),
    ],
)
def test_how_long(seconds: float, text: str) -> None:
    assert duration(seconds) == text


LINE = RunLine(
    "20260102-030405-train-0001", "/f", "train", "FAILED", symbols="ACME", error=Failure("E", "Disk is full")
)


@pytest.mark.parametrize(
    ("wanted", "accepted"),
    [
        (Wanted(), True),
        (Wanted(states=("FAILED", "RUNNING")), True),
        (Wanted(states=("RUNNING",)), False),
        (Wanted(types=("train",)), True),
        (Wanted(types=("data",)), False),
        (Wanted(text="acme"), True),
        (Wanted(text="disk IS"), True),
        (Wanted(text="0001"), True),
        (Wanted(text="nowhere"), False),
        (Wanted(("FAILED",), ("data",), "acme"), False),
        (Wanted(("FAILED",), ("train",), "acme"), True),
    ],
)
def test_which_runs_are_wanted(wanted: Wanted, *, accepted: bool) -> None:
    assert wanted.accepts(LINE) is accepted

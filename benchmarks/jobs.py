"""Jobs as a user meets them: a small backtest from the shell's command to its result, and a long history of runs.

Where the time of a job goes is read from its own run folder: from its status, and from the steps in its log.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contest import Ground, Say
from benchmarks.processes import timed
from benchmarks.start import prepared
from benchmarks.table import grid, seconds
from tradecore_files.runs import FileRuns

BACKTEST = ("backtest", "prices.csv", "--strategy", "sma_cross", "--set", "fast=10", "--set", "slow=50")
NO_PICTURE = ("--config", "report.pictures=false")
MOMENT = len("2026-11-23T18:30:12.000000Z")
LINES = 100_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Measured:
    """What took how long, in seconds, each time; `target` is what a user may expect, if anything is promised."""

    label: str
    target: float | None = None
    times: list[float] = field(default_factory=list)

    @property
    def typical(self) -> float:
        """The median."""
        return median(self.times)


def hold(ground: Ground, market: Path, runs: int, say: Say) -> list[tuple[str, list[Measured]]]:
    """Titles and measurements: of the job without and with a picture, part by part, and of so many runs."""
    workspace = ground.folder / "desk"
    prepared(workspace, market)
    sections: list[tuple[str, list[Measured]]] = []
    for words, more, target in (("without a picture", NO_PICTURE, 1.0), ("with its picture", (), 2.0)):
        parts: dict[str, Measured] = {}
        # The first finds no bytecode, the others do.
        for turn in range(ground.repeat + 1):
            say(f"A job {words}, {turn}")
            for name, taken in phases(workspace, more):
                if turn:
                    parts.setdefault(name, Measured(name)).times.append(taken)
        parts["all"].target = target
        sections.append((f"`tradecore backtest` {words}", list(parts.values())))
    say(f"A history of {runs:,} runs")
    sections.append((f"A history of {runs:,} runs", history(workspace, runs, ground.repeat)))
    return sections


def phases(workspace: Path, more: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Runs the command once and yields its parts, one after the other, and `all`."""
    shutil.rmtree(workspace / "runs", ignore_errors=True)
    began = time.time()
    wall, _, _ = timed(
        [sys.executable, "-m", "tradecore_cli.main", *BACKTEST, *more], workspace, workspace.parent / "job.out"
    )
    [run] = (workspace / "runs").glob("2*")
    status = json.loads((run / "status.json").read_text(encoding="utf-8"))
    marks = [("the command, until its request is stored", instant(status["created"]))]
    marks.append(("the job's process, until it works", instant(status["started"])))
    names = [line[MOMENT:].strip() for line in steps(run)]
    ends = [*(instant(line[:MOMENT]) for line in steps(run)), instant(status["finished"])]
    marks.append(("its first step", ends[0]))
    marks += zip(names, ends[1:], strict=True)
    marks.append(("the end of it, noticed and told", began + wall))
    for name, end in marks:
        yield name, end - began
        began = end
    yield "all", wall


def steps(run: Path) -> list[str]:
    """The lines of the log that tell a step."""
    return [line for line in (run / "log.txt").read_text(encoding="utf-8").splitlines() if line[:2] == "20"]


def instant(text: str) -> float:
    """Seconds since 1970 of an instant in a run folder."""
    return datetime.fromisoformat(text).timestamp()


def history(workspace: Path, runs: int, repeat: int) -> list[Measured]:
    """How long it takes to list so many runs, and to look at one whose log is long."""
    [run] = (workspace / "runs").glob("2*")
    fill(run, runs)
    store, bare = FileRuns(str(workspace)), workspace / "runs" / ".index.json"
    listed = Measured("listed from the index", 0.3)
    anew = Measured("listed from bare folders", 3.0)
    short = Measured("status of a run")
    long = Measured(f"status of a run with {LINES:,} lines of log")
    for _ in range(repeat):
        bare.unlink(missing_ok=True)
        anew.times.append(taken(store.lines))
        listed.times.append(taken(store.lines))
        short.times.append(taken(lambda: store.status(run.name)))
    with (run / "log.txt").open("a", encoding="utf-8") as log:
        log.writelines(f"line {number} of a plugin that says a lot\n" for number in range(LINES))
    for _ in range(repeat):
        long.times.append(taken(lambda: store.status(run.name)))
    # What a slow disk adds to one look must not count as the log's fault.
    long.target = 2.0 * max(short.times)
    if len(store.lines()) != runs:
        raise RuntimeError(f"{len(store.lines())} of {runs} runs are listed.")
    return [listed, anew, short, long]


def fill(run: Path, runs: int) -> None:
    """Copies of a run that is over, one a minute, until there are so many."""
    texts = {name: (run / name).read_text(encoding="utf-8") for name in ("request.json", "result.json", "log.txt")}
    status = (run / "status.json").read_text(encoding="utf-8")
    created = json.loads(status)["created"]
    for number in range(runs - 1):
        moment = FIRST + timedelta(minutes=number)
        folder = run.with_name(f"{moment:%Y%m%d-%H%M%S}-backtest-{number % 65_536:04x}")
        folder.mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "status.json").write_text(status.replace(created, f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"), "utf-8")


def taken(action: Callable[[], object]) -> float:
    """Seconds of the clock."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def section(title: str, measured: Sequence[Measured]) -> str:
    """One table, with the targets that there are."""
    rows = [
        (
            one.label,
            seconds(one.typical),
            f"{seconds(min(one.times))} to {seconds(max(one.times))}",
            "-" if one.target is None else seconds(one.target),
            "" if one.target is None else "kept" if one.typical <= one.target else "missed",
        )
        for one in measured
    ]
    return f"## {title}\n\n{grid(('', 'median', 'from to', 'at most', ''), rows)}"


def record(sections: Sequence[tuple[str, Sequence[Measured]]]) -> Mapping[str, Any]:
    """Every single time, by title and label."""
    return {title: {one.label: one.times for one in measured} for title, measured in sections}

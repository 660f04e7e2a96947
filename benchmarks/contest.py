"""One contest: the same work for every entry, run in turns, so that a slow minute of the machine hits all alike."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal, Self

ROOT = Path(__file__).resolve().parents[1]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """Who takes part and with which options.

    `sample` is how many of the sets, `bars` how many of the first bars it does when all would take minutes; its time
    is then scaled up. It is held against the entry labelled `beside`, by default the contest's first. A contestant
    without an environment is left out.
    """

    label: str
    contestant: str
    options: Mapping[str, Any] = field(default_factory=dict)
    sample: int = 0
    bars: int = 0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """One work on one market.

    `clock` is what the ratios are made of: CPU seconds where one thread works, seconds of the clock where several do.
    """

    name: str
    title: str
    work: str
    bars: int
    entries: Sequence[Entry]
    symbols: int = 1
    sets: int = 1
    clock: Literal["cpu", "wall"] = "cpu"
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """Bars x symbols x sets."""
        return self.bars * self.symbols * self.sets


@dataclass(slots=True)
class Outcome:
    """An entry's runs, times scaled to the whole work; `agreement` says how its results compare."""

    label: str
    beside: str
    scale: float = 1.0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)
    peak: int = 0
    base: int = 0
    version: str = ""
    settled: dict[str, Any] = field(default_factory=dict)
    agreement: str = ""
    error: str = ""

    def seconds(self, clock: str) -> float:
        """The median by one clock; NaN without a run."""
        values = self.cpu if clock == "cpu" else self.wall
        return median(values) if values else float("nan")

    def part(self, name: str) -> float:
        """The median of one part; NaN where it was not taken apart."""
        values = [one[name] for one in self.parts if name in one]
        return median(values) if values else float("nan")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where contests are held: an interpreter for each contestant, a folder for markets and figures, how often."""

    pythons: Mapping[str, str]
    folder: Path
    repeat: int = 5
    # An entry that has worked for so many seconds is not asked again.
    budget: float = 100.0
    warm: int = 2_000
    # What has been done once in a process of its own, so that no compiler's memory is counted later.
    compiled: set[tuple[str, str, str]] = field(default_factory=set)


class Worker:
    """A contestant's process."""

    def __init__(self, ground: Ground, contestant: str, log: Path) -> None:
        self._log = log.open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [ground.pythons[contestant], "-W", "ignore", "-m", f"benchmarks.contestants.{contestant}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            env=environment(),
            text=True,
        )

    def ask(self, **question: Any) -> dict[str, Any]:  # noqa: ANN401
        """The answer; a process that has died gives an error too."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return {"error": f"its process has ended; see {self._log.name}"}
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"error": f"its process has ended; see {self._log.name}"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        self._log.close()


def environment(**more: str) -> dict[str, str]:
    """The environment of a contestant: one thread in every library, nothing of the driver's interpreter."""
    left = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    return {**left, **dict.fromkeys(threads, "1"), "PYTHONDONTWRITEBYTECODE": "", **more}


def hold(
    contest: Contest, ground: Ground, market: Path, compare: Callable[[Path, Path], str], say: Say
) -> list[Outcome]:
    """Every entry's outcome, in their order."""
    here = [one for one in contest.entries if one.contestant in ground.pythons]
    for entry in here:
        compile_first(contest, ground, market, entry, say)
    outcomes = [Outcome(one.label, one.beside or here[0].label, scale_of(contest, one)) for one in here]
    figures = [ground.folder / f"{contest.name}-{n}.json" for n in range(len(here))]
    workers = [Worker(ground, one.contestant, figures[n].with_suffix(".log")) for n, one in enumerate(here)]
    try:
        for entry, outcome, worker in zip(here, outcomes, workers, strict=True):
            say(f"{contest.title}: preparing {entry.label}")
            load(contest, ground, market, entry, outcome, worker)
        for turn in range(ground.repeat):
            for outcome, worker in zip(outcomes, workers, strict=True):
                if not outcome.error and sum(outcome.wall) / outcome.scale < ground.budget:
                    say(f"{contest.title}: run {turn + 1}, {outcome.label}")
                    run(outcome, worker)
        for place, outcome, worker in zip(figures, outcomes, workers, strict=True):
            if not outcome.error:
                answer = worker.ask(do="report", figures=str(place))
                outcome.error = answer.get("error", "")
                outcome.peak, outcome.base = answer.get("peak", 0), answer.get("base", 0)
    finally:
        for worker in workers:
            worker.__exit__()
    place_of = {one.label: place for one, place in zip(outcomes, figures, strict=True)}
    for one in outcomes:
        if one.label != one.beside and not one.error and place_of[one.beside].exists():
            one.agreement = compare(place_of[one.beside], place_of[one.label])
    return outcomes


def compile_first(contest: Contest, ground: Ground, market: Path, entry: Entry, say: Say) -> None:
    """Does the work on a few bars in a process of its own, unless that was done: what is compiled is then kept on disk."""
    key = (entry.contestant, contest.work, json.dumps(dict(entry.options)))
    if entry.contestant != "limit" and key not in ground.compiled:
        ground.compiled.add(key)
        say(f"{contest.title}: compiling what {entry.label} compiles")
        with Worker(ground, entry.contestant, ground.folder / "compile.log") as worker:
            worker.ask(do="warm", **question(contest, ground, market, entry))


def question(contest: Contest, ground: Ground, market: Path, entry: Entry) -> dict[str, Any]:
    """What an entry's process has to know."""
    options = {**contest.options, "sets": contest.sets, "sample": entry.sample, **entry.options}
    return {"work": contest.work, "market": str(market), "bars": entry.bars, "options": options, "warm": ground.warm}


def load(contest: Contest, ground: Ground, market: Path, entry: Entry, outcome: Outcome, worker: Worker) -> None:
    """Gets an entry ready."""
    answer = worker.ask(do="load", **question(contest, ground, market, entry))
    outcome.error, outcome.version = answer.get("error", ""), answer.get("version", "")
    outcome.settled = answer.get("settled", {})


def run(outcome: Outcome, worker: Worker) -> None:
    """One more run."""
    answer = worker.ask(do="run")
    outcome.error = answer.get("error", "")
    if not outcome.error:
        outcome.wall.append(answer["wall"] * outcome.scale)
        outcome.cpu.append(answer["cpu"] * outcome.scale)
        outcome.parts.append({name: value * outcome.scale for name, value in answer["parts"].items()})


def scale_of(contest: Contest, entry: Entry) -> float:
    """How many times the whole work is what the entry does."""
    return (contest.sets / entry.sample if entry.sample else 1.0) * (contest.bars / entry.bars if entry.bars else 1.0)


def timed(command: Sequence[str], folder: Path, **variables: str) -> tuple[float, float, int, str]:
    """Wall and CPU seconds, peak memory in bytes and the output of a whole process; raises RuntimeError when it fails."""
    with (folder / "process.out").open("w+b") as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(**variables), stdout=out, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}\n{said}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, said

"""One contest: the same work for every entry, run in turns, so that a slow minute of the machine hits all alike."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

from benchmarks.processes import Worker

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


class Side:
    """One entry at work."""

    def __init__(self, contest: Contest, ground: Ground, market: Path, place: int) -> None:
        here = entries_of(contest, ground)
        self.entry, first = here[place], here[0]
        self.outcome = Outcome(self.entry.label, self.entry.beside or first.label, scale_of(contest, self.entry))
        self.figures = ground.folder / f"{contest.name}-{place}.json"
        self._budget, self._question = ground.budget, question(contest, ground, market, self.entry)
        python = ground.pythons[self.entry.contestant]
        self.worker = Worker(python, self.entry.contestant, self.figures.with_suffix(".log"))

    def load(self) -> None:
        """Gets it ready."""
        answer = self.worker.ask(do="load", **self._question)
        self.outcome.error, self.outcome.version = answer.get("error", ""), answer.get("version", "")
        self.outcome.settled = answer.get("settled", {})

    def run(self) -> None:
        """One more run, unless it has failed or has worked long enough."""
        outcome = self.outcome
        if outcome.error or sum(outcome.wall) / outcome.scale > self._budget:
            return
        answer = self.worker.ask(do="run")
        outcome.error = answer.get("error", "")
        if not outcome.error:
            outcome.wall.append(answer["wall"] * outcome.scale)
            outcome.cpu.append(answer["cpu"] * outcome.scale)
            outcome.parts.append({name: value * outcome.scale for name, value in answer["parts"].items()})

    def report(self) -> None:
        """Memory and figures."""
        if not self.outcome.error:
            answer = self.worker.ask(do="report", figures=str(self.figures))
            self.outcome.error = answer.get("error", "")
            self.outcome.peak, self.outcome.base = answer.get("peak", 0), answer.get("base", 0)


def entries_of(contest: Contest, ground: Ground) -> list[Entry]:
    """Those whose environment is there."""
    return [one for one in contest.entries if one.contestant in ground.pythons]


def hold(
    contest: Contest, ground: Ground, market: Path, compare: Callable[[Path, Path], str], say: Say
) -> list[Outcome]:
    """Every entry's outcome, in their order."""
    for entry in entries_of(contest, ground):
        compile_first(contest, ground, market, entry, say)
    sides = [Side(contest, ground, market, n) for n in range(len(entries_of(contest, ground)))]
    try:
        for side in sides:
            say(f"{contest.title}: preparing {side.entry.label}")
            side.load()
        for turn in range(ground.repeat):
            for side in sides:
                say(f"{contest.title}: run {turn + 1}, {side.entry.label}")
                side.run()
        for side in sides:
            side.report()
    finally:
        for side in sides:
            side.worker.close()
    figures = {side.entry.label: side.figures for side in sides}
    for one in (side.outcome for side in sides):
        if one.label != one.beside and not one.error and figures[one.beside].exists():
            one.agreement = compare(figures[one.beside], figures[one.label])
    return [side.outcome for side in sides]


def compile_first(contest: Contest, ground: Ground, market: Path, entry: Entry, say: Say) -> None:
    """Does the work on a few bars in a process of its own, once, so that compiled code is on disk for all others."""
    key = (entry.contestant, contest.work, json.dumps(dict(entry.options)))
    if entry.contestant != "limit" and key not in ground.compiled:
        ground.compiled.add(key)
        say(f"{contest.title}: compiling what {entry.label} compiles")
        python, log = ground.pythons[entry.contestant], ground.folder / "compile.log"
        with Worker(python, entry.contestant, log) as worker:
            worker.ask(do="warm", **question(contest, ground, market, entry))


def question(contest: Contest, ground: Ground, market: Path, entry: Entry) -> dict[str, Any]:
    """What an entry's process has to know."""
    options = {**contest.options, "sets": contest.sets, "sample": entry.sample, **entry.options}
    return {"work": contest.work, "market": str(market), "bars": entry.bars, "options": options, "warm": ground.warm}


def scale_of(contest: Contest, entry: Entry) -> float:
    """How many times the whole work is what the entry does."""
    return (contest.sets / entry.sample if entry.sample else 1.0) * (contest.bars / entry.bars if entry.bars else 1.0)

"""The other end of the pipe: a contestant's process reads questions and answers them, a line of JSON each.

`load` reads a market and prepares the work, having done it once on the market's first bars (`warm` does only that),
so that what is compiled at the first call is compiled; `run` does it and says how long it took; `report` gives
figures and memory.
"""

import gc
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

from benchmarks import market, memory
from benchmarks.course import Job, Task

Prepare = Callable[[Task], Job]


class Desk:
    """The work in hand."""

    def __init__(self, prepare: Prepare, version: Callable[[], str]) -> None:
        self.prepare, self.version = prepare, version
        self.job, self.result, self.base = Job(lambda: None, lambda _: {}), None, 0

    def warm(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        """Does the work on the first bars."""
        prices = market.read(ask["market"], ask["warm"])
        self.prepare(Task(ask["work"], prices, {**ask["options"], "warming": True})).once()
        return {}

    def load(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        """Gets everything ready but the work itself."""
        if ask["warm"]:
            self.warm(ask)
        self.job = self.prepare(Task(ask["work"], market.read(ask["market"], ask["bars"]), ask["options"]))
        gc.collect()
        self.base = memory.resident()
        memory.forget_peak()
        return {"settled": dict(self.job.settled), "version": self.version()}

    def run(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Does the work once."""
        self.result = None
        given = (self.job.fresh(),) if self.job.fresh else ()
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        self.result = self.job.run(*given)
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "parts": dict(self.job.parts)}

    def report(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        """What the last run came to; the figures go into a file, being long."""
        peak = memory.peak()
        figures = self.job.report(self.result)
        Path(ask["figures"]).write_text(json.dumps(figures), encoding="ascii")
        return {"peak": peak, "base": self.base}


def installed(distribution: str) -> Callable[[], str]:
    """Asks for a distribution's name and version."""
    return lambda: f"{distribution} {metadata.version(distribution)}"


def serve(prepare: Prepare, version: Callable[[], str]) -> None:
    """Answers until the pipe closes; with `--once WORK MARKET OPTIONS` does a work once and prints its outcome."""
    desk = Desk(prepare, version)
    if sys.argv[1:2] == ["--once"]:
        work, path, options = sys.argv[2:5]
        desk.load({"work": work, "market": path, "options": json.loads(options), "warm": 0, "bars": 0})
        desk.run({})
        sys.stdout.write(f"{desk.job.report(desk.result)['equity'][-1]}\n")
        return
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    for line in sys.stdin:
        answer(desk, json.loads(line), answers)


def answer(desk: Desk, ask: Mapping[str, Any], answers: TextIO) -> None:
    """One question; whatever goes wrong with another library's code is an answer too."""
    steps = {"warm": desk.warm, "load": desk.load, "run": desk.run, "report": desk.report}
    try:
        said = steps[ask["do"]](ask)
    except Exception:  # noqa: BLE001 - the driver decides, and shows it
        said = {"error": traceback.format_exc()}
    answers.write(json.dumps(said) + "\n")
    answers.flush()

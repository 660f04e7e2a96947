"""The limit: the same work in C, called from Python on tradecore's own columns.

`program` is `simple` (one instrument, market orders, a commission in percent, nothing else), `general` (every rule of
tradecore, switched by flags at run time) or `pruned` (the same with the rules compiled in and out by macros).
"""

import ctypes
import subprocess
import tempfile
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import native
from benchmarks.contestants.tradecore import RULES, bars_of, instruments_of
from benchmarks.course import (
    CASH,
    FAST,
    FEE,
    MINUTES_A_YEAR,
    SLOW,
    STATISTICS,
    UNITS,
    Figures,
    Job,
    Laps,
    Task,
    sets,
)
from benchmarks.structures import CCurve, CTally
from benchmarks.worker import serve
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.rows import Rules

BATCH = 8


@cache
def scratch() -> Path:
    """Where libraries are built; gone with the process."""
    folder = tempfile.TemporaryDirectory(prefix="tradecore-limit-")
    scratch.folder = folder  # type: ignore[attr-defined]
    return Path(folder.name)


@cache
def library(program: str, mask: int) -> ctypes.CDLL:
    """The program, built."""
    if program == "simple":
        return native.build(scratch(), "simple")
    rules = {"RULES": mask} if program == "pruned" else {}
    made = native.build(scratch(), "general", {"STRATEGY": "CROSS", **rules})
    native.check_sizes(made)
    return made


def prepare(task: Task) -> Job:
    """The work of the task."""
    return {"sweep": sweep, "kernel": kernel}[task.work](task)


def compiler() -> str:
    """The C compiler and its version."""
    said = subprocess.run(["gcc", "--version"], check=True, capture_output=True, text=True).stdout
    return said.splitlines()[0]


def averages(program: ctypes.CDLL, close: Any, windows: set[int]) -> dict[int, Any]:  # noqa: ANN401
    """Each distinct average of one instrument's close."""
    made = {window: np.empty(len(close)) for window in windows}
    for window, out in made.items():
        program.averages(native.at(close), ctypes.c_int64(len(close)), ctypes.c_int64(window), native.at(out))
    return made


def sweep(task: Task) -> Job:
    """Many sets of one instrument, a summary row each."""
    program, rules = task.options["program"], RULES[task.options.get("rules", "simple")]
    made = library(program, native.mask_of(rules, moments=True))
    chosen = sets(task.options["sets"])[: task.options.get("sample") or None]
    opening, close = (np.ascontiguousarray(task.prices[name][0]) for name in ("open", "close"))
    out, job = native.summaries(len(chosen)), Job(lambda: None, figures)
    call = one_call(program, made, assemble(bars_of(task.prices)), rules, opening, close)

    def run() -> Any:  # noqa: ANN401
        laps = Laps(job.parts, wall=task.options["workers"] > 1)
        columns = averages(made, close, {window for pair in chosen for window in pair})
        inputs = array("q", [native.address(columns[window]) for pair in chosen for window in pair])
        laps.lap("indicators")
        spread(call, len(chosen), task.options["workers"], inputs, out)
        laps.lap("sets")
        return out

    job.run = run
    return job


Call = Callable[[Any, int, int, Any], None]


def one_call(
    program: str,
    made: ctypes.CDLL,
    assembled: Assembled,
    rules: Rules,
    opening: Any,  # noqa: ANN401
    close: Any,  # noqa: ANN401
) -> Call:
    """Runs some of the sets."""
    numbers = [ctypes.c_double(one) for one in (UNITS, FEE, CASH, MINUTES_A_YEAR)]

    def simple(inputs: Any, begin: int, end: int, out: Any) -> None:  # noqa: ANN401
        places = ctypes.c_int64(begin), ctypes.c_int64(end)
        made.sweep(
            native.at(opening), native.at(close), ctypes.c_int64(len(close)), *numbers, native.at(inputs), *places, out
        )

    if program == "simple":
        return simple
    course = native.NativeSweep(made, assembled, instruments_of([_Named()]), rules, CASH, MINUTES_A_YEAR)
    # The units are the same in every set, so that one row of parameters serves all.
    units = array("d", [UNITS])
    return lambda inputs, begin, end, out: course.run(units, 0, inputs, begin, end, out)


class _Named:
    symbol = "S00"


def spread(call: Call, count: int, workers: int, inputs: Any, out: Any) -> None:  # noqa: ANN401
    """Batches of sets on so many threads; a foreign call gives up the interpreter's lock."""
    if workers == 1:
        call(inputs, 0, count, out)
        return
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(call, inputs, k, min(k + BATCH, count), out) for k in range(0, count, BATCH)]:
            done.result()


def figures(rows: Sequence[Any]) -> Figures:
    """The statistics of each set."""
    return {name: [getattr(row, name) for row in rows] for name in STATISTICS}


def kernel(task: Task) -> Job:
    """The loop alone, over one or several instruments: no tapes, no moments."""
    program, rules = task.options["program"], RULES[task.options["rules"]]
    made = library(program, native.mask_of(rules))
    closes = task.prices["close"]
    columns = [averages(made, np.ascontiguousarray(close), {FAST, SLOW}) for close in closes]
    if program == "simple":
        return simple_kernel(task, made, columns[0])
    bars = bars_of(task.prices)
    assembled, instruments = assemble(bars), instruments_of(bars)
    inputs = [interleaved([one[window] for one in columns]) for window in (FAST, SLOW)]

    def fresh() -> native.NativeRun:
        return native.NativeRun(made, assembled, instruments, [UNITS], inputs, rules, CASH, 3, taped=False)

    def run(one: native.NativeRun) -> native.NativeRun:
        one.advance()
        return one

    def outcome(one: native.NativeRun) -> Figures:
        return {"final": [one.curve.equity], "trades": [sum(row.trades for row in one.tally)]}

    return Job(run, outcome, fresh=fresh)


def interleaved(columns: Sequence[Any]) -> Any:  # noqa: ANN401
    """Columns of instruments that all have every bar, as one over the market's rows."""
    return array("d", np.stack(columns, axis=1).tobytes())


def simple_kernel(task: Task, made: ctypes.CDLL, columns: dict[int, Any]) -> Job:
    """The specialised loop."""
    given = [*(np.ascontiguousarray(task.prices[name][0]) for name in ("open", "close")), columns[FAST], columns[SLOW]]
    numbers = [ctypes.c_double(one) for one in (UNITS, FEE, CASH)]

    def run() -> tuple[Any, Any]:
        curve, tally = CCurve(), CTally()
        count = ctypes.c_int64(len(given[0]))
        made.simple(
            *map(native.at, given), count, *numbers, ctypes.c_int64(0), ctypes.byref(curve), ctypes.byref(tally)
        )
        return curve, tally

    return Job(run, lambda made: {"final": [made[0].equity], "trades": [made[1].trades]})


if __name__ == "__main__":
    serve(prepare, compiler)

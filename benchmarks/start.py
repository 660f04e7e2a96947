"""Whole processes: from the shell's command to the result, with nothing compiled before and with everything kept."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.contest import Ground, Outcome, Say
from benchmarks.market import read, times
from benchmarks.processes import ROOT, timed

CACHES = ("NUMBA_CACHE_DIR", "TRADECORE_CACHE")
NAME = {"backtesting": "backtesting.py"}


@dataclass(frozen=True, slots=True)
class Process:
    """A command, where it runs, and what it is called."""

    label: str
    command: Sequence[str]
    folder: Path


def processes(ground: Ground, market: Path) -> Iterator[Process]:
    """Each contestant's backtest as a process of its own, and the product's own command."""
    for contestant, python in ground.pythons.items():
        engines = {"tradecore": ("interpreted", "compiled"), "limit": ()}.get(contestant, ("",))
        for engine in engines:
            options = json.dumps({"engine": engine} if engine else {})
            module = ["-W", "ignore", "-m", f"benchmarks.contestants.{contestant}", "--once", "backtest"]
            label = f"{NAME.get(contestant, contestant)}{', ' + engine if engine else ''}"
            yield Process(label, [python, *module, str(market), options], ROOT)
    workspace = ground.folder / "workspace"
    table = prepared(workspace, market)
    for label, more in (("", []), (", no picture", ["--config", "report.pictures=false"])):
        asked = ["backtest", table.name, "--strategy", "sma_cross", "--set", "fast=10", "--set", "slow=50"]
        command = [sys.executable, "-m", "tradecore_cli.main", *asked, *more]
        yield Process(f"$ tradecore backtest{label}", command, workspace)


def prepared(workspace: Path, market: Path) -> Path:
    """A workspace with the market's first symbol as a CSV."""
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "configs").mkdir(parents=True)
    prices, path = read(str(market)), workspace / "prices.csv"
    names = ("open", "high", "low", "close", "volume")
    stamps = times(prices["close"].shape[1]).astype("datetime64[ns]").astype("datetime64[s]")
    rows = zip(np.datetime_as_string(stamps), *(prices[name][0].tolist() for name in names), strict=True)
    lines = [f"{stamp}+00:00,{','.join(map(repr, values))}" for stamp, *values in rows]
    path.write_text("\n".join(["time," + ",".join(names), *lines, ""]), encoding="ascii")
    return path


def hold(ground: Ground, market: Path, again: int, say: Say) -> tuple[list[Outcome], list[Outcome]]:
    """Cold and warm outcomes; a cold one begins with empty caches of compiled code."""
    cold: list[Outcome] = []
    warm: list[Outcome] = []
    caches = ground.folder / "caches"
    for process in processes(ground, market):
        first, later = Outcome(process.label, ""), Outcome(process.label, "")
        for outcome, turns in ((first, again), (later, ground.repeat)):
            for turn in range(turns):
                if outcome is first:
                    shutil.rmtree(caches, ignore_errors=True)
                if sum(outcome.wall) < ground.budget and not first.error:
                    say(f"Whole process, {'cold' if outcome is first else 'warm'} {turn + 1}: {process.label}")
                    measure(process, caches, outcome)
        cold.append(first)
        warm.append(later)
    return cold, warm


def measure(process: Process, caches: Path, outcome: Outcome) -> None:
    """One run of a process."""
    try:
        output = caches.with_suffix(".out")
        wall, cpu, peak = timed(process.command, process.folder, output, **dict.fromkeys(CACHES, str(caches)))
    except RuntimeError as error:
        outcome.error = str(error)
        return
    outcome.wall.append(wall)
    outcome.cpu.append(cpu)
    outcome.peak = max(outcome.peak, peak)

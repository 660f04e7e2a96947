"""A scratch workspace with a synthetic market, and the command line as a real process."""

import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

HOLIDAYS = {date(2024, 3, 29)}
COMMANDS = ("demo", "data", "train", "leaks", "predict", "backtest", "runs", "plugins", "schema", "config")


@dataclass(frozen=True)
class Ran:
    """One finished process."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def refused(self, *parts: str, code: int) -> None:
        """Not zero, one paragraph on stderr, no traceback, and every part of the message is in it."""
        assert self.code == code, (self.code, self.out, self.err)
        paragraphs = [line for line in self.err.splitlines() if line.startswith("tradecore: ")]
        assert len(paragraphs) == 1, self.err
        assert "Traceback" not in self.err
        for part in parts:
            assert part in paragraphs[0], (part, self.err)


Tradecore = Callable[..., Ran]


def hours(first: date = date(2024, 2, 20), sessions: int = 60) -> list[str]:
    """Opening times of hourly regular-session bars in New York, naive; no half day among them."""
    days: list[date] = []
    day = first
    while len(days) < sessions:
        if day.weekday() < 5 and day not in HOLIDAYS:
            days.append(day)
        day += timedelta(days=1)
    return [f"{day} {9 + n:02}:30:00" for day in days for n in range(7)]


def market(times: list[str], seed: int = 5) -> list[str]:
    """Rows of a random walk with whole-cent prices, one for each time."""
    rng = random.Random(seed)
    rows, last = [], 100.0
    for time in times:
        opening = round(last * math.exp(rng.gauss(0, 0.001)), 2)
        close = round(opening * math.exp(rng.gauss(0.0002, 0.006)), 2)
        high = round(max(opening, close) * (1 + abs(rng.gauss(0, 0.002))), 2)
        low = round(min(opening, close) * (1 - abs(rng.gauss(0, 0.002))), 2)
        rows.append(f"{time},{opening},{high},{low},{close},{rng.randrange(1_000, 9_000)}")
        last = close
    return rows


def write_bars(path: Path, rows: list[str], header: str = "time,open,high,low,close,volume") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose configuration knows the zone and the calendar of its files."""
    root = tmp_path_factory.mktemp("workspace")
    (root / "configs").mkdir()
    settings = {"data": {"zone": "America/New_York", "calendar": "XNYS"}}
    (root / "configs" / "active.json").write_text(json.dumps(settings), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def bars(workspace: Path) -> Path:
    """Sixty sessions of hourly bars of ACME."""
    return write_bars(workspace / "ACME.csv", market(hours()))


@pytest.fixture(scope="session")
def tradecore(workspace: Path) -> Tradecore:
    """Runs the command line in the workspace."""

    def run(*arguments: str | Path, cwd: Path = workspace) -> Ran:
        environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
        environment.pop("TRADECORE_WORKSPACE", None)
        done = subprocess.run(
            [sys.executable, "-m", "tradecore_cli.main", *map(str, arguments)],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run

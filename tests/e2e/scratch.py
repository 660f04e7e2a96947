"""What end-to-end tests share: a synthetic market in CSV files and a finished process."""

import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HOLIDAYS = {date(2024, 3, 29)}


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

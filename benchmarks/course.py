"""What every contestant is given, and in what shape it answers; standard library and numpy only."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isqrt
from typing import Any

from benchmarks.market import Prices

CASH = 1_000_000.0
UNITS = 100.0
# Of the notional, at each fill.
FEE = 0.0001
MINUTES_A_YEAR = 525_600.0
FAST, SLOW = 10, 50
# What a sweep gives for each set, whoever runs it; the first four are compared.
STATISTICS = ("final", "trades", "sharpe", "max_drawdown", "win_rate", "profit_factor", "expectancy", "sqn")


@dataclass(frozen=True, slots=True)
class Task:
    """One work on one market; `options` are the contestant's own."""

    work: str
    prices: Prices
    options: Mapping[str, Any]


# A number, or a list of them, by name; see `figures_of_backtest`.
Figures = dict[str, Any]


@dataclass(slots=True)
class Job:
    """What is measured: `run`, again and again. `report` turns what it returned into figures, unmeasured.

    A run leaves how long its parts took in `parts`; `settled` are options that were found by trying. What `fresh`
    makes before each run, unmeasured, is handed to it.
    """

    run: Callable[..., Any]
    report: Callable[[Any], Figures]
    parts: dict[str, float] = field(default_factory=dict)
    settled: dict[str, Any] = field(default_factory=dict)
    fresh: Callable[[], Any] | None = None

    def once(self) -> Any:  # noqa: ANN401
        """One run with all that belongs to it."""
        return self.run(self.fresh()) if self.fresh else self.run()


class Laps:
    """How long one part after the other takes: CPU seconds of the process, or with `wall` seconds of the clock."""

    def __init__(self, parts: dict[str, float], *, wall: bool = False) -> None:
        self._parts, self._clock = parts, time.perf_counter if wall else time.process_time
        self._last = self._clock()

    def lap(self, name: str) -> None:
        """The part of this name is done."""
        now = self._clock()
        self._parts[name], self._last = now - self._last, now


def sets(count: int) -> list[tuple[int, int]]:
    """So many pairs of windows, fast below slow, from few distinct ones."""
    fasts = max(1, isqrt(2 * count // 5))
    slows = -(-count // fasts)
    step = max(1, 150 // slows)
    return [(5 + a, fasts + 10 + step * b) for b in range(slows) for a in range(fasts)][:count]


def figures_of_backtest(equity: Any, entry: Any, leave: Any, net: Any) -> Figures:  # noqa: ANN401
    """Equity at each close; of each closed trade the bars of its fills and its net profit."""
    named = {"equity": equity, "net": net}
    whole = {"entry": entry, "exit": leave}
    return {
        **{name: [float(v) for v in values] for name, values in named.items()},
        **{name: [int(v) for v in values] for name, values in whole.items()},
    }

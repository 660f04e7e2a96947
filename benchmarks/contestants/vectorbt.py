"""vectorbt: signals shifted to the next bar and filled at its open."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import vectorbt as vbt

from benchmarks.course import (
    CASH,
    FAST,
    FEE,
    SLOW,
    STATISTICS,
    UNITS,
    Figures,
    Job,
    Laps,
    Task,
    figures_of_backtest,
    sets,
)
from benchmarks.market import times
from benchmarks.worker import installed, serve

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
# So many sets are enough to tell chunk sizes apart.
TRIED = 32


def prepare(task: Task) -> Job:
    """The work of the task."""
    return {"backtest": backtest, "sweep": sweep, "symbols": symbols}[task.work](task)


def signals(fast: Any, slow: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Entries and exits of the bar after each decision."""
    up = fast > slow
    down = ~up & ~np.isnan(slow)
    entries, exits = np.zeros_like(up), np.zeros_like(up)
    entries[1:], exits[1:] = up[:-1], down[:-1]
    return entries, exits


def portfolio(close: Any, opening: Any, fast: Any, slow: Any, engine: str, **more: Any) -> Any:  # noqa: ANN401
    """The simulation of every column."""
    entries, exits = signals(fast, slow)
    return vbt.Portfolio.from_signals(
        close,
        entries,
        exits,
        price=opening,
        size=UNITS,
        fees=FEE,
        init_cash=CASH,
        freq="1min",
        engine=engine,
        **more,
    )


def average(close: Any, window: int, engine: str) -> Any:  # noqa: ANN401
    """The moving average as an array."""
    return vbt.MA.run(close, window, engine=engine).ma.to_numpy()


def backtest(task: Task) -> Job:
    """One set on one instrument: equity, trades, statistics."""
    count, engine = task.prices["close"].shape[1], task.options.get("engine", "auto")
    index = pd.to_datetime(times(count))
    close, opening = (pd.Series(task.prices[name][0], index) for name in ("close", "open"))

    def run() -> tuple[Any, Any, Any]:
        fast, slow = average(close, FAST, engine), average(close, SLOW, engine)
        made = portfolio(close, opening, fast, slow, engine)
        return made.value(), made.trades.closed, statistics(made)

    def report(result: tuple[Any, Any, Any]) -> Figures:
        equity, trades, _ = result
        records = trades.values  # noqa: PD011
        return figures_of_backtest(equity.to_numpy(), records["entry_idx"], records["exit_idx"], records["pnl"])

    return Job(run, report)


def statistics(made: Any) -> dict[str, Any]:  # noqa: ANN401
    """Each of STATISTICS, a number a column; and what tradecore's row of a sweep holds besides."""
    trades = made.trades.closed
    return {
        "final": made.final_value(),
        "trades": trades.count(),
        "sharpe": made.sharpe_ratio(),
        "max_drawdown": made.max_drawdown(),
        "win_rate": trades.win_rate(),
        "profit_factor": trades.profit_factor(),
        "expectancy": trades.expectancy(),
        "sqn": trades.sqn(),
        "sortino": made.sortino_ratio(),
        "volatility": made.annualized_volatility(),
        "commission": made.orders.fees.sum(),
    }


def sweep(task: Task) -> Job:
    """Many sets in chunks of columns; `chunk` 0 looks for the best size and engine first."""
    chosen = sets(task.options["sets"])[: task.options.get("sample") or None]
    course = Course(task, chosen)
    chunk, engine = task.options.get("chunk", 0), task.options.get("engine", "")
    if task.options.get("warming"):
        chunk, chosen = chunk or 2, chosen[:4]
        for one in [engine] if engine else course.engines:
            course.run(chosen, chunk, 1, one)
        engine = engine or course.engines[0]
    elif not chunk:
        chunk, engine = course.best(task.options["workers"])
    job = Job(lambda: None, lambda rows: figures(rows, len(chosen)), settled={"engine": engine, "chunk": chunk})

    def run() -> list[dict[str, Any]]:
        course.averages.clear()
        laps = Laps(job.parts, wall=task.options["workers"] > 1)
        course.prepare(chosen, engine)
        laps.lap("indicators")
        rows = course.run(chosen, chunk, task.options["workers"], engine)
        laps.lap("sets")
        return rows

    job.run = run
    return job


class Course:
    """What all sets share."""

    def __init__(self, task: Task, chosen: Sequence[tuple[int, int]]) -> None:
        count = task.prices["close"].shape[1]
        self.close = pd.Series(task.prices["close"][0], pd.to_datetime(times(count)))
        self.opening = task.prices["open"][0][:, None]
        self.chosen, self.averages = chosen, dict[int, Any]()
        try:
            import vectorbt_rust  # noqa: F401

            self.engines = ("rust", "numba")
        except ImportError:
            self.engines = ("numba",)

    def prepare(self, chosen: Sequence[tuple[int, int]], engine: str) -> None:
        """Each distinct average once."""
        for window in {window for pair in chosen for window in pair} - self.averages.keys():
            self.averages[window] = average(self.close, window, engine)

    def chunk(self, pairs: Sequence[tuple[int, int]], engine: str) -> dict[str, Any]:
        """Statistics of a chunk of sets, simulated side by side as columns."""
        fast, slow = (np.stack([self.averages[pair[n]] for pair in pairs], axis=1) for n in (0, 1))
        found = statistics(portfolio(self.close, self.opening, fast, slow, engine))
        return {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in found.items()}

    def run(self, chosen: Sequence[tuple[int, int]], size: int, workers: int, engine: str) -> list[dict[str, Any]]:
        """Every chunk, on so many threads."""
        self.prepare(chosen, engine)
        chunks = [chosen[k : k + size] for k in range(0, len(chosen), size)]
        if workers == 1:
            return [self.chunk(pairs, engine) for pairs in chunks]
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(lambda pairs: self.chunk(pairs, engine), chunks))

    def best(self, workers: int) -> tuple[int, str]:
        """The chunk size and engine with the highest rate on the first sets."""
        _, size, engine = min(self.rates(workers))
        return size, engine

    def rates(self, workers: int) -> Iterator[tuple[float, int, str]]:
        """Seconds a set, over engines and chunk sizes."""
        clock = time.process_time if workers == 1 else time.perf_counter
        for engine in self.engines:
            for size in (one for one in SIZES if one <= len(self.chosen)):
                some = self.chosen[: max(size * workers, TRIED)]
                start = clock()
                self.run(some, size, workers, engine)
                yield (clock() - start) / len(some), size, engine


def figures(rows: Sequence[dict[str, Any]], count: int) -> Figures:
    """The statistics of each set."""
    return {name: np.concatenate([row[name] for row in rows])[:count].tolist() for name in STATISTICS}


def symbols(task: Task) -> Job:
    """Several instruments on one cash account."""
    engine = task.options.get("engine", "auto")
    index = pd.to_datetime(times(task.prices["close"].shape[1]))
    close, opening = (pd.DataFrame(task.prices[name].T, index) for name in ("close", "open"))

    def run() -> tuple[Any, Any, Any]:
        fast, slow = average(close, FAST, engine), average(close, SLOW, engine)
        made = portfolio(close, opening, fast, slow, engine, cash_sharing=True, group_by=True, call_seq="auto")
        return made.value(), made.trades.closed, statistics(made)

    def report(result: tuple[Any, Any, Any]) -> Figures:
        equity, trades, _ = result
        records = np.sort(trades.values, order=["exit_idx", "col"])
        return figures_of_backtest(equity.to_numpy(), records["entry_idx"], records["exit_idx"], records["pnl"])

    return Job(run, report)


if __name__ == "__main__":
    serve(prepare, installed("vectorbt"))

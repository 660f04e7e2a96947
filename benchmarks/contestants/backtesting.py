"""backtesting.py: one instrument, one set at a time."""

import math
from typing import Any

import pandas as pd
from backtesting import Backtest, Strategy

from benchmarks.course import CASH, FAST, FEE, SLOW, UNITS, Figures, Job, Task, figures_of_backtest, sets
from benchmarks.market import times
from benchmarks.worker import installed, serve


def commission(size: float, price: float) -> float:
    """A share of the notional at each fill; given as a number it would be charged on the way in only at the close."""
    return abs(size) * price * FEE


class Cross(Strategy):
    """So many units while the fast average is above the slow one."""

    windows = (FAST, SLOW)

    def init(self) -> None:
        """The averages."""
        close = pd.Series(self.data.Close)
        fast, slow = (close.rolling(window).mean() for window in self.windows)
        # It asks for no decision before the bar after the first full window; with these none is missed.
        self.fast = self.I(lambda: fast.fillna(0.0), plot=False)
        self.slow = self.I(lambda: slow.fillna(math.inf), plot=False)

    def next(self) -> None:
        """Turns when they cross."""
        if self.fast[-1] > self.slow[-1]:
            if not self.position:
                self.buy(size=UNITS)
        elif self.position:
            self.position.close()


def frame(task: Task) -> pd.DataFrame:
    """The bars as the library wants them."""
    columns = {name.capitalize(): values[0] for name, values in task.prices.items()}
    return pd.DataFrame(columns, pd.to_datetime(times(task.prices["close"].shape[1])))


def prepare(task: Task) -> Job:
    """The work of the task."""
    return {"backtest": backtest, "sweep": sweep}[task.work](task)


def backtest(task: Task) -> Job:
    """Equity, trades, statistics."""
    bars = frame(task)

    def run() -> Any:  # noqa: ANN401
        return Backtest(bars, Cross, cash=CASH, commission=commission).run()

    def report(stats: Any) -> Figures:  # noqa: ANN401
        trades, equity = stats["_trades"], stats["_equity_curve"]["Equity"]
        return figures_of_backtest(equity, trades["EntryBar"], trades["ExitBar"], trades["PnL"])

    return Job(run, report)


def sweep(task: Task) -> Job:
    """Set after set."""
    bars, chosen = frame(task), sets(task.options["sets"])[: task.options.get("sample") or None]

    def run() -> list[Any]:
        made = Backtest(bars, Cross, cash=CASH, commission=commission)
        return [made.run(windows=pair) for pair in chosen]

    def report(rows: list[Any]) -> Figures:
        finals, counts = [float(row["Equity Final [$]"]) for row in rows], [int(row["# Trades"]) for row in rows]
        return {"final": finals, "trades": counts}

    return Job(run, report)


if __name__ == "__main__":
    serve(prepare, installed("backtesting"))

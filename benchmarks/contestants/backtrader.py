"""backtrader: bar by bar, with the analyzers that give equity, trades and drawdown."""

from datetime import UTC, datetime
from typing import Any

import backtrader as bt

from benchmarks.course import CASH, FAST, FEE, SLOW, UNITS, Figures, Job, Task, figures_of_backtest
from benchmarks.worker import installed, serve

FIELDS = ("open", "high", "low", "close", "volume")
MINUTES_A_DAY = 1440


class Feed(bt.feed.DataBase):
    """Bars from lists, the quickest way in."""

    def __init__(self, columns: dict[str, list[float]]) -> None:
        self.columns, self.place = columns, 0
        super().__init__()

    def start(self) -> None:
        """From the first bar."""
        super().start()
        self.place = 0

    def _load(self) -> bool:
        place, lines = self.place, self.lines
        if place >= len(self.columns["close"]):
            return False
        for name in ("datetime", *FIELDS):
            getattr(lines, name)[0] = self.columns[name][place]
        lines.openinterest[0] = 0.0
        self.place = place + 1
        return True


class Cross(bt.Strategy):
    """So many units while the fast average is above the slow one, of each feed."""

    def __init__(self) -> None:
        self.averages = [(bt.ind.SMA(d.close, period=FAST), bt.ind.SMA(d.close, period=SLOW)) for d in self.datas]

    def next(self) -> None:
        """Turns when they cross."""
        for data, (fast, slow) in zip(self.datas, self.averages, strict=True):
            if fast[0] > slow[0]:
                if not self.getposition(data):
                    self.buy(data=data, size=UNITS)
            elif self.getposition(data):
                self.close(data=data)


class Equity(bt.Analyzer):
    """The account's value at each close."""

    def start(self) -> None:
        """Nothing yet."""
        self.values: list[float] = []

    def prenext(self) -> None:
        """While averages are missing."""
        self.next()

    def next(self) -> None:
        """One more."""
        self.values.append(self.strategy.broker.getvalue())


class Closed(bt.Analyzer):
    """Closed trades."""

    def start(self) -> None:
        """None yet."""
        self.trades: list[tuple[int, int, float]] = []

    def notify_trade(self, trade: Any) -> None:  # noqa: ANN401
        """Its bars count from 1."""
        if trade.isclosed:
            self.trades.append((trade.baropen - 1, trade.barclose - 1, trade.pnlcomm))


def prepare(task: Task) -> Job:
    """One backtest, of one symbol or of several on one cash account."""
    start = bt.date2num(datetime(2000, 1, 1, tzinfo=UTC))
    dates = [start + k / MINUTES_A_DAY for k in range(task.prices["close"].shape[1])]
    columns = [
        {"datetime": dates, **{name: task.prices[name][n].tolist() for name in FIELDS}}
        for n in range(task.prices["close"].shape[0])
    ]

    def run() -> Any:  # noqa: ANN401
        cerebro = bt.Cerebro(stdstats=False)
        for one in columns:
            cerebro.adddata(Feed(one))
        cerebro.addstrategy(Cross)
        cerebro.broker.setcash(CASH)
        cerebro.broker.setcommission(commission=FEE)
        for kind in (Equity, Closed, bt.analyzers.TradeAnalyzer, bt.analyzers.DrawDown):
            cerebro.addanalyzer(kind, _name=kind.__name__)
        return cerebro.run()[0].analyzers

    def report(analyzers: Any) -> Figures:  # noqa: ANN401
        trades = analyzers.Closed.trades
        entry, leave, net = ([trade[n] for trade in trades] for n in range(3))
        return figures_of_backtest(analyzers.Equity.values, entry, leave, net)

    return Job(run, report)


if __name__ == "__main__":
    serve(prepare, installed("backtrader"))

"""PyBroker: fills at the next bar's open, unrounded."""

from typing import Any

import pandas as pd
import pybroker as pb

from benchmarks.course import CASH, FAST, FEE, SLOW, UNITS, Figures, Job, Task, figures_of_backtest
from benchmarks.market import times
from benchmarks.worker import installed, serve

pb.disable_logging()
pb.disable_progress_bar()


def averages() -> list[Any]:
    """The two indicators."""
    return [
        pb.indicator(name, lambda data, n=window: pd.Series(data.close).rolling(n).mean().to_numpy())
        for name, window in (("fast", FAST), ("slow", SLOW))
    ]


def decide(ctx: Any) -> None:  # noqa: ANN401
    """Turns when the averages cross."""
    if ctx.indicator("fast")[-1] > ctx.indicator("slow")[-1]:
        if not ctx.long_pos():
            ctx.buy_shares, ctx.buy_fill_price = UNITS, pb.PriceType.OPEN
    elif ctx.long_pos():
        ctx.sell_all_shares()
        ctx.sell_fill_price = pb.PriceType.OPEN


def prepare(task: Task) -> Job:
    """One backtest, of one symbol or of several on one cash account."""
    count, index = task.prices["close"].shape[1], pd.to_datetime(times(task.prices["close"].shape[1]))
    names = [f"S{n:02d}" for n in range(task.prices["close"].shape[0])]
    bars = pd.concat(
        [
            pd.DataFrame({**{key: rows[n] for key, rows in task.prices.items()}, "date": index, "symbol": name})
            for n, name in enumerate(names)
        ],
        ignore_index=True,
    )
    config = pb.StrategyConfig(
        initial_cash=CASH,
        fee_mode=pb.FeeMode.ORDER_PERCENT,
        fee_amount=FEE * 100.0,
        round_fill_price=False,
        round_test_result=False,
        enable_fractional_shares=True,
    )
    used = averages()

    def run() -> Any:  # noqa: ANN401
        strategy = pb.Strategy(bars, str(index[0]), str(index[-1]), config)
        strategy.add_execution(decide, names, indicators=used)
        return strategy.backtest(calc_bootstrap=False)

    def report(result: Any) -> Figures:  # noqa: ANN401
        places = pd.Series(range(count), index)
        trades = result.trades.sort_values(["exit_date", "symbol"], kind="stable")
        entry, leave = (places[trades[name]] for name in ("entry_date", "exit_date"))
        # Its profit of a trade leaves the fees out, which are a fraction of the two notionals.
        fees = (trades["entry"] + trades["exit"]) * trades["shares"] * FEE
        return figures_of_backtest(result.portfolio["equity"], entry, leave, trades["pnl"] - fees)

    return Job(run, report)


if __name__ == "__main__":
    serve(prepare, installed("lib-pybroker"))

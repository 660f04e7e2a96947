"""tradecore itself, through the entry points that its jobs use."""

from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any

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
from benchmarks.market import MINUTE, START, Prices, times
from benchmarks.strategy import Cross
from benchmarks.worker import installed, serve
from tradecore.bars import PRICES, Bars, with_neutral_facts
from tradecore.costs import IBKR_FIXED, IBKR_TIERED, Commission
from tradecore.instruments import Instrument
from tradecore.loops import Loops
from tradecore.simulation.kernel import simulate
from tradecore.simulation.limits import Limits
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Kernel, Simulation
from tradecore.sweep import Course, sweep
from tradecore.table import Table
from tradecore.usecases.backtest import outcome
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.inputs import inputs_of_all
from tradecore_plugins.registry import Registry

RULES = {
    "simple": Rules(Commission(fraction=FEE)),
    # Every rule on; the limits are wide and the cap is generous, so that trading goes on.
    "all": Rules(
        IBKR_FIXED,
        0.0001,
        0.01,
        1.0,
        penetrate=True,
        wait=True,
        trim=True,
        limits=Limits(5e5, 5e5, 1e6, 0.5, 0.5),
        tiers=IBKR_TIERED,
        cap=0.1,
        leverage=2.0,
    ),
}


class Silent:
    """Progress that nobody reads."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "") -> None:
        """Nothing."""


@cache
def catalog() -> Registry:
    """Everything that plugins bring."""
    return Registry(".")


def bars_of(prices: Prices) -> list[Bars]:
    """Each symbol's bars."""
    made: list[Bars] = []
    for n in range(prices["close"].shape[0]):
        time = array("q", times(prices["close"].shape[1]).tobytes())
        columns = {name: array("d", prices[name][n].tobytes()) for name in (*PRICES, "volume")}
        facts = with_neutral_facts(Table(time, columns), MINUTE)
        made.append(Bars(time, {**columns, **facts}, f"S{n:02d}", MINUTE))
    return made


def instruments_of(bars: Sequence[Bars]) -> list[Instrument]:
    """With the terms that an instrument has unless told otherwise."""
    return [Instrument(one.symbol) for one in bars]


def kernel_of(task: Task) -> Kernel:
    """Compiled, or as it is written."""
    compiled = task.options.get("engine", "compiled") == "compiled"
    return catalog().compiler("numba").compile(simulate, Cross) if compiled else simulate


def loops_of(task: Task) -> Loops:
    """Compiled, or as they are written."""
    return choose_loops(task.options.get("engine", "compiled"), 0, catalog())


def inputs_of(chosen: Sequence[Cross], bars: Sequence[Bars], assembled: Assembled, loops: Loops) -> Any:  # noqa: ANN401
    """Each set's columns, every distinct one computed once."""
    return inputs_of_all(chosen, bars, [{}] * len(bars), assembled, catalog(), loops)


def prepare(task: Task) -> Job:
    """The work of the task."""
    works = {"backtest": backtest, "symbols": backtest, "sweep": sweep_of, "kernel": kernel}
    return works[task.work](task)


def backtest(task: Task) -> Job:
    """From bars to equity, trades and metrics."""
    bars, strategy, rules = bars_of(task.prices), Cross(FAST, SLOW, UNITS), RULES[task.options.get("rules", "simple")]
    instruments, kernel, job = instruments_of(bars), kernel_of(task), Job(lambda: None, report)

    def run() -> Any:  # noqa: ANN401
        laps = Laps(job.parts)
        assembled = assemble(bars, loops_of(task))
        inputs = inputs_of([strategy], bars, assembled, loops_of(task))(strategy)
        laps.lap("market and indicators")
        simulation = Simulation.start(
            assembled, instruments, strategy, inputs, rules, CASH, moments=True, kernel=kernel
        )
        simulation.advance()
        laps.lap("simulation")
        made = outcome(simulation, MINUTES_A_YEAR, loops=loops_of(task))
        laps.lap("tables and metrics")
        return made

    job.run = run
    return job


def report(made: Any) -> Figures:  # noqa: ANN401
    """Equity and trades, these in the order of their exits and symbols."""
    trades = made.trades
    rows = sorted(zip(trades.time, trades["symbol"], trades["entry_time"], trades["net"], strict=True))
    return {
        "equity": list(made.equity["equity"]),
        "entry": [(row[2] - START) // MINUTE for row in rows],
        "exit": [(row[0] - START) // MINUTE for row in rows],
        "net": [row[3] for row in rows],
    }


def sweep_of(task: Task) -> Job:
    """Many sets, a summary row each."""
    bars, options = bars_of(task.prices), task.options
    assembled, instruments, kernel = assemble(bars, loops_of(task)), instruments_of(bars), kernel_of(task)
    pairs = sets(options["sets"])[: options.get("sample") or None]
    chosen = [Cross(fast, slow, UNITS) for fast, slow in pairs[: 4 if options.get("warming") else None]]
    rules = RULES[options.get("rules", "simple")]

    def figures(trials: Sequence[Any]) -> Figures:
        return {name: [trial.metrics[name] for trial in trials] for name in STATISTICS}

    job = Job(lambda: None, figures)

    def run() -> list[Any]:
        laps = Laps(job.parts, wall=options["workers"] > 1)
        inputs = inputs_of(chosen, bars, assembled, loops_of(task))
        laps.lap("indicators")
        course = Course(assembled, instruments, inputs, rules, CASH, MINUTES_A_YEAR, kernel)
        trials = list(sweep(course, chosen, Silent(), workers=options["workers"]))
        laps.lap("sets")
        return trials

    job.run = run
    return job


def kernel(task: Task) -> Job:
    """The loop alone: no tapes, no moments."""
    bars, strategy, rules = bars_of(task.prices), Cross(FAST, SLOW, UNITS), RULES[task.options["rules"]]
    assembled, instruments, made = assemble(bars, loops_of(task)), instruments_of(bars), kernel_of(task)
    inputs = inputs_of([strategy], bars, assembled, loops_of(task))(strategy)

    def fresh() -> Simulation:
        return Simulation.start(assembled, instruments, strategy, inputs, rules, CASH, taped=False, kernel=made)

    def run(simulation: Simulation) -> Simulation:
        simulation.advance()
        return simulation

    def figures(simulation: Simulation) -> Figures:
        return {"final": [simulation.curve.equity], "trades": [sum(simulation.book.tally.trades)]}

    return Job(run, figures, fresh=fresh)


if __name__ == "__main__":
    serve(prepare, installed("tradecore"))

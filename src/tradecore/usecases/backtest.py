"""Running one strategy over bars, beside buying and holding them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest, BacktestResult
from tradecore.inference.resampling import Resampled, Resampling
from tradecore.instants import format_instant
from tradecore.instruments import Instrument
from tradecore.loops import Loops, as_written
from tradecore.metrics.returns import returns
from tradecore.metrics.simulated import simulated
from tradecore.metrics.summary import Metrics, activity, periods_in_year
from tradecore.simulation.market import Assembled
from tradecore.simulation.rows import Columns, Rules
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import equity_table, fills_table, times_of, trades_table
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.table import Column, Table
from tradecore.usecases.bars import Loaded, concerns
from tradecore.usecases.decision_leaks import check_decisions
from tradecore.usecases.engine import choose_engine, choose_loops
from tradecore.usecases.finer import finer_bars
from tradecore.usecases.inputs import inputs_for
from tradecore.usecases.report import write_report
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import trading_ground
from tradecore.views.backtest import backtest_view
from tradecore.views.reports.backtest import backtest_report
from tradecore.views.verdict import in_sample_warning, resampled, verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished simulation with its tables and metrics."""

    simulation: Simulation
    equity: Table
    fills: Table
    trades: Table
    metrics: Metrics


def run(request: BacktestRequest, tools: Tools) -> BacktestResult:
    """Simulates the request; writes equity.csv, trades.csv, fills.csv, metrics.json, backtest.png and report.html.

    Raises DirtyData for bars with errors nobody accepted, InSample for predictions made on bars
    their model was trained on, StrategyError for a strategy that fails, LeakFound for decisions that know
    the future, and what the request's names and values raise.
    """
    ground = trading_ground(request, tools)
    strategy, bars, assembled, instruments = ground.strategy, ground.bars, ground.assembled, ground.instruments
    rules = rules_of(request)
    finer, doubts = finer_bars(request, bars, assembled, tools)
    cash = request.account.cash
    simulation = Simulation.start(
        assembled, instruments, strategy, ground.inputs, rules, cash, moments=True, finer=finer
    )
    choose_engine(request.engine, simulation, request.strategy, tools)
    advance(simulation, tools)
    remarks = looked_for_leaks(request, bars, strategy, ground.given, tools)
    benchmark = None
    if request.report.benchmark:
        benchmark = holding(assembled, instruments, rules, cash)
        choose_engine(request.engine, benchmark, "buy_and_hold", tools)
        benchmark.advance()
    warned = (*ground.warnings, *doubts, *remarks, *concerns(ground.loaded))
    return write(request, tools, ground.loaded, simulation, benchmark, warned, in_sample=ground.in_sample)


def looked_for_leaks(
    request: BacktestRequest,
    bars: Sequence[Bars],
    strategy: Any,  # noqa: ANN401
    given: Sequence[Mapping[str, Column]],
    tools: Tools,
) -> tuple[str, ...]:
    """Tries the decisions on the last bars of the first instrument, whatever the others are; raises LeakFound."""
    if not request.check_leaks:
        return ("The leak check was switched off: nothing shows that the decisions do not know the future.",)
    tools.progress.step("looking for leaks")
    return check_decisions(bars[0], request.strategy, strategy, given[0], tools.catalog)


def advance(simulation: Simulation, tools: Tools, parts: int = 100) -> None:
    """Runs to the end in parts, so that progress shows."""
    stride = max(1, simulation.groups // parts)
    while simulation.group < simulation.groups and not simulation.ruined:
        tools.progress.step("trading", simulation.group, simulation.groups, f"equity {simulation.curve.equity:,.0f}")
        simulation.advance(min(simulation.group + stride, simulation.groups))
    tools.progress.step("trading", simulation.group, simulation.groups, f"equity {simulation.curve.equity:,.0f}")


def holding(assembled: Assembled, instruments: Sequence[Instrument], rules: Rules, cash: float) -> Simulation:
    """Buying equal shares of every instrument at the first open, under the same rules, and holding them."""
    strategy = BuyAndHold()
    nothing = inputs_for(strategy, (), (), assembled, None)  # type: ignore[arg-type]
    return Simulation.start(assembled, instruments, strategy, nothing, rules, cash, moments=True)


def outcome(
    simulation: Simulation, periods_per_year: float, benchmark: Simulation | None = None, loops: Loops = as_written
) -> Outcome:
    """The tables and metrics of a finished simulation that kept its tapes and moments."""
    equity = equity_table(simulation, benchmark, loops)
    fills, trades = fills_table(simulation), trades_table(simulation)
    metrics = simulated(
        equity["equity"],
        simulation.curve,
        simulation.initial,
        periods_per_year,
        trades,
        activity(fills, sum(rejections(simulation).values())),
        equity["available"],
        loops,
    )
    return Outcome(simulation, equity, fills, trades, metrics)


def rejections(simulation: Simulation) -> dict[str, int]:
    """Orders that were not filled, by reason."""
    tally: Columns = simulation.book.tally
    return {
        "beyond buying power": int(sum(tally.beyond_buying_power)),
        "opened beyond their own stop or target": int(sum(tally.beyond_protection)),
        "session ended": int(sum(tally.expired)),
        "stopped by the largest position": int(sum(tally.stopped_position)),
        "stopped by the order value": int(sum(tally.stopped_order)),
        "stopped by the orders a session": int(sum(tally.stopped_orders)),
        "stopped by the daily loss": int(sum(tally.stopped_loss)),
        "stopped by the price collar": int(sum(tally.stopped_collar)),
        "stopped by a stale bar": int(sum(tally.stopped_stale)),
    }


def reasons(simulation: Simulation) -> dict[str, int]:
    """Decisions by reason, and the bars without one because an input was missing."""
    counts = {name: int(n) for name, n in zip(simulation.strategy.REASONS, simulation.reasons, strict=True)}
    return {**counts, "no decision: an input is missing": int(sum(simulation.book.tally.undecided))}


def drawn_again(request: BacktestRequest, own: Outcome, tools: Tools) -> Resampled | None:
    """Intervals of the run's metrics by drawing its returns again, when the request asks for them.

    None too where fewer than two bars give nothing to draw.
    """
    draws, report = request.report.bootstrap, request.report
    earned = returns(own.equity["equity"], own.simulation.initial)
    if not draws or len(earned) < 2:  # noqa: PLR2004
        return None

    def step(done: int, of: int) -> None:
        tools.progress.step("drawing returns again", done, of)

    step(0, draws)
    how = Resampling(draws, report.confidence, seed=report.seed)
    periods = own.metrics["periods_per_year"] or 0.0
    return tools.catalog.resampler("arch").bootstrap(earned, periods, how, step=step)


def write(
    request: BacktestRequest,
    tools: Tools,
    loaded: Sequence[Loaded],
    simulation: Simulation,
    benchmark: Simulation | None,
    warnings: Sequence[str],
    *,
    in_sample: bool,
) -> BacktestResult:
    """Writes the artifacts and returns the summary."""
    time = simulation.assembled.market.time
    periods = request.periods_per_year or periods_in_year(times_of(simulation.assembled))
    loops = choose_loops(request.engine, len(time), tools.catalog)
    own = outcome(simulation, periods, benchmark, loops)
    beside: Mapping[str, float | int | None] = outcome(benchmark, periods, loops=loops).metrics if benchmark else {}
    why, rejected = reasons(simulation), rejections(simulation)
    currency = simulation.instruments[0].currency
    ruin = (
        ("The account is ruined: equity fell to zero or below, and the run stopped there.",)
        if simulation.ruined
        else ()
    )
    bootstrap = drawn_again(request, own, tools)
    lines = verdict(request.strategy, own.metrics, beside, why, rejected, currency, in_sample=in_sample)
    again = (resampled(bootstrap),) if bootstrap else ()
    sentences = (*ruin, *lines, *again, *warnings)
    tools.progress.step("writing results")
    tools.artifacts.table("equity.csv", own.equity)
    tools.artifacts.table("trades.csv", own.trades)
    tools.artifacts.table("fills.csv", own.fills)
    written: dict[str, object] = {"schema": 1, "metrics": own.metrics, "benchmark": dict(beside)}
    if bootstrap is not None:
        written["bootstrap"] = bootstrap
    tools.artifacts.record("metrics.json", written)
    result = BacktestResult(
        strategy=request.strategy,
        bars=len(own.equity),
        start=format_instant(own.equity.time[0]),
        end=format_instant(own.equity["available"][-1]),
        metrics=own.metrics,
        benchmark=beside,
        why=why,
        rejected=rejected,
        in_sample=in_sample,
        bootstrap=bootstrap,
        sentences=sentences,
    )
    bars = [one.bars for one in loaded]
    view = backtest_view(
        request.strategy, bars, own.equity, own.trades, sentences, currency=currency, in_sample=in_sample
    )
    if request.report.pictures:
        with tools.artifacts.open("backtest.png") as stream:
            tools.catalog.reporter("matplotlib").backtest(view, stream)
    if request.report.html:
        marked = (in_sample_warning(),) if in_sample else ()
        write_report(backtest_report(request, result, view, own.trades, (*marked, *ruin, *warnings)), tools)
    return result

"""Trying many parameter sets, and saying what the best of them is worth."""

from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice

from tradecore.contracts.optimize import Leader, OptimizeRequest, OptimizeResult, single
from tradecore.instants import format_instant
from tradecore.judgement import judge
from tradecore.landscape import Landscape
from tradecore.simulation.tables import sessions_of, times_of
from tradecore.trials import Trials
from tradecore.usecases.backtest import Outcome, holding, looked_for_leaks, outcome
from tradecore.usecases.bars import concerns
from tradecore.usecases.engine import choose_engine
from tradecore.usecases.report import write_report
from tradecore.usecases.search import Ground, alone, attempts, prepare, told
from tradecore.usecases.tools import Tools
from tradecore.views.optimize import OptimizeView
from tradecore.views.reports.optimize import optimize_report
from tradecore.views.search import Searched, optimize_view, search_verdict
from tradecore.views.walk import looked

# Trials in one row group of returns.parquet: the file's bytes must not depend on where an attempt was interrupted.
TOGETHER = 256
LEADERS = 10


def run(request: OptimizeRequest, tools: Tools) -> OptimizeResult:
    """Tries every set; writes trials.csv, returns.parquet, pictures and, of the best, curve and trades.

    Raises what a backtest raises, UnknownKey or InvalidValue for axes that the strategy does not have, and
    StrategyError that names the first set whose strategy fails.
    """
    ground = prepare(request, tools)
    first = ground.sets.strategies[0]
    asked = single(request, first._asdict())
    remarks = looked_for_leaks(asked, [one.bars for one in ground.loaded], first, ground.given, tools)
    trials = Trials(request.by, request.min_trades)
    returns = search(request, ground, trials, tools)
    tools.progress.step("judging")
    landscape = Landscape(ground.space, ground.sets.strategies, trials.merits())
    before = request.counted.before if request.counted else 0
    facts = judge(trials, landscape, returns, before, tools.catalog.resampler("arch").overfitting)
    own, beside = best_alone(request, ground, trials, tools)
    found = Searched(
        request.strategy,
        ground.sets,
        landscape,
        trials,
        facts,
        own.metrics if own else None,
        beside.metrics if beside else None,
        ground.course.instruments[0].currency,
        in_sample=ground.in_sample,
    )
    look = looked(request.counted.look if request.counted else 0)
    warned = (*ground.warnings, *remarks, *concerns(ground.loaded))
    sentences = (*search_verdict(found), *((look,) if look else ()), *warned)
    view = optimize_view(found, request.heatmap, own.equity if own else None, title(ground, found), sentences)
    write(request, ground, found, own, view, tools)
    made = result(request, ground, found, sentences)
    if request.report.html:
        write_report(optimize_report(request, made, view, trials, landscape, warned), tools)
    return made


def search(request: OptimizeRequest, ground: Ground, trials: Trials, tools: Tools) -> Sequence["array[float]"]:
    """Runs what is not yet finished, fills `trials`, writes every trial's returns and hands them back."""
    returns: list[array[float]] = []
    writer = tools.catalog.matrix_writer("parquet")
    with ExitStack() as files:
        journal = files.enter_context(tools.artifacts.journal("trials"))
        stream = files.enter_context(tools.artifacts.open("returns.parquet"))
        matrix = files.enter_context(writer.begin(stream, sessions_of(ground.market)))
        by_bar = None
        if request.bar_returns:
            stream = files.enter_context(tools.artifacts.open("bar_returns.parquet"))
            by_bar = files.enter_context(writer.begin(stream, times_of(ground.market)))
        every = told(ground, attempts(request, ground, journal), trials, tools)
        while batch := list(islice(every, TOGETHER)):
            rows = [one.sessions if one.sessions is not None else array("d") for one in batch]
            matrix.append([one.index for one in batch], rows)
            if by_bar is not None:
                by_bar.append([one.index for one in batch], [one.bars or array("d") for one in batch])
            returns += rows
    return returns


def best_alone(
    request: OptimizeRequest, ground: Ground, trials: Trials, tools: Tools
) -> tuple[Outcome | None, Outcome | None]:
    """The best set's own backtest and that of holding; None where there is no best set, or no holding asked for."""
    if trials.best is None:
        return None, None
    course = ground.course
    benchmark = None
    if request.report.benchmark:
        benchmark = holding(course.assembled, course.instruments, course.rules, course.cash)
        choose_engine(request.engine, benchmark, "buy_and_hold", tools)
        benchmark.advance()
    simulation = alone(request, ground, trials.best, tools)
    own = outcome(simulation, course.periods_per_year, benchmark)
    if own.metrics["final"] != trials.value("final", trials.best):
        raise RuntimeError(f"Trial {trials.best} ended at {trials.value('final', trials.best)} and now otherwise.")
    return own, outcome(benchmark, course.periods_per_year) if benchmark else None


def write(
    request: OptimizeRequest,
    ground: Ground,
    found: Searched,
    own: Outcome | None,
    view: OptimizeView,
    tools: Tools,
) -> None:
    """Writes the artifacts."""
    tools.progress.step("writing results")
    with tools.artifacts.open("trials.csv") as stream:
        for line in found.trials.lines(ground.sets.strategies):
            stream.write(line.encode())
    if own:
        tools.artifacts.table("equity.csv", own.equity)
        tools.artifacts.table("trades.csv", own.trades)
        beside = dict(found.held or {})
        tools.artifacts.record("metrics.json", {"schema": 1, "metrics": own.metrics, "benchmark": beside})
    if request.report.pictures:
        with tools.artifacts.open("optimize.png") as stream:
            tools.catalog.reporter("matplotlib").optimize(view, stream)


def title(ground: Ground, found: Searched) -> str:
    """What was searched, on what."""
    symbols = ", ".join(one.bars.symbol for one in ground.loaded)
    time = ground.market.market.time
    return f"{found.strategy} on {symbols}, {format_instant(time[0])[:10]} to {format_instant(time[-1])[:10]}"


def result(request: OptimizeRequest, ground: Ground, found: Searched, sentences: Sequence[str]) -> OptimizeResult:
    """The summary."""
    trials, strategies = found.trials, ground.sets.strategies
    market = ground.market.market
    leaders = (
        Leader(index, dict(strategies[index]._asdict()), trials.metrics(index)) for index in trials.leaders(LEADERS)
    )
    return OptimizeResult(
        strategy=request.strategy,
        by=request.by,
        axes=tuple(axis.name for axis in ground.space.axes),
        trials=len(trials),
        combinations=ground.sets.size,
        refused=ground.sets.refused,
        eligible=sum(trials.eligible(index) for index in range(len(trials))),
        before=int(found.facts["before"] or 0),
        bars=len(ground.market.first) - 1,
        start=format_instant(market.time[0]),
        end=format_instant(max(market.available)),
        best={} if trials.best is None else dict(strategies[trials.best]._asdict()),
        metrics=found.own or {},
        benchmark=found.held or {},
        leaders=tuple(leaders),
        inference=found.facts,
        in_sample=ground.in_sample,
        sentences=tuple(sentences),
    )

"""Walking a strategy forward: learn and choose on a stretch of bars, trade the next one, move on."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan

from tradecore.contracts.walkforward import Drift, WalkForwardRequest, WalkForwardResult, WindowOutcome
from tradecore.errors import JobError
from tradecore.inference.resampling import Resampled, Resampling
from tradecore.instants import format_instant, parse_instant
from tradecore.metrics.returns import returns
from tradecore.metrics.summary import Metrics, activity, performance, periods_in_year
from tradecore.ports.journal import Journal
from tradecore.ports.progress import Progress
from tradecore.simulation.market import stretch
from tradecore.simulation.tables import kept
from tradecore.steps import format_step
from tradecore.table import Column, Table
from tradecore.trials import PARAMETER
from tradecore.usecases.backtest import Outcome, holding, outcome
from tradecore.usecases.bars import concerns
from tradecore.usecases.engine import choose_engine
from tradecore.usecases.report import write_report
from tradecore.usecases.stitching import Stitched, Stitcher
from tradecore.usecases.tools import Tools, here
from tradecore.usecases.walk_ground import WalkGround, prepare
from tradecore.usecases.walk_leaks import decision_warnings, learning_warnings
from tradecore.usecases.walk_outcomes import drift_of, facts_of, outcomes_of
from tradecore.usecases.window_choice import Choice, Chooser, choice_of
from tradecore.views.reports.walkforward import walkforward_report
from tradecore.views.text import signed_percent
from tradecore.views.walk import looked, walk_sentences, walk_view
from tradecore.walk_verdict import Judged, judged

# How often the returns are drawn again where the settings do not say.
DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk that is over: its tables, its windows, and what it is worth."""

    stitched: Stitched
    metrics: Metrics
    held: Outcome | None
    bootstrap: Resampled | None
    windows: tuple[WindowOutcome, ...]
    drift: tuple[Drift, ...]
    facts: Mapping[str, float | int | None]
    judged: Judged


def run(request: WalkForwardRequest, tools: Tools) -> WalkForwardResult:
    """Walks every window; writes equity.csv, trades.csv, fills.csv, windows.csv, metrics.json, a picture and a page.

    Windows that an earlier attempt has finished are taken from its journal. Raises what a backtest and a training
    raise, InvalidValue where no window fits, and LeakFound for a feature or a decision that knows the future.
    """
    ground = prepare(request, tools)
    look = looked(request.counted.look if request.counted else 0)
    told_first = (look,) if look else ()
    doubts = learning_warnings(request, ground, tools)
    untried = request.check_leaks
    stitcher = Stitcher(request, ground, tools)
    gauge = Gauge(ground, tools.progress)
    with tools.artifacts.journal("windows") as journal:
        gauge(0, 0)
        for choice in choices(request, ground, journal, gauge, tools):
            if untried and (found := decision_warnings(request, ground, choice, tools)) is not None:
                doubts, untried = (*doubts, *found), False
            stitcher.take(choice)
            gauge.best = f"{signed_percent(stitcher.equity / ground.course.cash - 1.0)} out of sample"
            gauge(choice.window + 1, 0)
    tools.progress.step("judging")
    walked = judge(request, ground, stitcher, tools)
    warned = (*told_first, *doubts, *ground.warnings, *concerns(ground.loaded))
    result = result_of(request, ground, walked, warned)
    write(request, ground, walked, result, warned, tools)
    return result


def worker(request: WalkForwardRequest, tools: Tools) -> Chooser:
    """What makes the choice of a window, by its place from 0, in another process of the same job."""
    return Chooser(request, prepare(request, tools), workers=1)


class Gauge:
    """Says how far a walk is, in sets tried over all windows, and what it has gained until then."""

    def __init__(self, ground: WalkGround, progress: Progress) -> None:
        self._sets, self._windows, self._progress = len(ground.sets.strategies), len(ground.walk.windows), progress
        self.best = ""

    def __call__(self, window: int, sets: int) -> None:
        """So many windows are over, and so many sets of the next one."""
        done, total = window * self._sets + sets, self._windows * self._sets
        self._progress.step("walking forward", done, total, self.best)


def choices(
    request: WalkForwardRequest, ground: WalkGround, journal: Journal, gauge: Gauge, tools: Tools
) -> Iterator[Choice]:
    """The choice of every window in their order: those that an earlier attempt made, then the others as they end."""
    finished, windows = 0, len(ground.walk.windows)
    for entry in journal.entries():
        choice = choice_of(entry)
        if choice.window != finished or finished >= windows:
            raise JobError(
                "?", f"its journal has window {choice.window} where {finished} belongs. Delete it and resume"
            )
        finished += 1
        yield choice
    # Where models are fitted their threads are pinned, and windows spread over processes; else sets over threads.
    chooser = Chooser(request, ground, workers=1 if request.learn else request.workers)
    chooser.step = gauge
    spread = tools.spread if request.learn else here
    with spread(chooser, range(finished, windows), request.workers) as entries:
        for entry in entries:
            journal.append(entry)
            yield choice_of(entry)


def judge(request: WalkForwardRequest, ground: WalkGround, stitcher: Stitcher, tools: Tools) -> Walked:
    """Stitches, measures and grades."""
    stitched = stitcher.finish()
    periods = request.periods_per_year or yearly(ground, stitched.equity)
    held = beside(request, ground, periods, tools) if request.report.benchmark else None
    if held is not None:
        marks = kept(held.simulation.tapes.marks).equity
        begin = ground.walk.tested.start
        rows = [marks[group - begin] for window in ground.walk.windows for group in window.test]
        stitched = Stitched(
            stitched.equity.with_columns(benchmark=array("d", rows)), stitched.fills, stitched.trades, stitched.rejected
        )
    equity, fills = stitched.equity, stitched.fills
    metrics = performance(
        equity["equity"],
        request.account.cash,
        periods,
        stitched.trades,
        stitched.in_position(),
        activity(fills, stitched.rejected),
        equity["available"],
    )
    bootstrap = drawn_again(request, equity, periods, tools)
    windows = outcomes_of(ground, stitcher.traded, stitched, periods)
    drift = drift_of(ground.space.axes if ground.space else (), windows)
    facts = facts_of(windows, metrics, fills, bootstrap, varied=len(ground.sets.strategies) > 1)
    beaten = held.metrics if held else {}
    grade = judged(metrics, beaten, facts, drift, in_sample=ground.in_sample)
    return Walked(stitched, metrics, held, bootstrap, windows, drift, facts, grade)


def yearly(ground: WalkGround, equity: Table) -> float:
    """Bars a year: of the tests where they follow each other without a hole, else of all bars."""
    whole = len(equity) == len(ground.walk.tested)
    return periods_in_year(equity.time if whole else ground.times)


def beside(request: WalkForwardRequest, ground: WalkGround, periods: float, tools: Tools) -> Outcome:
    """Buying at the first test and holding to the end of the last, holes between tests included."""
    course = ground.course
    benchmark = holding(stretch(ground.market, ground.walk.tested), course.instruments, course.rules, course.cash)
    choose_engine(request.engine, benchmark, "buy_and_hold", tools)
    benchmark.advance()
    return outcome(benchmark, periods)


def drawn_again(request: WalkForwardRequest, equity: Table, periods: float, tools: Tools) -> Resampled | None:
    """Intervals of the stitched equity's metrics; None below two bars."""
    earned, report = returns(equity["equity"], request.account.cash), request.report
    if len(earned) < 2:  # noqa: PLR2004
        return None
    draws = report.bootstrap or DRAWS

    def step(done: int, of: int) -> None:
        tools.progress.step("drawing returns again", done, of)

    step(0, draws)
    how = Resampling(draws, report.confidence, seed=report.seed)
    return tools.catalog.resampler("arch").bootstrap(earned, periods, how, step=step)


def result_of(
    request: WalkForwardRequest, ground: WalkGround, walked: Walked, warned: Sequence[str]
) -> WalkForwardResult:
    """The summary."""
    equity, before = walked.stitched.equity, request.counted.before if request.counted else 0
    found = WalkForwardResult(
        strategy=request.strategy,
        verdict=walked.judged.verdict,
        reasons=walked.judged.reasons,
        by=request.by,
        axes=tuple(axis.name for axis in ground.space.axes) if ground.space else (),
        sets=len(ground.sets.strategies),
        before=before,
        bars=len(equity),
        start=format_instant(equity.time[0]),
        end=format_instant(equity["available"][-1]),
        metrics=walked.metrics,
        benchmark=walked.held.metrics if walked.held else {},
        bootstrap=walked.bootstrap,
        facts=walked.facts,
        drift=walked.drift,
        windows=walked.windows,
        in_sample=ground.in_sample,
        symbols=tuple(one.bars.symbol for one in ground.loaded),
        step=format_step(ground.loaded[0].bars.step),
    )
    return walk_sentences(found, ground.course.instruments[0].currency, ground.walk.unused, warned)


def write(
    request: WalkForwardRequest,
    ground: WalkGround,
    walked: Walked,
    result: WalkForwardResult,
    warned: Sequence[str],
    tools: Tools,
) -> None:
    """Writes the artifacts."""
    tools.progress.step("writing results")
    stitched = walked.stitched
    tools.artifacts.table("equity.csv", stitched.equity)
    tools.artifacts.table("trades.csv", stitched.trades)
    tools.artifacts.table("fills.csv", stitched.fills)
    tools.artifacts.table("windows.csv", windows_table(result.windows, ground))
    measured = {"metrics": result.metrics, "benchmark": dict(result.benchmark), "facts": result.facts}
    tools.artifacts.record("metrics.json", {"schema": 1, **measured, "bootstrap": result.bootstrap})
    symbols = ", ".join(one.bars.symbol for one in ground.loaded)
    view = walk_view(result, stitched.equity, ground.space, symbols, ground.course.instruments[0].currency)
    if request.report.pictures:
        with tools.artifacts.open("walkforward.png") as stream:
            tools.catalog.reporter("matplotlib").walkforward(view, stream)
    if request.report.html:
        write_report(walkforward_report(request, result, view, warned), tools)


def windows_table(windows: Sequence[WindowOutcome], ground: WalkGround) -> Table:
    """The windows as the schema `windows` has them, a column for each parameter behind."""
    count = range(len(windows))
    inside = {
        name: [_number(each.inside.get(name)) for each in windows] for name in ("total_return", "sharpe", "trades")
    }
    columns: dict[str, Column] = {
        "window": [each.window for each in windows],
        "train_start_time": [parse_instant(each.train_start) for each in windows],
        "train_end_time": [parse_instant(each.train_end) for each in windows],
        "test_end_time": [parse_instant(each.test_end) for each in windows],
        "train_bars": [each.train_bars for each in windows],
        "between": [each.between for each in windows],
        "test_bars": [each.test_bars for each in windows],
        "traded": [int(each.traded) for each in windows],
        "eligible": [each.eligible for each in windows],
        "edges": [" ".join(each.edges) for each in windows],
        "plateau": [_number(each.plateau) for each in windows],
        "model": [each.model for each in windows],
        "learned": [each.learned for each in windows],
        "sigma": [_number(each.sigma) for each in windows],
        "train_return": inside["total_return"],
        "train_sharpe": inside["sharpe"],
        "train_trades": inside["trades"],
        "initial": [each.initial for each in windows],
        "final": [each.final for each in windows],
        "test_return": [each.total_return for each in windows],
        "test_sharpe": [_number(each.sharpe) for each in windows],
        "max_drawdown": [each.max_drawdown for each in windows],
        "trades": [each.trades for each in windows],
        "costs": [each.costs for each in windows],
        "share": [_number(each.share) for each in windows],
        "efficiency": [_number(each.efficiency) for each in windows],
    }
    for name in ground.sets.strategies[0]._fields:
        columns[PARAMETER + name] = [windows[k].parameters.get(name) for k in count]
    return Table([parse_instant(each.test_start) for each in windows], columns)


def _number(value: float | None) -> float:
    return nan if value is None else float(value)

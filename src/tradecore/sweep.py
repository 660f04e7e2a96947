"""Many parameter sets of one strategy over the same market, on all cores, a summary row each.

A set's kernel call is its single backtest without tapes: memory is that of the bars, one column for each
distinct feature, and one row a set. A compiled kernel gives up the interpreter's lock, so plain threads scale.
"""

from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from threading import Event
from typing import Any

from tradecore.errors import StrategyError
from tradecore.instruments import Instrument
from tradecore.metrics.streamed import streamed
from tradecore.metrics.summary import Metrics
from tradecore.ports.progress import Progress
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import Assembled
from tradecore.simulation.rows import Columns, Rules
from tradecore.simulation.run import Kernel, Simulation
from tradecore.simulation.tables import bar_returns, session_returns, sessions_of
from tradecore.usecases.backtest import rejections

# Sets that a worker takes at a time, so that handing them out costs nothing beside running them.
BATCH = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """One set's outcome.

    `index` is its place among the sets; `metrics` are those of `streamed`; `sessions`, when kept, are its
    returns over the market's sessions (see `sessions_of`), `bars` those over its bars (see `times_of`).
    """

    index: int
    metrics: Metrics
    ruined: bool
    sessions: "array[float] | None" = None
    bars: "array[float] | None" = None


@dataclass(frozen=True, slots=True)
class Course:
    """What every set of a sweep runs over: nothing in it is ever written to.

    `inputs` gives a strategy its columns over the market's rows, see `usecases.inputs.inputs_of_all`.
    """

    assembled: Assembled
    instruments: Sequence[Instrument]
    inputs: Callable[[Any], Columns]
    rules: Rules
    cash: float
    periods_per_year: float
    kernel: Kernel = simulate

    def run(self, index: int, strategy: Any, sessions: int = 0, *, bars: bool = False) -> Trial:  # noqa: ANN401
        """One set, alone; `sessions` is how many the market has when the returns over them are kept, else 0.

        With `bars` the return over each bar is kept too, which takes memory for every bar while a set runs.

        Raises StrategyError that names the set when its strategy fails.
        """
        simulation = Simulation.start(
            self.assembled,
            self.instruments,
            strategy,
            self.inputs(strategy),
            self.rules,
            self.cash,
            taped=False,
            moments=True,
            sessions=sessions,
            marks=bars,
            kernel=self.kernel,
        )
        try:
            simulation.advance()
        except StrategyError as error:
            raise StrategyError(str(strategy), error.problem, error.symbol, error.time) from error
        rejected = sum(rejections(simulation).values())
        tally = simulation.book.tally
        found = streamed(simulation.curve, tally, self.cash, self.periods_per_year, rejected)
        earned = session_returns(simulation) if sessions else None
        return Trial(index, found, simulation.ruined, earned, bar_returns(simulation) if bars else None)


def sweep(
    course: Course,
    strategies: Sequence[Any],
    progress: Progress,
    *,
    workers: int = 1,
    by: str = "sharpe",
    sessions: bool = False,
    bars: bool = False,
    done: Collection[int] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Trial]:
    """Runs every set that is not among `done` and yields their trials in the order of the sets.

    Neither the number of workers nor what was done before changes a trial. It stops early, having yielded a gapless
    part of the trials, when `cancelled` says so; closing the iterator ends the workers after the set in hand.
    Progress names the best by the metric `by` so far. Raises StrategyError for the first set, in their
    order, whose strategy fails.
    """
    left = sorted(set(range(len(strategies))) - set(done))
    width = len(sessions_of(course.assembled)) if sessions else 0
    stop = Event()

    def batch(places: Sequence[int]) -> list[Trial]:
        trials: list[Trial] = []
        for index in places:
            if stop.is_set() or cancelled():
                break
            trials.append(course.run(index, strategies[index], width, bars=bars))
        return trials

    best, finished = Best(by), len(strategies) - len(left)
    batches = iter([left[k : k + BATCH] for k in range(0, len(left), BATCH)])
    with ThreadPoolExecutor(workers, thread_name_prefix="sweep") as pool:
        try:
            waiting = deque((places, pool.submit(batch, places)) for places in islice(batches, 2 * workers))
            while waiting:
                places, running = waiting.popleft()
                trials = running.result()
                for trial in trials:
                    finished += 1
                    best.see(trial, strategies)
                    progress.step("sweeping", finished, len(strategies), str(best))
                    yield trial
                if len(trials) < len(places):
                    return
                waiting.extend((more, pool.submit(batch, more)) for more in islice(batches, 1))
        finally:
            stop.set()


class Best:
    """The best trial so far by one metric, as a sentence; the earlier of equals."""

    def __init__(self, by: str) -> None:
        self.by, self.value, self.name = by, float("-inf"), ""

    def see(self, trial: Trial, strategies: Sequence[Any]) -> None:
        """Takes a trial into account."""
        value = trial.metrics[self.by]
        if value is not None and value > self.value:
            self.value, self.name = value, str(strategies[trial.index])

    def __str__(self) -> str:
        return f"{self.by} {self.value:.2f}: {self.name}" if self.name else ""

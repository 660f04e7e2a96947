"""What every set of a search runs over, and running one after another."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tradecore.contracts.optimize import OptimizeRequest, single
from tradecore.errors import InvalidValue, JobError
from tradecore.metrics.summary import periods_in_year
from tradecore.packed import pack, unpack
from tradecore.ports.journal import Journal
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.run import Kernel, Simulation
from tradecore.simulation.tables import sessions_of, times_of
from tradecore.space import Sets, Space, searched
from tradecore.sweep import Course, Trial, sweep
from tradecore.table import Column
from tradecore.trials import Trials
from tradecore.usecases.backtest import advance
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.usecases.engine import Engine, choose_engine, choose_loops
from tradecore.usecases.given import given_columns
from tradecore.usecases.inputs import inputs_of_all
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import instruments_of
from tradecore.views.search import best_so_far


@dataclass(frozen=True, slots=True)
class Ground:
    """The bars, the sets, and the course that each set runs over; `warnings` and `in_sample` are of the `given` files.

    `given` are the columns of these files, or of a model, over each instrument's bars.
    """

    loaded: Sequence[Loaded]
    given: Sequence[Mapping[str, Column]]
    space: Space
    sets: Sets
    course: Course
    warnings: tuple[str, ...] = ()
    in_sample: bool = False

    @property
    def market(self) -> Assembled:
        """All bars, sorted by time."""
        return self.course.assembled


def prepare(request: OptimizeRequest, tools: Tools) -> Ground:
    """Reads the bars and computes every column that some set decides on, once."""
    chosen = tools.catalog.strategy(request.strategy)
    found, sets = searched(chosen, request.parameters, request.over, request.random, request.seed)
    first = single(request, sets.strategies[0]._asdict())
    tools.progress.step("reading bars", 0, len(request.bars))
    loaded = [load_bars(spec, tools.catalog) for spec in request.bars]
    bars = [one.bars for one in loaded]
    instruments = instruments_of(first, bars)
    tools.progress.step("computing inputs")
    loops = choose_loops(request.engine, sum(map(len, bars)), tools.catalog, len(sets.strategies))
    assembled = assemble(bars, loops)
    given, in_sample, warnings = given_columns(first, loaded, tools)
    inputs = inputs_of_all(sets.strategies, [one.history for one in loaded], given, assembled, tools.catalog, loops)
    periods = request.periods_per_year or periods_in_year(times_of(assembled))
    course = Course(assembled, instruments, inputs, rules_of(request), request.account.cash, periods)
    times, marks = len(sets.strategies), request.bar_returns
    kernel = kernel_for(course, sets.strategies[0], times, request.engine, request.strategy, tools, marks=marks)
    course = replace(course, kernel=kernel)
    return Ground(loaded, given, found, sets, course, warnings, in_sample)


def kernel_for(
    course: Course,
    one: Any,  # noqa: ANN401
    times: int,
    engine: Engine,
    name: str,
    tools: Tools,
    *,
    marks: bool = False,
) -> Kernel:
    """The kernel that is asked for, or worth it for so many sets; told by a simulation as the sweep starts them."""
    simulation = Simulation.start(
        course.assembled,
        course.instruments,
        one,
        course.inputs(one),
        course.rules,
        course.cash,
        taped=False,
        moments=True,
        sessions=len(sessions_of(course.assembled)),
        marks=marks,
    )
    choose_engine(engine, simulation, name, tools, times)
    return simulation.kernel


def attempts(request: OptimizeRequest, ground: Ground, journal: Journal) -> Iterator[Trial]:
    """Every trial in its order: those that an earlier attempt finished, then the others as they end."""
    finished = 0
    for entry in journal.entries():
        trial = trial_of(entry)
        if trial.index != finished:
            raise JobError("?", f"its journal has trial {trial.index} where {finished} belongs. Delete it and resume")
        finished += 1
        yield trial
    strategies, course = ground.sets.strategies, ground.course
    fresh = sweep(
        course,
        strategies,
        Quiet(),
        workers=threads(request.workers, course.kernel),
        sessions=True,
        bars=request.bar_returns,
        done=range(finished),
    )
    for trial in fresh:
        journal.append(entry_of(trial))
        yield trial


def told(ground: Ground, found: Iterable[Trial], trials: Trials, tools: Tools) -> Iterator[Trial]:
    """Passes trials on, remembers them, and reports each with the best so far."""
    names, total = [axis.name for axis in ground.space.axes], len(ground.sets.strategies)
    message = f"trying sets ({speed(ground.course.kernel)})"
    for trial in found:
        trials.add(trial)
        tools.progress.step(message, len(trials), total, best_so_far(trials, ground.sets.strategies, names))
        yield trial


def alone(request: OptimizeRequest, ground: Ground, index: int, tools: Tools) -> Simulation:
    """The backtest of one set, with its fills, trades and marks."""
    course, strategy = ground.course, ground.sets.strategies[index]
    simulation = Simulation.start(
        course.assembled, course.instruments, strategy, course.inputs(strategy), course.rules, course.cash, moments=True
    )
    # With tapes it is another kernel, which is not worth compiling for one run of a few bars.
    engine = "auto" if request.engine == "compiled" else request.engine
    choose_engine(engine, simulation, request.strategy, tools)
    advance(simulation, tools)
    return simulation


def entry_of(trial: Trial) -> Mapping[str, object]:
    """A trial with its returns as plain data, for a journal; no bit is lost."""
    return {
        "trial": trial.index,
        "ruined": trial.ruined,
        "metrics": trial.metrics,
        "returns": pack(trial.sessions or ()),
        **({} if trial.bars is None else {"bars": pack(trial.bars)}),
    }


def trial_of(entry: Mapping[str, Any]) -> Trial:
    """What `entry_of` was given; raises JobError for anything else."""
    try:
        bars = unpack(entry["bars"]) if "bars" in entry else None
        return Trial(int(entry["trial"]), dict(entry["metrics"]), bool(entry["ruined"]), unpack(entry["returns"]), bars)
    except (KeyError, TypeError, ValueError, InvalidValue) as error:
        raise JobError("?", f"its journal holds what is no trial: {error}. Delete the journal and resume") from error


def threads(workers: int, kernel: Kernel) -> int:
    """How many sets run at a time: an interpreted kernel holds the interpreter's lock, so one."""
    return 1 if kernel is simulate else workers or os.cpu_count() or 1


def speed(kernel: Kernel) -> str:
    """How the kernel runs, in a word."""
    return "interpreted" if kernel is simulate else "compiled"


class Quiet:
    """Progress that is reported elsewhere."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        """Nothing."""

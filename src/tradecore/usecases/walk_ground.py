"""What every window of a walk runs over."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import nan
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.optimize import Parameters
from tradecore.contracts.walkforward import WalkForwardRequest, single
from tradecore.errors import InvalidValue
from tradecore.features import Feature, feature
from tradecore.metrics.summary import periods_in_year
from tradecore.parameters import build
from tradecore.simulation.market import Assembled, assemble, scattered, stretch
from tradecore.simulation.tables import times_of
from tradecore.space import Sets, Space, searched
from tradecore.sweep import Course
from tradecore.table import Column
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.given import given_columns
from tradecore.usecases.inputs import columns_of_all, inputs_from
from tradecore.usecases.rules import rules_of
from tradecore.usecases.search import kernel_for
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import instruments_of
from tradecore.usecases.window_lessons import Lessons, lessons_of
from tradecore.windows import Walk, Window, walk_forward

# The columns that a window's own model gives, by what it predicts.
LEARNED: Mapping[str, Sequence[str]] = {
    "return": ("predicted_return", "predicted_sigma"),
    "price": ("predicted_return", "predicted_sigma"),
    "direction": ("predicted_probability",),
}


@dataclass(frozen=True, slots=True)
class WalkGround:
    """The bars, the windows over their time groups, the sets to try, and the columns that sets decide on.

    `space` is None where nothing is varied: then there is one set. `columns` are over the whole market; of those that a
    window's model gives they hold NaN. `given` are those of files or of a stored model, over each instrument's bars.
    `lessons` is None where nothing is learned. `course` is the whole market's.
    """

    loaded: Sequence[Loaded]
    times: "array[int]"
    walk: Walk
    space: Space | None
    sets: Sets
    columns: Mapping[Feature, Column]
    given: Sequence[Mapping[str, Column]]
    course: Course
    lessons: Lessons | None
    periods: float
    warnings: tuple[str, ...] = ()
    in_sample: bool = False

    @property
    def market(self) -> Assembled:
        """All bars, sorted by time."""
        return self.course.assembled

    def span(self, groups: range) -> tuple[int, int]:
        """The instants between which the bars of consecutive groups open, the second one excluded."""
        return self.times[groups.start], self.times[groups.stop - 1] + 1

    def known(self, window: Window) -> int:
        """The last instant before the first bar traded at which something became known (ns UTC)."""
        market, before = self.market, window.test.start - 1
        return max(market.market.available[market.first[before] : market.first[before + 1]])

    def course_over(self, groups: range, columns: Mapping[Feature, Column]) -> Course:
        """The course of some consecutive groups; `columns` are over their rows."""
        part = stretch(self.market, groups)
        periods = self.periods or periods_in_year(self.times[groups.start : groups.stop])
        return replace(
            self.course,
            assembled=part,
            inputs=inputs_from(columns, len(part.market.time)),
            periods_per_year=periods,
        )

    def columns_over(self, groups: range, said: Sequence[Mapping[str, Column]] = ()) -> Mapping[Feature, Column]:
        """The columns over some consecutive groups; `said` has those of a model, over each symbol's bars there."""
        first = self.market.first
        low, high = first[groups.start], first[groups.stop]
        cut = {name: column[low:high] for name, column in self.columns.items()}
        if said:
            part = stretch(self.market, groups)
            for name in said[0]:
                cut[feature(name)] = scattered([each[name] for each in said], part)
        return cut


def prepare(request: WalkForwardRequest, tools: Tools) -> WalkGround:
    """Reads the bars, cuts the windows and computes every column that does not belong to one window, once."""
    space, sets = sets_of(request, tools)
    first = single(request, sets.strategies[0]._asdict())
    tools.progress.step("reading bars", 0, len(request.bars))
    loaded = [load_bars(spec, tools.catalog) for spec in request.bars]
    bars = [one.bars for one in loaded]
    instruments = instruments_of(first, bars)
    loops = choose_loops(request.engine, sum(map(len, bars)), tools.catalog)
    assembled = assemble(bars, loops)
    times = times_of(assembled)
    walk = windows_over(request, assembled)
    tools.progress.step("computing inputs")
    given, in_sample, warnings = given_columns(first, loaded, tools)
    lessons, laid = None, given
    if request.learn:
        lessons = lessons_of(loaded, request.training, tools.catalog)
        laid = [{**columns, **nothing_said(request, one)} for columns, one in zip(given, bars, strict=True)]
    rows, histories = len(assembled.market.time), [one.history for one in loaded]
    columns = columns_of_all(sets.strategies, histories, laid, assembled, tools.catalog, loops)
    inputs = inputs_from(columns, rows)
    periods = request.periods_per_year or periods_in_year(times)
    course = Course(assembled, instruments, inputs, rules_of(request), request.account.cash, periods)
    ground = WalkGround(
        loaded,
        times,
        walk,
        space,
        sets,
        columns,
        given,
        course,
        lessons,
        request.periods_per_year,
        warnings,
        in_sample,
    )
    return replace(ground, course=replace(course, kernel=kernel_of(request, ground, tools)))


def sets_of(request: WalkForwardRequest, tools: Tools) -> tuple[Space | None, Sets]:
    """What is tried in each window: sets over the axes, or the one set that is given."""
    chosen = tools.catalog.strategy(request.strategy)
    if request.over:
        return searched(chosen, request.parameters, request.over, request.random, request.seed)
    return None, Sets((build(chosen, request.parameters),), 1, 0)


def windows_over(request: WalkForwardRequest, assembled: Assembled) -> Walk:
    """The windows over the market's time groups; a group belongs to the newest session that it has a bar of."""
    newest = list(accumulate(assembled.market.session, max))
    sessions = [newest[end - 1] for end in assembled.first[1:]]
    wish = request.windows
    train, test, step = wish.spans()
    walk = walk_forward(
        sessions,
        train,
        test,
        step,
        anchored=wish.anchored,
        horizon=request.horizon,
        gap=wish.gap,
        embargo=wish.embargo,
        fewest=wish.fewest,
    )
    if request.borders == "carry" and any(a.test.stop < b.test.start for a, b in pairwise(walk.windows)):
        accepted = "flat, or a step as long as the test: nobody would trade what is held between two tests"
        raise InvalidValue("borders", "carry", accepted)
    return walk


def nothing_said(request: WalkForwardRequest, bars: Bars) -> Mapping[str, Column]:
    """The columns of a model, still without a value."""
    empty = array("d", [nan]) * len(bars)
    return dict.fromkeys(LEARNED[request.training.target], empty)


def kernel_of(request: WalkForwardRequest, ground: WalkGround, tools: Tools) -> Any:  # noqa: ANN401
    """The kernel of all windows' sweeps, worth it for all of them together."""
    groups = ground.walk.windows[0].train
    course = ground.course_over(groups, ground.columns_over(groups))
    times = len(ground.sets.strategies) * (len(ground.walk.windows) if request.retune else 1)
    return kernel_for(course, ground.sets.strategies[0], times, request.engine, request.strategy, tools)


def parameters_at(ground: WalkGround, index: int) -> Parameters:
    """All parameters of a set."""
    return dict(ground.sets.strategies[index]._asdict())

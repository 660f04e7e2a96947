"""A sweep's keeping: what it tells, how it stops, what it computes once."""

import math
from array import array

import pytest
from test_fill_rules import FREE, QUIET, bar
from test_simulation import Failing
from test_sweep_laws import SETS, Scaled, Silent, course_of

from tradecore.bars import Bars
from tradecore.core_features import CoreFeatures
from tradecore.errors import StrategyError
from tradecore.features import Feature
from tradecore.simulation.tables import sessions_of, times_of
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import NoInputs
from tradecore.sweep import Course, sweep
from tradecore.usecases.inputs import inputs_for, inputs_of_all

RISING = [(100.0 + t, 101.0 + t, 99.0 + t, 100.5 + t) for t in range(12)]


def rising() -> Course:
    market = {"AAA": [bar(t, prices) for t, prices in enumerate(RISING)]}
    return course_of((market, {("AAA", 0): {"target": 10.0}}), FREE)


class Told(Silent):
    """Progress that remembers."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int, str]] = []

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        self.steps.append((done, total, best))


def test_progress_counts_what_was_done_before_and_names_the_best() -> None:
    told = Told()
    list(sweep(rising(), SETS, told, by="net_profit", done={0, 1}))
    assert [done for done, _, _ in told.steps] == list(range(3, len(SETS) + 1))
    assert {total for _, total, _ in told.steps} == {len(SETS)}
    assert told.steps[0][2].endswith("Scaled(factor=0.0)")
    assert told.steps[-1][2].endswith("Scaled(factor=5.0)")


def test_returns_over_bars_are_kept_on_request_and_make_the_total() -> None:
    course = rising()
    for one in sweep(course, SETS, Silent(), sessions=True, bars=True):
        assert one.bars is not None
        assert one.sessions is not None
        assert len(one.bars) == len(times_of(course.assembled)) == len(RISING)
        growth = math.prod(1.0 + earned for earned in one.bars)
        assert growth == pytest.approx(1.0 + float(one.metrics["total_return"] or 0.0), rel=1e-12)
        assert growth == pytest.approx(math.prod(1.0 + earned for earned in one.sessions), rel=1e-12)
    assert all(one.bars is None for one in sweep(course, SETS, Silent()))


@pytest.mark.parametrize("workers", [1, 3])
def test_a_cancelled_sweep_has_yielded_all_before_where_it_stopped(workers: int) -> None:
    asked = iter(range(1_000))
    found = list(sweep(rising(), SETS * 20, Silent(), workers=workers, cancelled=lambda: next(asked) >= 30))
    assert [one.index for one in found] == list(range(len(found)))
    assert len(found) <= 30


def test_what_a_cancelled_sweep_left_is_done_by_the_next() -> None:
    asked = iter(range(1_000))
    part = list(sweep(rising(), SETS, Silent(), cancelled=lambda: next(asked) >= 9))
    rest = list(sweep(rising(), SETS, Silent(), done={one.index for one in part}))
    assert part
    assert rest
    assert [*part, *rest] == list(sweep(rising(), SETS, Silent()))


def test_a_closed_sweep_stops_its_workers() -> None:
    ran: list[Scaled] = []
    course = rising()
    columns = course.inputs(SETS[0])
    watched = Course(
        course.assembled,
        course.instruments,
        lambda one: ran.append(one) or columns,
        course.rules,
        course.cash,
        course.periods_per_year,
    )
    trials = sweep(watched, SETS * 100, Silent(), workers=2)
    next(trials)
    trials.close()
    assert len(ran) < len(SETS) * 50


def test_the_first_set_that_fails_is_named() -> None:
    course = rising()
    nothing = NoInputs([0.0] * len(RISING))  # type: ignore[arg-type]
    failing = Course(course.assembled, course.instruments, lambda _: nothing, FREE, 1e6, 252.0)
    with pytest.raises(StrategyError, match=r"Failing\(nothing=7\).*ZeroDivisionError"):
        list(sweep(failing, [Failing(7), Failing(8)], Silent(), workers=2))


def test_returns_over_sessions_are_kept_on_request_only() -> None:
    course = rising()
    assert {one.sessions for one in sweep(course, SETS, Silent())} == {None}
    kept = [one.sessions for one in sweep(course, SETS, Silent(), sessions=True)]
    assert {len(one) for one in kept if one is not None} == {len(sessions_of(course.assembled))}


class Counting(CoreFeatures):
    """The core's features, and how often each was computed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def compute(self, bars: Bars, feature: Feature) -> "array[float]":
        self.asked.append(str(feature))
        return super().compute(bars, feature)

    def feature_set(self, name: str) -> "Counting":
        return self


def test_each_distinct_feature_is_computed_once() -> None:
    course, features = rising(), Counting()
    market = course.assembled.market
    history = Bars(market.time, {name: getattr(market, name) for name in market._fields[1:] if name != "instrument"})
    sets = [SmaCross(fast, slow) for fast in (2, 3) for slow in (4, 5)]
    shared = inputs_of_all(sets, [history], [{}], course.assembled, features)  # type: ignore[arg-type]
    assert features.asked == ["sma(2)", "sma(4)", "sma(5)", "sma(3)"]
    for one in sets:
        alone = inputs_for(one, [history], [{}], course.assembled, features)  # type: ignore[arg-type]
        assert [repr(column) for column in shared(one)] == [repr(column) for column in alone]


def test_a_quiet_market_has_no_ratio_and_no_rate() -> None:
    course = course_of(({"AAA": [bar(t, QUIET) for t in range(9)]}, {}), FREE)
    (trial,) = sweep(course, [Scaled()], Silent())
    assert trial.metrics["total_return"] == 0.0
    assert trial.metrics["trades"] == 0
    for name in ("sharpe", "sortino", "calmar", "skewness", "kurtosis", "win_rate", "profit_factor", "sqn"):
        assert trial.metrics[name] is None

"""A sweep's rows are single backtests, whoever runs them and in whatever order."""

from math import sqrt
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markets import scenarios
from positions import in_position
from scripted import Scripted, ScriptedInputs, bars_of, inputs_of
from test_kernel_laws import CASH, RULES

from tradecore.instruments import Instrument
from tradecore.metrics.returns import returns
from tradecore.metrics.summary import Metrics, activity, performance
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.strategy import Account, Bar, Decision, NoState
from tradecore.sweep import Course, Trial, sweep
from tradecore.usecases.backtest import outcome

Scenario = tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, int], dict[str, float]]]
PERIODS = 1_764.0
# A sweep adds up trades as they come, a backtest's table rounds correctly.
SUMMED = {"commission", "sqn", "profit_factor", "expectancy", "payoff", "kelly"}
# The same of the returns: the whole curve's are correctly rounded.
ROUNDED = {"sharpe", "probabilistic_sharpe", "sortino", "volatility", "omega", "turnover"}


class Scaled(NamedTuple):
    """Does as it is told, in another size."""

    factor: float = 1.0

    Inputs = ScriptedInputs
    State = NoState
    REASONS = ("stay", "told")

    def decide(self, state: NoState, bar: Bar, inputs: ScriptedInputs, account: Account) -> tuple[Decision, NoState]:
        decision, _ = Scripted.decide(Scripted(), state, bar, inputs, account)
        if inputs.given == 0.0:
            return decision, state
        return decision._replace(target=float(int(self.factor * decision.target))), state


SETS = [Scaled(factor) for factor in (1.0, -1.0, 0.0, 0.5, 2.0, 0.1, 3.0, -0.3, 0.7, 5.0, -2.0)]


class Silent:
    """Progress that nobody reads."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        pass


def course_of(scenario: Scenario, rules: Rules) -> Course:
    market, told = scenario
    assembled = assemble(bars_of(market))
    columns = inputs_of(market, told, assembled)
    return Course(assembled, [Instrument(symbol) for symbol in market], lambda _: columns, rules, CASH, PERIODS)


def trials(course: Course, sets: list[Scaled] = SETS, **options: Any) -> list[Trial]:
    return list(sweep(course, sets, Silent(), **options))


def single(course: Course, strategy: Any) -> tuple[Simulation, Metrics]:
    simulation = Simulation.start(
        course.assembled, course.instruments, strategy, course.inputs(strategy), course.rules, course.cash, moments=True
    )
    simulation.advance()
    return simulation, dict(outcome(simulation, PERIODS).metrics)


@given(scenarios(), st.sampled_from(RULES))
def test_a_row_is_the_single_backtest_of_its_set(scenario: Scenario, rules: Rules) -> None:
    course = course_of(scenario, rules)
    for trial, strategy in zip(trials(course), SETS, strict=True):
        simulation, metrics = single(course, strategy)
        found = {name: value for name, value in trial.metrics.items() if name in metrics}
        for name in SUMMED:
            assert near(found.pop(name), metrics[name]), name
        assert found == {name: metrics[name] for name in found}
        assert near(trial.metrics["mean"], mean_return(simulation))
        assert trial.ruined == simulation.ruined


@given(scenarios(), st.sampled_from(RULES))
def test_what_was_summed_on_the_way_is_what_the_curve_gives(scenario: Scenario, rules: Rules) -> None:
    simulation, metrics = single(course_of(scenario, rules), Scaled())
    made = outcome(simulation, PERIODS)
    held = in_position(made.equity, made.fills)
    traded = activity(made.fills, metrics["rejected"])  # type: ignore[arg-type]
    known = made.equity["available"]
    gold = performance(list(made.equity["equity"]), CASH, PERIODS, made.trades, held, traded, known)
    assert list(metrics) == list(gold)
    for name in ROUNDED:
        assert near(metrics.pop(name), gold.pop(name)), name
    assert near(pull(metrics.pop("min_track_record")), pull(gold.pop("min_track_record")))
    assert metrics == gold


def near(found: float | None, gold: float | None) -> bool:
    return found is gold if gold is None else found == pytest.approx(gold, rel=1e-9, abs=1e-9)


def pull(bars: float | None) -> float:
    """The Sharpe ratio behind a minimum track record, but for a factor: the bars themselves blow rounding up."""
    return 0.0 if bars is None else 1.0 / sqrt(max(bars - 1.0, 1.0))


def mean_return(simulation: Simulation) -> float | None:
    earned = returns(list(simulation.tapes.marks.equity[: simulation.group]), CASH)
    return sum(earned) / len(earned) if len(earned) > 1 else None


@given(scenarios(), st.sampled_from(RULES))
def test_the_number_of_workers_changes_nothing(scenario: Scenario, rules: Rules) -> None:
    course = course_of(scenario, rules)
    gold = trials(course, sessions=True)
    for workers in (2, 3):
        assert trials(course, sessions=True, workers=workers) == gold


@given(scenarios(), st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_the_order_of_the_sets_changes_nothing(scenario: Scenario, rules: Rules, random: Random) -> None:
    course, order = course_of(scenario, rules), list(range(len(SETS)))
    random.shuffle(order)
    gold, found = trials(course), trials(course, [SETS[k] for k in order], workers=2)
    assert [trial.metrics for trial in found] == [gold[k].metrics for k in order]


@given(scenarios(), st.sets(st.integers(0, len(SETS) - 1)))
def test_a_sweep_goes_on_where_it_was_left(scenario: Scenario, done: set[int]) -> None:
    course = course_of(scenario, Rules())
    assert trials(course, done=done, workers=2) == [one for one in trials(course) if one.index not in done]

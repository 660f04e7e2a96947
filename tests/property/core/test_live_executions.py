"""Executions told twice, late, in any order and corrected: each counts once, in its newest form."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from live_runs import cases, desk_of
from markets import scenarios
from scripted import start
from test_kernel_laws import CASH, RULES, bits

from tradecore.live.correcting import BOOKED
from tradecore.live.events import Commission, Event, Fill
from tradecore.live.executions import counted
from tradecore.live.session import is_news, step
from tradecore.live.state import Setup, State
from tradecore.simulation.rows import Rules

HELD = ("quantity", "average", "costs", "carry", "entry_time", "entry_reason")
Told = list[Fill | Commission]


def after(setup: Setup, reports: Sequence[Fill | Commission]) -> State:
    """The state of a session that was told this and nothing else."""
    state = State.begin(setup)
    for report in reports:
        # What is no news is not logged; that it changes nothing is tried too.
        state, actions = step(state, Event(0, report))
        again, _ = step(state, Event(0, report))
        assert not is_news(state, report)
        assert (bits(again.book.positions), again.cash) == (bits(state.book.positions), state.cash)
        del actions
    return state


def told_badly(fills: Sequence[Fill], draw: Random) -> Told:
    """Some wrong at first, some without their commission, all of it more than once and in any order."""
    reports: Told = []
    for fill in fills:
        newest = fill
        if draw.random() < 0.5:
            wrong = replace(fill, quantity=fill.quantity * draw.choice((0.5, 1.0, 2.0)), price=fill.price * 1.25)
            newest = replace(fill, revision=2)
            reports.append(wrong)
        if newest.commission is not None and draw.random() < 0.5:
            reports.append(Commission(fill.id, newest.commission, newest.revision))
            newest = replace(newest, commission=None)
            if newest.revision == 2 and draw.random() < 0.5:
                reports.append(Commission(fill.id, 77.0, 1))
        reports.append(newest)
    reports += draw.sample(reports, len(reports) // 2)
    draw.shuffle(reports)
    return reports


def assert_same_account(one: State, other: State) -> None:
    """What is held and totals to the bit; cash, which is one sum over all instruments, but for rounding.

    Whether protection has begun to fill is the broker's to say, which is asked after a correction.
    """
    for name in HELD:
        assert list(getattr(one.book.positions, name)) == list(getattr(other.book.positions, name))
    for name in BOOKED:
        assert list(getattr(one.book.tally, name)) == list(getattr(other.book.tally, name))
    assert list(one.book.days.trades) == list(other.book.days.trades)
    assert abs(one.cash - other.cash) <= 1e-9 * (CASH + sum(other.book.tally.traded))


@cases(1_000)
@given(scenarios(), st.sampled_from(RULES), st.integers(0, 10**6))
def test_each_execution_counts_once_under_duplicates_reordering_and_corrections(
    scenario: Any, rules: Rules, seed: int
) -> None:
    desk = desk_of(start(*scenario, rules, CASH))
    desk.run()
    fills: list[Fill] = desk.bodies(Fill)
    reports = told_badly(fills, Random(seed))
    newest = counted(reports)
    assert {(one.id, one.quantity, one.price, one.commission) for one in newest} == {
        (one.id, one.quantity, one.price, one.commission) for one in fills
    }
    assert_same_account(after(desk.setup, reports), after(desk.setup, [replace(one, revision=1) for one in newest]))


@cases(1_000)
@given(scenarios(), st.sampled_from(RULES), st.integers(0, 10**6))
def test_a_commission_counts_the_same_whenever_it_is_told(scenario: Any, rules: Rules, seed: int) -> None:
    desk, draw = desk_of(start(*scenario, rules, CASH)), Random(seed)
    desk.run()
    fills: list[Fill] = desk.bodies(Fill)
    reports: Told = [replace(fill, commission=None) for fill in fills]
    for fill in fills:
        assert fill.commission is not None
        # Before its execution, behind it, or long after the position has closed.
        reports.insert(draw.randint(0, len(reports)), Commission(fill.id, fill.commission))
    late, known = after(desk.setup, reports), after(desk.setup, fills)
    assert_same_account(late, known)
    assert (late.uncharged, late.early) == ({}, {})


@cases(1_000)
@given(scenarios(), st.sampled_from(RULES), st.integers(0, 10**6))
def test_trades_and_what_is_open_are_what_was_paid_whatever_was_corrected(
    scenario: Any, rules: Rules, seed: int
) -> None:
    desk = desk_of(start(*scenario, rules, CASH))
    desk.run()
    reports = told_badly(desk.bodies(Fill), Random(seed))
    state = after(desk.setup, reports)
    for i, symbol in enumerate(desk.setup.symbols):
        fills = [fill for fill in counted(reports) if fill.symbol == symbol]
        held, tally = state.book.positions, state.book.tally
        assert abs(held.quantity[i] - sum(fill.quantity for fill in fills)) < 1e-6
        paid = sum(fill.quantity * fill.price + (fill.commission or 0.0) for fill in fills)
        opened = held.quantity[i] * held.average[i] + held.costs[i]
        assert abs(tally.won[i] - tally.lost[i] - (opened - paid)) <= 1e-9 * (1.0 + tally.traded[i])

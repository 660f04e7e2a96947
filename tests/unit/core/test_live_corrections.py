"""Executions that are told late, again, or otherwise than at first: what a session does, and what people are told."""

from dataclasses import replace
from typing import Any

from test_live_session import BARS, LONG, alarms, assert_holds, desk

from tradecore.bars import DAY, HOUR
from tradecore.live.actions import Query
from tradecore.live.engine import replayed
from tradecore.live.events import AccountChanged, Commission, Event, Fill, Line, OrderStatus
from tradecore.live.session import step
from tradecore.live.snapshot import keep, restored
from tradecore.live.state import State
from tradecore.views.live import sentence

CASH = 10_000.0
ENTRY = Fill("e", "a-entry", "AAA", HOUR, 100.0, 10.0, 1.0, "market")
EXIT = Fill("x", "b-exit", "AAA", 2 * HOUR, -100.0, 11.0, 1.0, "exit")


def told(*bodies: Any) -> State:
    state = State.begin(desk().setup)
    for body in bodies:
        state, _ = step(state, Event(2 * HOUR, body))
    return state


def test_the_newest_form_of_an_execution_replaces_it_in_position_and_cash() -> None:
    state = told(ENTRY, replace(ENTRY, quantity=90.0, price=10.5, revision=2))
    assert state.positions == {"AAA": 90.0}
    assert state.book.positions.average[0] == 10.5
    assert state.cash == CASH - 90.0 * 10.5 - 1.0


def test_people_are_told_that_an_execution_is_a_correction() -> None:
    told = sentence(Line(7, Event(2 * HOUR, replace(ENTRY, quantity=90.0, revision=2))))
    assert told.endswith("FILL CORRECTED TO +90 AAA at 10 (market, commission 1.00)")


def test_an_older_form_that_comes_later_changes_nothing() -> None:
    newest = replace(ENTRY, quantity=90.0, revision=2)
    assert told(newest, ENTRY, newest).positions == {"AAA": 90.0}


def test_a_correction_of_what_opened_a_closed_trade_changes_its_net() -> None:
    state = told(ENTRY, EXIT, replace(ENTRY, price=10.5, revision=2))
    assert state.positions == {"AAA": 0.0}
    assert (state.book.tally.trades[0], state.book.tally.won[0]) == (1, 100.0 * 0.5 - 2.0)
    assert state.cash == CASH + 100.0 * 0.5 - 2.0


def test_a_correction_of_what_closed_a_position_leaves_the_rest_of_it() -> None:
    state = told(ENTRY, EXIT, replace(EXIT, quantity=-60.0, revision=2))
    assert state.positions == {"AAA": 40.0}
    assert (state.book.positions.average[0], state.book.tally.won[0]) == (10.0, 60.0 * 1.0 - 1.0 - 0.6)


def test_a_correction_is_told_and_the_broker_asked_what_it_holds() -> None:
    _, actions = step(told(ENTRY), Event(2 * HOUR, replace(ENTRY, quantity=90.0, revision=2)))
    assert [type(action).__name__ for action in actions] == ["Alarm", "Query"]
    assert actions[0].message == "The broker corrected an execution of AAA: 100 at 10 is 90 at 10."  # type: ignore[union-attr]


def test_a_commission_that_comes_when_the_position_has_closed_is_a_cost_of_the_closed_trade() -> None:
    late = told(replace(ENTRY, commission=None), EXIT, replace(ENTRY, id="n", ref="c-entry"), Commission("e", 2.5))
    assert late.book.tally.won[0] == 100.0 - 2.5 - 1.0
    # Not of the position that was opened since.
    assert late.book.positions.costs[0] == 1.0
    assert late.cash == CASH + 100.0 - 3.5 - 1_000.0 - 1.0
    assert late.uncharged == {}


def test_a_commission_that_comes_before_its_execution_waits_for_it() -> None:
    early = told(Commission("e", 2.5))
    assert early.cash == CASH
    early, _ = step(early, Event(2 * HOUR, replace(ENTRY, commission=None)))
    assert (early.cash, early.book.positions.costs[0]) == (CASH - 1_000.0 - 2.5, 2.5)


def test_a_commission_that_is_told_with_its_execution_at_the_second_time_counts() -> None:
    state = told(replace(ENTRY, commission=None), ENTRY, Commission("e", 1.0))
    assert (state.cash, state.book.positions.costs[0]) == (CASH - 1_001.0, 1.0)


def test_a_correction_after_a_split_or_a_week_is_for_a_person() -> None:
    split = AccountChanged("s", "split", "AAA", 2.0)
    later = replace(ENTRY, id="later", ref="c-entry", time=9 * DAY)
    for state in (told(ENTRY, split), step(told(ENTRY), Event(9 * DAY, later))[0]):
        after, actions = step(state, Event(9 * DAY, replace(ENTRY, quantity=90.0, revision=2)))
        assert (after.positions, after.reconciled) == (state.positions, "mismatch")
        assert "too old" in actions[-1].message  # type: ignore[union-attr]


def test_what_is_a_week_old_is_still_in_the_books_and_takes_its_commission() -> None:
    state = told(replace(ENTRY, commission=None))
    state, _ = step(state, Event(9 * DAY, replace(EXIT, time=9 * DAY)))
    assert len(state.journals[0].entries) == 1
    state, _ = step(state, Event(9 * DAY, Commission("e", 1.0)))
    assert state.cash == CASH + 100.0 - 2.0


def test_a_journal_is_kept_with_the_state() -> None:
    state = restored(desk().setup, keep(told(ENTRY, EXIT, Commission("soon", 1.0)), 3))
    state, _ = step(state, Event(2 * HOUR, replace(ENTRY, price=10.5, revision=2)))
    assert state.book.tally.won[0] == 100.0 * 0.5 - 2.0
    assert set(state.early) == {"soon"}


def test_a_session_whose_entry_is_corrected_protects_what_it_holds_and_buys_the_rest() -> None:
    made = desk()
    engine = made.run(most=4)
    [fill] = made.bodies(Fill)
    positions = made.broker.exchange.floor.book.positions
    positions.quantity[0] = 60.0
    made.broker.exchange.cash += 40.0 * fill.price
    engine.take(replace(fill, quantity=60.0, revision=2))
    assert engine.state.reconciled == "confirmed"
    assert [one.quantity for one in made.broker.exchange.holdings().protection] == [60.0]
    assert alarms(made) == ["corrected"]
    engine = made.run()
    assert_holds(made, engine, 100.0)
    assert replayed(made.setup, made.kept).positions == {"AAA": 100.0}


def test_an_order_that_was_over_and_fills_after_all_is_ours() -> None:
    made = desk(wishes={("AAA", 1): {**LONG, "limit": 9.0}, ("AAA", 3): {"target": 0.0}})
    engine = made.run(most=5)
    [order] = made.broker.taken
    assert made.bodies(OrderStatus)[-1].status == "cancelled"
    # The cancellation and the fill have passed each other.
    engine.take(Fill("race", order.ref, "AAA", 4 * HOUR, 100.0, 9.0, 0.0, "limit"))
    assert engine.state.strangers == ()
    assert engine.state.positions == {"AAA": 100.0}
    assert engine.state.book.orders.working[0] == 0


def test_an_order_that_has_filled_is_not_over_before_its_executions_are_known() -> None:
    made = desk()
    engine = made.run(most=2)
    [order] = made.broker.taken
    state, actions = step(engine.state, Event(engine.state.now, OrderStatus(order.ref, "AAA", "filled")))
    assert isinstance(actions[-1], Query)
    assert state.orders[order.ref].stage == "unknown"
    state, _ = step(state, Event(state.now, Fill("1", order.ref, "AAA", 2 * HOUR, 100.0, 10.0, 0.0, "market")))
    assert state.orders == {}
    assert len(BARS) > len(made.bodies(Fill))

"""A session when things go wrong: what is sent, what is not, and what a person is told."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from live_runs import Desk, desk_of
from scripted import start

from tradecore.bars import HOUR
from tradecore.live.actions import Query, Send
from tradecore.live.engine import Engine, replayed
from tradecore.live.events import (
    BarRow,
    BarsClosed,
    Clock,
    Commission,
    Connection,
    Decided,
    ErrorRaised,
    Event,
    Fill,
    Intent,
    KillSwitch,
    Operator,
    OrderStatus,
    Reconcile,
)
from tradecore.live.guards import why_not
from tradecore.live.orders import Order, Protection
from tradecore.live.reconciling import REFUSALS
from tradecore.live.recorded import RecordedFeed
from tradecore.live.session import is_news, step
from tradecore.live.snapshot import keep, restored
from tradecore.live.state import State
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.simulation.rows import Rules

BARS = [
    {
        "time": t * HOUR,
        "available": (t + 1) * HOUR,
        "session": 0,
        "open": 10.0,
        "high": 10.5,
        "low": 9.5,
        "close": 10.0,
        "volume": 1_000.0,
        "nights": 0,
        "split": 1.0,
        "dividend": 0.0,
    }
    for t in range(8)
]
LONG = {"target": 100.0, "stop": 8.0, "profit": 12.0}
WISHES = {("AAA", t): LONG for t in range(1, 8)}


def desk(*faults: Any, wishes: Any = WISHES, policy: Any = "hold") -> Desk:
    made = desk_of(start({"AAA": BARS}, wishes, Rules(), 10_000.0))
    made.broker.faults = deque(faults)
    made.setup = made.setup.__class__(**{**fields(made.setup), "policy": policy})
    return made


def fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def alarms(made: Desk) -> list[str]:
    return [alarm.kind for alarm in made.alerts.told]


def statuses(made: Desk) -> list[str]:
    return [said.status for said in made.bodies(OrderStatus)]


def assert_holds(made: Desk, engine: Engine, held: float) -> None:
    assert engine.state.positions == {"AAA": held}
    assert made.broker.exchange.holdings().positions.get("AAA", 0.0) == held
    refs = [order.ref for order in made.broker.taken]
    assert len(refs) == len(set(refs))


def test_without_faults_one_order_reaches_the_broker_and_its_protection_rests_there() -> None:
    made = desk()
    engine = made.run()
    assert_holds(made, engine, 100.0)
    assert len(made.broker.taken) == 1
    [resting] = made.broker.exchange.holdings().protection
    assert (resting.stop, resting.profit, resting.quantity) == (8.0, 12.0, 100.0)
    assert alarms(made) == []


def test_a_swallowed_order_is_lost_after_two_answers_and_the_next_bar_decides_anew() -> None:
    made = desk("swallow")
    engine = made.run()
    assert statuses(made)[0] == "lost"
    assert "lost" in alarms(made)
    assert_holds(made, engine, 100.0)
    assert len({intent.order.ref for intent in made.bodies(Intent)}) == 2


def test_an_order_that_was_to_be_cancelled_and_never_arrived_is_lost_as_well() -> None:
    made = desk("swallow", wishes={("AAA", 1): LONG, ("AAA", 2): {"target": 0.0}, ("AAA", 5): LONG})
    engine = made.run()
    assert statuses(made)[0] == "lost"
    assert_holds(made, engine, 100.0)


def test_an_order_that_was_taken_before_the_link_broke_is_adopted_and_not_sent_again() -> None:
    made = desk("drop after")
    engine = made.run()
    assert alarms(made)[0] == "connection"
    assert_holds(made, engine, 100.0)
    assert len(made.broker.taken) == len(made.bodies(Intent)) == 1


def test_an_order_that_never_left_is_lost_and_not_sent_again() -> None:
    made = desk("drop before")
    engine = made.run()
    assert "lost" in statuses(made)
    assert_holds(made, engine, 100.0)


def lost(made: Desk) -> Order:
    """Runs until the first order is given up."""
    while "lost" not in statuses(made):
        made.run(most=1)
    return made.bodies(Intent)[0].order


def following(made: Desk) -> Sequence[BarRow]:
    """The first bars that no session has seen."""
    feed = RecordedFeed(made.recording)
    feed.begin(made.bodies(BarsClosed)[-1].time)
    while not isinstance(moment := feed.next(0.0), Closed):
        assert moment is not None
    return moment.rows


def test_a_lost_order_that_fills_after_all_is_ours_and_counts_once() -> None:
    made = desk("swallow", wishes={("AAA", 1): LONG})
    order = lost(made)
    # It was on its way for so long, and fills while nobody is connected.
    made.broker.connect()
    made.broker.submit(order)
    made.broker.trade([replace(bar, inputs=()) for bar in following(made)])
    engine = made.run()
    assert "stranger" not in alarms(made)
    assert "mismatch" not in alarms(made)
    assert alarms(made).count("lost") == 2
    assert_holds(made, engine, 100.0)
    assert not engine.state.halted
    assert engine.state.reconciled == "confirmed"


def test_a_lost_order_that_works_after_all_is_cancelled() -> None:
    made = desk("swallow", wishes={("AAA", 1): LONG})
    order = lost(made)
    made.broker.connect()
    made.broker.submit(order)
    engine = made.run()
    assert_holds(made, engine, 0.0)


def test_a_late_commission_is_a_cost_of_the_position_while_that_is_held() -> None:
    made = desk()
    state, cash = State.begin(made.setup), 10_000.0
    fill = Fill("1", "a-entry", "AAA", HOUR, 100.0, 10.0, None, "market")
    state, _ = step(state, Event(HOUR, fill))
    for _ in range(2):
        state, _ = step(state, Event(HOUR, Commission("1", 1.5)))
    assert state.book.positions.costs[0] == 1.5
    assert state.cash == cash - 100.0 * 10.0 - 1.5
    state, _ = step(state, Event(HOUR, Fill("2", "a-exit", "AAA", HOUR, -100.0, 10.0, None, "exit")))
    state, _ = step(state, Event(HOUR, Commission("2", 1.5)))
    assert state.book.positions.costs[0] == 0.0
    assert state.cash == cash - 3.0


def test_a_rejected_order_is_told_and_the_next_bar_decides_anew() -> None:
    made = desk("reject")
    engine = made.run()
    assert alarms(made) == ["rejected"]
    assert_holds(made, engine, 100.0)


def test_what_is_reported_twice_counts_once() -> None:
    made = desk("twice")
    engine = made.run()
    assert_holds(made, engine, 100.0)
    [fill] = made.bodies(Fill)
    again, actions = step(engine.state, Event(engine.state.now, fill))
    assert (again.positions, again.cash, actions) == (engine.state.positions, engine.state.cash, ())
    assert not is_news(engine.state, fill)


def driven(made: Desk, switch: list[str], thrown_at: int) -> Engine:
    """A session whose kill switch is thrown before the bar of that number closes."""
    engine, feed = made.start()
    engine._switch = lambda: switch[0]  # noqa: SLF001
    count = 0
    while True:
        moment = feed.next(0.0)
        if isinstance(moment, Opened):
            engine.opened(moment)
        elif isinstance(moment, Closed):
            if count == thrown_at:
                switch[0] = "a drill"
                engine.look()
            engine.closed(moment)
            count += 1
        else:
            return engine


@pytest.mark.parametrize(
    ("policy", "held", "protected"), [("hold", 100.0, 1), ("cancel", 100.0, 0), ("flatten", 0.0, 0)]
)
def test_the_kill_switch_does_as_the_policy_says(policy: str, held: float, protected: int) -> None:
    made = desk(policy=policy)
    engine = driven(made, [""], 5)
    assert_holds(made, engine, held)
    resting = [one for one in made.broker.exchange.holdings().protection if one.stop is not None]
    assert len(resting) == protected
    assert all(one.blocked for one in made.bodies(Decided)[5:])
    assert alarms(made) == ["halt"]


def test_asked_to_flatten_a_session_cancels_what_stands_and_closes_what_it_holds() -> None:
    made = desk(wishes={("AAA", 1): LONG, ("AAA", 3): {"target": 200.0, "limit": 5.0}})
    engine = made.run(most=4)
    engine.take(Operator("flatten", "me"))
    assert statuses(made)[-2:] == ["cancelled", "working"]
    assert_holds(made, made.run(), 0.0)


def test_thrown_before_an_order_leaves_it_is_withdrawn() -> None:
    made = desk()
    engine = driven(made, [""], 1)
    assert_holds(made, engine, 0.0)
    assert made.bodies(Intent) == []
    assert [said.on for said in made.bodies(KillSwitch)] == [True]


def test_taken_back_it_needs_somebody_to_resume() -> None:
    made, switch = desk(), [""]
    engine = driven(made, switch, 3)
    switch[0] = ""
    engine.look()
    assert why_not(engine.state) == "the session is halted: the kill switch was on; resume the session"
    engine.take(Operator("resume", "me"))
    assert why_not(engine.state) == ""


def test_a_strategy_that_raises_halts_the_session_and_no_order_follows() -> None:
    made = desk(wishes={("AAA", 1): LONG, ("AAA", 3): {"target": float("inf")}})
    engine = made.run()
    [error] = made.bodies(ErrorRaised)
    assert "inf" in error.message
    assert alarms(made) == ["halt"]
    assert_holds(made, engine, 100.0)


def test_a_trade_by_hand_is_a_mismatch_that_a_person_adopts() -> None:
    made = desk()
    made.run(most=4)
    positions = made.broker.exchange.floor.book.positions
    positions.quantity[0] = 30.0
    engine, _ = made.start()
    assert engine.state.reconciled == "mismatch"
    assert "AAA 30 at the broker, 100 by the log" in made.alerts.told[-1].message
    engine.take(Operator("adopt", "me"))
    assert (engine.state.reconciled, engine.state.positions) == ("confirmed", {"AAA": 30.0})


def test_missing_protection_is_told_and_placed_again() -> None:
    made = desk()
    made.run(most=4)
    made.broker.exchange.floor.book.positions.stop[0] = float("nan")
    made.start()
    assert alarms(made) == ["protection"]
    [resting] = made.broker.exchange.holdings().protection
    assert resting.stop == 8.0


def test_an_incomplete_answer_proves_nothing() -> None:
    state = State.begin(desk().setup)
    for body in (Connection(up=True), Reconcile(complete=False)):
        state, _ = step(state, Event(0, body))
    assert why_not(state) == "it is not known yet what the broker holds"


def test_the_rest_of_an_incomplete_answer_is_asked_for_again() -> None:
    state = State.begin(desk().setup)
    for body in (Connection(up=True), Reconcile(complete=False)):
        state, _ = step(state, Event(0, body))
    patience = state.setup.patience
    state, early = step(state, Event(patience - 1, Clock(patience - 1)))
    assert early == ()
    state, [asked] = step(state, Event(patience, Clock(patience)))
    assert isinstance(asked, Query)
    state, _ = step(state, Event(patience, Reconcile(complete=True)))
    _, after = step(state, Event(3 * patience, Clock(3 * patience)))
    assert after == ()


def test_a_clock_that_is_wrong_stops_new_orders() -> None:
    state = State.begin(desk().setup)
    for body in (Connection(up=True), Reconcile(complete=True), Clock(0, skew=31 * 10**9)):
        state, _ = step(state, Event(0, body))
    assert "clock" in why_not(state)


def test_a_step_leaves_the_state_before_it_as_it_was() -> None:
    made = desk()
    made.run()
    state = State.begin(made.setup)
    for line in made.kept:
        kept = [list(column) for part in state.book for column in part]
        following, _ = step(state, line.event)
        assert repr([list(column) for part in state.book for column in part]) == repr(kept)
        state = following


def test_an_order_leaves_by_an_intent_only() -> None:
    made = desk()
    made.run()
    state, sent = State.begin(made.setup), []
    for line in made.kept:
        state, actions = step(state, line.event)
        if any(isinstance(action, Send) for action in actions):
            sent.append(type(line.event.body))
    assert sent == [Intent]


def test_an_execution_of_nobody_we_know_is_a_mismatch() -> None:
    made = desk()
    engine = made.run(most=4)
    engine.take(Fill("by hand", "", "AAA", 3 * HOUR, -10.0, 10.0, 1.0, "market"))
    assert engine.state.reconciled == "mismatch"
    assert engine.state.positions == {"AAA": 90.0}
    assert made.alerts.told[-1].kind == "stranger"
    # That the positions agree afterwards does not make it ours.
    agreed = Reconcile(complete=True, positions={"AAA": 90.0})
    engine.take(agreed)
    assert engine.state.reconciled == "mismatch"
    engine.take(Operator("adopt", "me"))
    engine.take(agreed)
    assert engine.state.reconciled == "confirmed"


def test_an_execution_of_nobody_we_know_is_a_mismatch_also_while_an_order_is_in_doubt() -> None:
    made = desk("drop before")
    engine, feed = made.start()
    while engine.state.linked:
        moment = feed.next(0.0)
        assert isinstance(moment, Opened | Closed)
        (engine.opened if isinstance(moment, Opened) else engine.closed)(moment)  # type: ignore[arg-type]
    engine.take(Fill("by hand", "hand-entry", "AAA", HOUR, 7.0, 10.0, 1.0, "market"))
    engine.connect()
    assert engine.state.reconciled == "mismatch"


def test_the_log_of_another_configuration_is_refused() -> None:
    from tradecore.errors import LogMismatch

    made = desk()
    made.run()
    other = made.setup.__class__(**{**fields(made.setup), "fingerprint": "0" * 64})
    with pytest.raises(LogMismatch, match="begin a new session"):
        replayed(other, made.kept)


def test_an_order_for_a_market_that_is_closed_waits_for_its_open() -> None:
    made = desk(wishes={("AAA", 1): LONG})
    engine, feed = made.start()
    engine.take(Clock(0, shut=("AAA",)))
    for _ in range(2):
        moment = feed.next(0.0)
        assert isinstance(moment, Opened)
        closed = feed.next(0.0)
        assert isinstance(closed, Closed)
        engine.closed(closed)
    assert made.bodies(Decided)[-1].order
    assert (made.bodies(Intent), made.broker.taken) == ([], [])
    # The log knows it, so that a restart does not send it either.
    assert replayed(made.setup, made.kept).shut == {"AAA"}
    engine.take(Clock(2 * HOUR, ("AAA",), shut=()))
    assert [order.symbol for order in made.broker.taken] == ["AAA"]


def legs_end(engine: Engine, ref: str, status: Any) -> None:
    """The broker says that protection has ended, and by no fill."""
    engine.broker.exchange.protect(Protection(ref.rpartition("-")[0], "AAA", 100.0))  # type: ignore[attr-defined]
    engine.broker.waiting.append(OrderStatus(ref, "AAA", status, "told to"))  # type: ignore[attr-defined]
    engine.listen()


def test_protection_that_ends_without_a_fill_is_asked_for_and_placed_again() -> None:
    made = desk()
    engine = made.run(most=3)
    [resting] = made.broker.exchange.holdings().protection
    legs_end(engine, f"{resting.ref}-target", "cancelled")
    assert made.broker.exchange.holdings().protection == (resting,)
    assert alarms(made) == ["protection"]


def test_a_position_that_cannot_be_protected_is_closed() -> None:
    made = desk()
    engine = made.run(most=3)
    [resting] = made.broker.exchange.holdings().protection
    for _ in range(REFUSALS):
        legs_end(engine, f"{resting.ref}-stop", "rejected")
    assert alarms(made) == ["protection"] * REFUSALS
    closing = made.broker.taken[-1]
    assert (closing.leg, closing.quantity) == ("exit", -100.0)
    assert restored(made.setup, keep(engine.state, 1)).refusals == {"AAA": REFUSALS}

"""What is backtested is what is traded: a session over recorded bars does what the kernel does, bit for bit."""

from typing import Any

from dying import Died, dying
from hypothesis import example, given
from hypothesis import strategies as st
from live_runs import Desk, desk_of, fills_of, marks_of
from markets import HOUR, scenarios
from scripted import start
from test_kernel_laws import CASH, RULES, bits

from tradecore.bars import SECOND
from tradecore.costs import IBKR_FIXED
from tradecore.live.engine import Engine, replayed
from tradecore.live.events import BarsClosed, Fill, Intent, OrderStatus
from tradecore.live.session import step
from tradecore.live.snapshot import keep, restored
from tradecore.live.state import State
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation

# What is the broker's own affair: volume inside a bar, tiers of the month; and totals that a session does not keep.
UNSEEN = {"used", "inside", "mark", "spread", "best", "worst", "trimmed", "month", "units"}
PATIENCE = 10 * SECOND


def seen(part: Any) -> dict[str, Any]:
    unseen = UNSEEN | ({"average"} if hasattr(part, "wins") else set())
    return {name: bits([column])[0] for name, column in zip(part._fields, part, strict=True) if name not in unseen}


def assert_same_book(state: State, simulation: Simulation) -> None:
    ours, gold = state.book, simulation.book
    assert list(ours.orders.working) == list(gold.orders.working)
    for mine, theirs in zip(
        (ours.positions, ours.states, ours.tally, ours.days),
        (gold.positions, gold.states, gold.tally, gold.days),
        strict=True,
    ):
        assert seen(mine) == seen(theirs)
    assert list(state.reasons) == list(simulation.reasons)


def assert_backtested(desk: Desk, engine: Engine, simulation: Simulation) -> None:
    assert desk.fills == fills_of(simulation)
    reached = marks_of(simulation)
    assert {time: mark for time, mark in desk.marks.items() if time in reached} == reached
    if not simulation.ruined:
        assert not engine.state.halted
        assert_same_book(engine.state, simulation)


@given(scenarios(), st.sampled_from(RULES))
def test_a_session_over_recorded_bars_is_the_backtest(scenario: Any, rules: Rules) -> None:
    simulation = start(*scenario, rules, CASH)
    desk = desk_of(simulation)
    simulation.advance()
    assert_backtested(desk, desk.run(), simulation)


def flat_bar(hour: int) -> dict[str, Any]:
    """An hour in which nothing happens."""
    times = {"time": hour * HOUR, "available": (hour + 1) * HOUR, "session": hour // 4}
    prices = dict.fromkeys(("open", "high", "low", "close"), 5.0)
    return {**times, **prices, "volume": 1_000.0, "nights": int(hour % 4 == 3), "split": 1.0, "dividend": 0.0}


# The last exit is written down, and the process dies before it leaves.
TOLD = {0: -1.0, 1: -7.0, 3: 0.0, 4: -1.0, 5: 0.0}
EXIT_LOST = {"AAA": [flat_bar(t) for t in range(7)]}, {("AAA", t): {"target": to} for t, to in TOLD.items()}

# An exit of which half fills, then nothing more is wanted: the stop counts again, by a decision that the broker does
# not hear of. In the bar after that it is touched.
LEFT = {t: {"target": to, "stop": 4.5} for t, to in {0: 100.0, 1: 100.0, 2: 100.0}.items()} | {3: {"target": 0.0}}
TOUCHED = [flat_bar(t) | ({"low": 4.0} if t == 6 else {}) for t in range(7)]
UNHEARD = {"AAA": TOUCHED}, {("AAA", t): wish for t, wish in LEFT.items()}


@given(scenarios(), st.sampled_from(RULES), st.lists(st.integers(1, 400), max_size=6))
@example(EXIT_LOST, Rules(), [126])
@example(UNHEARD, Rules(IBKR_FIXED, 0.0002, cap=0.05), [98])
def test_a_session_that_dies_anywhere_goes_on_where_it_was(scenario: Any, rules: Rules, deaths: list[int]) -> None:
    simulation = start(*scenario, rules, CASH)
    desk = desk_of(simulation)
    for at in deaths:
        try:
            desk.run(dying(at))
        except Died:
            assert_consistent(desk, desk.start()[0])
    engine = desk.run()
    assert_consistent(desk, engine)
    simulation.advance()
    if unreached := never_arrived(desk, engine):
        assert_backtested_until(desk, simulation, unreached)
    else:
        assert_backtested(desk, engine, simulation)


def never_arrived(desk: Desk, engine: Engine) -> set[str]:
    """The orders that were written down and did not leave: each is lost, or in doubt where no time has passed since.

    By the order rule none is sent again: the next bar decides, so that only here a session may differ from its
    backtest.
    """
    unreached = {one.order.ref for one in desk.bodies(Intent)} - {order.ref for order in desk.broker.taken}
    lost = {said.ref for said in desk.bodies(OrderStatus) if said.status == "lost"}
    state = engine.state
    doubtful = {ref for ref, one in state.orders.items() if one.missing and state.now - one.asked < PATIENCE}
    assert unreached == lost | doubtful
    assert not unreached & {fill.ref for fill in desk.bodies(Fill)}
    return unreached


def assert_backtested_until(desk: Desk, simulation: Simulation, unreached: set[str]) -> None:
    """All is as in the backtest up to the bar on which the first of these orders was decided."""
    last = -1
    for line in desk.kept:
        body = line.event.body
        if isinstance(body, Intent) and body.order.ref in unreached:
            break
        last = body.time if isinstance(body, BarsClosed) else last
    assert [fill for fill in desk.fills if fill[0] <= last] == [f for f in fills_of(simulation) if f[0] <= last]
    until = {time: mark for time, mark in marks_of(simulation).items() if time <= last}
    assert {time: mark for time, mark in desk.marks.items() if time in until} == until


def assert_consistent(desk: Desk, engine: Engine) -> None:
    """Position by the log = position of the broker; no order twice; what protects rests at the broker."""
    holdings, state = desk.broker.exchange.holdings(), engine.state
    assert {symbol: held for symbol, held in state.positions.items() if held} == dict(holdings.positions)
    refs = [order.ref for order in desk.broker.taken]
    assert len(refs) == len(set(refs))
    written = [intent.order.ref for intent in desk.bodies(Intent)]
    assert len(written) == len(set(written))
    assert set(refs) <= set(written)
    # An order that nobody knows is asked for once more, later than the last bar if it was decided there.
    in_doubt = state.reconciled == "unknown" and any(one.missing for one in state.orders.values())
    assert state.reconciled == "confirmed" or in_doubt
    ours, theirs = state.book.positions, desk.broker.exchange.floor.book.positions
    for i, held in enumerate(ours.quantity):
        if held:
            assert bits([[ours.stop[i], ours.profit[i]]]) == bits([[theirs.stop[i], theirs.profit[i]]])
            assert ours.hold[i] == theirs.hold[i]


@given(scenarios(), st.sampled_from(RULES))
def test_a_log_replayed_is_the_state(scenario: Any, rules: Rules) -> None:
    desk = desk_of(start(*scenario, rules, CASH))
    engine = desk.run()
    again = replayed(desk.setup, desk.kept)
    assert [bits(part) for part in again.book] == [bits(part) for part in engine.state.book]
    assert (again.cash, again.curve, again.orders, again.outbox) == (
        engine.state.cash,
        engine.state.curve,
        engine.state.orders,
        engine.state.outbox,
    )


@given(scenarios(), st.sampled_from(RULES), st.integers(0, 10**6))
def test_a_state_kept_and_restored_goes_on_as_it_would_have(scenario: Any, rules: Rules, at: int) -> None:
    desk = desk_of(start(*scenario, rules, CASH))
    engine = desk.run()
    state, cut = State.begin(desk.setup), at % len(desk.kept)
    for line in desk.kept:
        if line.seq > cut and not state.outbox:
            state, cut = restored(desk.setup, keep(state, line.seq - 1)), len(desk.kept)
        state, _ = step(state, line.event)
    assert [bits(part) for part in state.book] == [bits(part) for part in engine.state.book]
    assert (state.cash, state.curve, state.orders) == (engine.state.cash, engine.state.curve, engine.state.orders)
    assert (state.executed, state.wishes, state.guards, state.former) == (
        engine.state.executed,
        engine.state.wishes,
        engine.state.guards,
        engine.state.former,
    )

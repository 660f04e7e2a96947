"""Whatever happens to a session, in whatever order: nothing leaves that must not, and nothing counts twice."""

from collections import deque
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from live_runs import Desk, desk_of
from markets import scenarios
from scripted import start
from test_kernel_laws import CASH, RULES

from tradecore.live.actions import Send
from tradecore.live.engine import Engine
from tradecore.live.events import Clock, Connection, ErrorRaised, Event, Fill, Intent, KillSwitch, Operator, Reconcile
from tradecore.live.guards import why_not
from tradecore.live.session import step
from tradecore.live.state import State
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.simulation.rows import Rules

FAULTS = ("swallow", "reject", "drop before", "drop after", "twice")
TROUBLES = (
    Connection(up=True, stale=True),
    Connection(up=False, problem="pulled"),
    Clock(0, skew=60 * 10**9),
    Clock(0, skew=0),
    KillSwitch(on=True, reason="a drill"),
    KillSwitch(on=False),
    ErrorRaised("a defect", "somewhere"),
    Reconcile(complete=False),
    Reconcile(complete=True, positions={"AAA": 1e6}),
    Operator("resume"),
    Connection(up=True),
)


class Watched(Engine):
    """An engine that remembers why an order should not have left."""

    def _act(self, action: Any) -> None:
        if isinstance(action, Send):
            why = why_not(self.state)
            assert not why, why
        super()._act(action)


def played(desk: Desk, troubles: list[Any]) -> Engine:
    """A session over all bars, one trouble (or none) before each moment."""
    first, feed = desk.start()
    engine = Watched(first.state, first.log, desk.broker, feed, [desk.alerts], switch=lambda: switch[0])
    switch, waiting = [""], deque(troubles)
    while True:
        trouble = waiting.popleft() if waiting else None
        if isinstance(trouble, KillSwitch):
            switch[0] = trouble.reason if trouble.on else ""
            engine.look()
        elif trouble is not None:
            engine.take(trouble)
        if trouble is None and not engine.state.linked:
            engine.connect()
        moment = feed.next(0.0)
        if isinstance(moment, Opened):
            engine.opened(moment)
        elif isinstance(moment, Closed):
            engine.closed(moment)
        else:
            return engine


@given(
    scenarios(),
    st.sampled_from(RULES),
    st.lists(st.one_of(st.none(), st.sampled_from(TROUBLES)), max_size=30),
    st.lists(st.sampled_from(FAULTS), max_size=6),
)
def test_no_order_leaves_while_anything_forbids_it(
    scenario: Any, rules: Rules, troubles: list[Any], faults: list[Any]
) -> None:
    desk = desk_of(start(*scenario, rules, CASH))
    desk.broker.faults = deque(faults)
    engine = played(desk, troubles)
    written = [intent.order.ref for intent in desk.bodies(Intent)]
    taken = [order.ref for order in desk.broker.taken]
    assert len(written) == len(set(written))
    assert len(taken) == len(set(taken))
    # Once the broker answers again, both agree on what is held.
    again, _ = desk.start()
    held = {symbol: quantity for symbol, quantity in again.state.positions.items() if quantity}
    assert held == dict(desk.broker.exchange.holdings().positions)
    assert engine.log.seq > 0


@given(scenarios(), st.integers(0, 10**6))
def test_executions_count_once_in_any_order_and_however_often_they_are_told(scenario: Any, seed: int) -> None:
    desk = desk_of(start(*scenario, Rules(), CASH))
    desk.run()
    fills: list[Fill] = desk.bodies(Fill)
    told = fills * 2
    Random(seed).shuffle(told)
    state = State.begin(desk.setup)
    for fill in told:
        state, _ = step(state, Event(0, fill))
    sums = dict.fromkeys(desk.setup.symbols, 0.0)
    for fill in fills:
        sums[fill.symbol] += fill.quantity
    for symbol, held in state.positions.items():
        assert abs(held - sums[symbol]) < 1e-6
    spent = sum(fill.quantity * fill.price + (fill.commission or 0.0) for fill in fills)
    assert abs(state.cash - (CASH - spent)) < 1e-4 * CASH

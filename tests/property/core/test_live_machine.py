"""Whatever happens, in whatever order: no order leaves while anything forbids it (a Hypothesis state machine)."""

from collections import deque
from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from live_runs import Desk, cases, desk_of
from markets import scenarios
from scripted import start
from test_kernel_laws import CASH, RULES
from test_live_laws import flat_bar

from tradecore.live.engine import Engine
from tradecore.live.events import Clock, Connection, ErrorRaised, Intent, Operator, Reconcile
from tradecore.live.orders import Order
from tradecore.live.recorded import RecordedFeed
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.simulation.rows import Rules
from tradecore_testing.live_fakes import MemoryBroker

MINUTE = 60 * 10**9
STEPS = 30
# Two instruments of which each bar wants something else than the one before.
TURNS = {t: {"target": 10.0 if t % 2 else -10.0} for t in range(60)}
BUSY = (
    {symbol: [flat_bar(t) for t in TURNS] for symbol in ("AAA", "BBB")},
    {(symbol, t): wish for t, wish in TURNS.items() for symbol in ("AAA", "BBB")},
)


class Watched(MemoryBroker):
    """A broker that tells before it is handed an order, and when it has said what it holds."""

    sending: Callable[[Order], None]
    said: Callable[[], None]

    def submit(self, order: Order) -> None:
        self.sending(order)
        super().submit(order)

    def holdings(self) -> Reconcile:
        held = super().holdings()
        self.said()
        return held


class Session(RuleBasedStateMachine):
    """One session at a broker that may fail; what forbids orders is kept here, apart from the session's own guards."""

    def __init__(self) -> None:
        super().__init__()
        self.forbidden: set[str] = set()
        self.shut: tuple[str, ...] = ()
        self.switch = ""
        self.desk: Desk
        self.engine: Engine
        self.broker: Watched
        self.feed: RecordedFeed

    @initialize(scenario=st.one_of(st.just(BUSY), st.just(BUSY), scenarios()), rules=st.sampled_from(RULES))
    def begin(self, scenario: Any, rules: Rules) -> None:
        self.desk = desk_of(start(*scenario, rules, CASH))
        self.broker = self.desk.broker = Watched(self.desk.broker.exchange)
        self.broker.sending, self.broker.said = self.about_to_leave, lambda: self.forbidden.discard("positions")
        self.restart()

    @rule()
    def restart(self) -> None:
        """The process dies and another goes on: it knows what the log says, and asks the broker."""
        self.forbidden &= {"halt"}
        self.engine, self.feed = self.desk.start(switch=lambda: self.switch)
        self.note()

    def about_to_leave(self, order: Order) -> None:
        """Judged by what happened, not by what the session thinks."""
        assert not self.forbidden, (self.forbidden, order)
        assert not self.switch, (self.switch, order)
        assert order.symbol not in self.shut, (self.shut, order)

    def note(self) -> None:
        """What only the broker's answers end: a link that is down, and positions that nobody has confirmed."""
        state = self.engine.state
        for name, wrong in (("link", not self.broker.up), ("positions", state.reconciled != "confirmed")):
            (self.forbidden.add if wrong else self.forbidden.discard)(name)

    @rule(times=st.integers(2, 6))
    def bars_pass(self, times: int) -> None:
        for _ in range(times):
            moment = self.feed.next(0.0)
            if isinstance(moment, Opened):
                if not self.engine.state.linked:
                    self.connect()
                self.engine.opened(moment)
            elif isinstance(moment, Closed):
                self.engine.closed(moment)
            self.note()

    @rule()
    def connect(self) -> None:
        if self.engine.state.linked:
            return
        self.forbidden -= {"link", "stale"}
        self.engine.connect()
        self.note()

    @rule(times=st.integers(4, 8))
    def all_is_well_and_bars_pass(self, times: int) -> None:
        self.kill_switch_is_taken_back()
        self.connect()
        self.data_go_stale_or_come_back(stale=False)
        self.clocks_drift(0)
        self.markets_close_or_open(set())
        self.somebody_resumes()
        self.bars_pass(times)

    @rule()
    def link_breaks(self) -> None:
        self.broker.close()
        self.forbidden |= {"link", "positions"}
        self.engine.take(Connection(up=False, problem="pulled"))
        self.note()

    @rule(stale=st.booleans())
    def data_go_stale_or_come_back(self, *, stale: bool) -> None:
        if self.engine.state.linked:
            (self.forbidden.add if stale else self.forbidden.discard)("stale")
            self.engine.take(Connection(up=True, stale=stale))
            self.note()

    @rule(minutes=st.sampled_from((0, -2, 2)))
    def clocks_drift(self, minutes: int) -> None:
        (self.forbidden.add if minutes else self.forbidden.discard)("skew")
        self.engine.take(Clock(0, skew=minutes * MINUTE))
        self.note()

    @rule(which=st.sets(st.sampled_from(("AAA", "BBB", "CCC"))))
    def markets_close_or_open(self, which: set[str]) -> None:
        self.shut = tuple(sorted(which))
        self.engine.take(Clock(0, shut=self.shut))
        self.note()

    @rule()
    def kill_switch_is_thrown(self) -> None:
        # Nobody looks here: an order that was about to leave must see it by itself.
        self.switch = "a drill"
        self.forbidden.add("halt")

    @rule()
    def kill_switch_is_taken_back(self) -> None:
        self.engine.look()
        self.switch = ""
        self.engine.look()
        self.note()

    @rule()
    def something_raises(self) -> None:
        self.forbidden.add("halt")
        self.engine.take(ErrorRaised("a defect", "somewhere"))
        self.note()

    @rule()
    def somebody_resumes(self) -> None:
        self.engine.look()
        if not self.switch:
            self.forbidden.discard("halt")
        self.engine.take(Operator("resume", "me"))
        self.note()

    @rule(held=st.sampled_from((None, 1e6)))
    def broker_answers_badly(self, held: float | None) -> None:
        self.forbidden.add("positions")
        answer = Reconcile(complete=False) if held is None else Reconcile(complete=True, positions={"AAA": held})
        self.engine.take(answer)
        self.note()

    @rule(faults=st.lists(st.sampled_from(("swallow", "reject", "drop before", "drop after", "twice")), max_size=3))
    def broker_will_fail(self, faults: list[Any]) -> None:
        self.broker.faults = deque(faults)

    @invariant()
    def every_order_has_left_once_and_was_written_down(self) -> None:
        if not hasattr(self, "desk"):
            return
        written = [intent.order.ref for intent in self.desk.bodies(Intent)]
        taken = [order.ref for order in self.broker.taken]
        assert len(written) == len(set(written))
        assert len(taken) == len(set(taken))
        assert set(taken) <= set(written)


class TestNoOrderLeavesWhileHaltedUnreconciledLinkDownStaleOrOutsideHours(Session.TestCase):  # type: ignore[name-defined,misc]
    """I3: so many sequences of so many steps as the profile says, 300 of 30 in the thorough one."""

    settings = settings(cases(300), stateful_step_count=STEPS)

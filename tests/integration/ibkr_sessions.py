"""A session at Interactive Brokers in virtual time: its log and its gateway outlive every daemon that trades it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dying import Died, dying
from ibkr_desk import ACCOUNT, START, IbkrDesk
from live_runs import begun, desk_of
from scripted import start

from tradecore.bars import MINUTE, SECOND
from tradecore.instruments import Instrument
from tradecore.live.engine import Engine, nothing, replayed
from tradecore.live.events import Clock, Fill, Intent, Line, OrderStatus
from tradecore.live.state import State
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.simulation.rows import Rules
from tradecore_gateway.market.listing import Listing
from tradecore_testing.live_fakes import MemoryAlerts, MemoryLog

SYMBOL = "AAA"
LONG = {"target": 100.0, "stop": 8.0, "profit": 12.0}
# Into a position, its protection changed, out of it, into the other one by an order that is replaced, and through zero.
WISHES: Mapping[tuple[str, int], Mapping[str, Any]] = {
    (SYMBOL, 0): LONG,
    (SYMBOL, 2): {**LONG, "stop": 9.0},
    (SYMBOL, 3): {"target": 0.0},
    (SYMBOL, 4): {"target": -50.0, "limit": 20.0, "stop": 21.0},
    (SYMBOL, 5): {"target": -50.0, "limit": 10.2, "stop": 11.0},
    (SYMBOL, 6): {"target": 30.0, "stop": 8.5},
}
# After these bars an order leaves.
ORDERED = (0, 3, 4, 5, 6)
BARS = 8
# What goes wrong with every order, or with what comes of it, by the gateway's sentences.
FAULTS: Mapping[str, Sequence[str]] = {
    "fill": (),
    "partial": ("fill AAA 40 of 100", "fill AAA 20 of 50", "fill AAA 60 of 80"),
    "drop before acknowledgement": ("lose next order",),
    "drop after it arrived": ("drop before next acknowledgement",),
    "drop after acknowledgement": ("drop after next acknowledgement",),
    "duplicate": ("duplicate execution", "repeat executions"),
    "swallow": ("swallow next order",),
    "slow": ("delay 2s",),
    "hidden execution": ("hide next execution",),
}
# Seconds between two looks of a daemon, and those that it is away after it died.
LOOK, AWAY = 5.0, 3.0


def market(count: int = BARS) -> dict[str, list[dict[str, Any]]]:
    """Minutes that open at 10 and go half a dollar both ways."""
    bar = {"open": 10.0, "high": 10.5, "low": 9.5, "close": 10.0, "volume": 1e6, "nights": 0}
    bar |= {"session": 0, "split": 1.0, "dividend": 0.0}
    opens = [START + (t + 1) * MINUTE for t in range(count)]
    return {SYMBOL: [{**bar, "time": time, "available": time + MINUTE} for time in opens]}


class IbkrSession:
    """One session; `before` is called before each bar opens, with its number, to let something go wrong."""

    def __init__(self, wishes: Any = WISHES, bars: int = BARS, cash: float = 10_000.0, **desk: Any) -> None:
        made = desk_of(start(market(bars), wishes, Rules(), cash))
        self.setup = replace(made.setup, account=ACCOUNT, mode="paper")
        self.recording, self.bars = made.recording, bars
        self.desk = IbkrDesk((Instrument(SYMBOL),), (Listing(1, SYMBOL),), cash, **desk)
        self.kept: list[Line] = []
        self.alerts = MemoryAlerts()
        self.engine: Engine | None = None
        self.played, self.moved = 0, set[int]()
        self.pace = LOOK
        self.before: Callable[[int], None] = lambda _: None
        self.after: Callable[[int], None] = lambda _: None

    def now(self) -> int:
        return self.desk.now()

    def begin(self, failpoint: Callable[[str], None] = nothing) -> Engine:
        """A daemon that has begun, where the log ends."""
        log = MemoryLog(self.kept)
        state = replayed(self.setup, log.lines())
        self.engine = Engine(state, log, self.desk.broker(), self, [self.alerts], failpoint)
        self.engine.begin(begun(state))
        return self.engine

    def run(self, failpoint: Callable[[str], None] = nothing) -> bool:
        """Trades until the last bar has closed; False when it died on the way."""
        try:
            self._trade(self.begin(failpoint))
            self.finish()
        except Died:
            self.die()
            return False
        return True

    def die(self) -> None:
        """The process is gone, and with it its socket; nothing is said any more."""
        broker = self.desk.brokers.pop()
        if broker.link.ib is not None:
            transport = broker.link.ib.client.conn.transport
            if transport is not None:
                transport.abort()
        broker.close()
        self.desk.pass_time(AWAY)

    def survive(self, failpoint: Callable[[str], None]) -> State:
        """Dies where the failpoint says, is started again, and trades on to the end."""
        if not self.run(failpoint):
            assert self.run()
        assert self.engine is not None
        return self.engine.state

    def finish(self) -> None:
        """Time enough for everything that is in doubt."""
        assert self.engine is not None
        for _ in range(12):
            self.look(self.engine)

    def _trade(self, engine: Engine) -> None:
        while self.played < self.bars:
            rows = self.recording.group(self.played)
            opens = rows[0].time
            if self.played not in self.moved:
                self.moved.add(self.played)
                self.before(self.played)
                self.until(engine, opens)
                engine.opened(Opened(opens, (SYMBOL,)))
                self.look(engine)
                self.desk.move(rows)
                self.after(self.played)
            self.until(engine, opens + MINUTE)
            if engine.state.closed < opens:
                engine.closed(Closed(rows))
            self.played += 1

    def until(self, engine: Engine, instant: int) -> None:
        while self.now() < instant:
            self.look(engine, min(self.pace, (instant - self.now()) / SECOND))

    def look(self, engine: Engine, seconds: float = LOOK) -> None:
        """What a daemon does between bars."""
        if not engine.state.linked:
            engine.connect()
        began = self.now()
        engine.listen(seconds)
        left = seconds - (self.now() - began) / SECOND
        if left > 0.0:
            self.desk.pass_time(left)
        engine.take(Clock(self.now(), skew=0))

    def bodies(self, kind: type) -> list[Any]:
        return [line.event.body for line in self.kept if isinstance(line.event.body, kind)]

    def close(self) -> None:
        self.desk.close()

    def problems(self) -> list[str]:
        """What is not as it must be, at the end."""
        assert self.engine is not None
        state, ledger = self.engine.state, self.desk.gateway.ledger
        held, found = state.positions[SYMBOL], ledger.accounts[ACCOUNT].quantity(1)
        executed = sum(one.side * one.quantity for one in ledger.executions)
        said: list[str] = []
        if not held == found == executed:
            said.append(f"{held} by the log, {found} at the broker, {executed} by executions")
        if state.reconciled != "confirmed":
            said.append(f"reconciled: {state.reconciled}; {[a.message for a in self.alerts.told]}")
        orders = [one.ref for one in ledger.tickets.values() if one.ref.endswith(("-entry", "-exit"))]
        said += [f"{ref} was given twice" for ref in set(orders) if orders.count(ref) > 1]
        written = [intent.order.ref for intent in self.bodies(Intent)]
        said += [f"{ref} was not written down" for ref in orders if ref not in written]
        said += [f"{ref} was written down twice" for ref in set(written) if written.count(ref) > 1]
        works = {one.ref for one in ledger.tickets.values() if one.status not in {"Cancelled", "Inactive"}}
        ended = [one.ref for one in self.bodies(OrderStatus) if one.status in ("cancelled", "rejected")]
        ended = [ref for ref in ended if ref.endswith(("-entry", "-exit"))]
        said += [f"{ref} was told to have ended, and has not" for ref in ended if ref in works]
        ids = [(fill.id, fill.revision) for fill in self.bodies(Fill)]
        if len({one for one, _ in ids}) != len(ids):
            said.append("an execution is in the log twice")
        return said + self.naked()

    def naked(self) -> list[str]:
        """Whether what is held lacks the stop that the book has, or anything rests that protects nothing."""
        assert self.engine is not None
        ledger, positions = self.desk.gateway.ledger, self.engine.state.book.positions
        held = ledger.accounts[ACCOUNT].quantity(1)
        stops = [one for one in ledger.working(1) if one.ref.endswith("-stop") and one.held != "child"]
        resting = sum(-one.side * one.remaining for one in stops)
        if positions.stop[0] == positions.stop[0] and held and resting != held:
            return [f"{held} held, and stops for {resting} rest"]
        if not held and resting:
            return [f"nothing is held, and stops for {resting} rest"]
        return []


def outcome(sentences: Sequence[str], at: int = 0, **desk: Any) -> list[str]:
    """The problems of a session whose gateway does so with every order, and whose daemon dies at a failpoint."""
    session = IbkrSession(**desk)

    def go_wrong(bar: int) -> None:
        if bar in ORDERED:
            session.desk.say(*sentences)

    session.after = go_wrong
    try:
        session.survive(dying(at))
        return session.problems()
    finally:
        session.close()

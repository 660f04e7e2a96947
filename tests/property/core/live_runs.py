"""Sessions in memory, driven over recorded bars, and what they did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings

from tradecore.live.engine import Engine, nothing, replayed
from tradecore.live.events import Decided, Fill, Line, SessionBegan
from tradecore.live.exchange import Exchange
from tradecore.live.ledger import NAME_OF
from tradecore.live.recorded import RecordedFeed, Recording
from tradecore.live.state import Setup, State
from tradecore.ports.bar_feed import Closed, Ended, Opened
from tradecore.simulation.rows import row
from tradecore.simulation.run import Simulation
from tradecore_testing.live_fakes import MemoryAlerts, MemoryBroker, MemoryLog

ACCOUNT = "SIM1"


def cases(most: int) -> settings:
    """As many examples as the profile says, and so many in the thorough one."""
    return settings(max_examples=min(most, settings().max_examples))


@dataclass(slots=True)
class Desk:
    """What outlives a daemon: the log, the broker and the bars."""

    setup: Setup
    broker: MemoryBroker
    recording: Recording
    kept: list[Line] = field(default_factory=list[Line])
    alerts: MemoryAlerts = field(default_factory=MemoryAlerts)
    log: MemoryLog | None = None
    marks: dict[int, tuple[float, float, float]] = field(default_factory=dict[int, tuple[float, float, float]])

    def start(
        self, failpoint: Callable[[str], None] = nothing, switch: Callable[[], str] = str
    ) -> tuple[Engine, RecordedFeed]:
        """A daemon that has begun."""
        self.log = log = MemoryLog(self.kept)
        feed = RecordedFeed(self.recording)
        state = replayed(self.setup, log.lines())
        self.broker.close()
        feed.begin(state.closed)
        engine = Engine(state, log, self.broker, feed, [self.alerts], failpoint, switch)
        self.mark(engine)
        engine.begin(begun(state))
        return engine, feed

    def run(self, failpoint: Callable[[str], None] = nothing, most: int = 10**9) -> Engine:
        """Trades to the end of the bars, or over so many groups."""
        engine, feed = self.start(failpoint)
        for _ in range(2 * most):
            moment = feed.next(0.0)
            if isinstance(moment, Opened):
                if not engine.state.linked:
                    engine.connect()
                engine.opened(moment)
            elif isinstance(moment, Closed):
                engine.closed(moment)
                self.mark(engine)
            elif isinstance(moment, Ended) or engine.state.halted:
                break
        return engine

    @property
    def synced(self) -> int:
        """How many lines of the log are on disk."""
        return 0 if self.log is None else self.log.synced

    def mark(self, engine: Engine) -> None:
        """Remembers the account at a close."""
        curve = engine.state.curve
        self.marks.setdefault(engine.state.closed, (curve.equity, engine.state.cash, curve.exposure))

    def bodies(self, kind: type) -> list[Any]:
        """What of a kind is in the log."""
        return [line.event.body for line in self.kept if isinstance(line.event.body, kind)]

    @property
    def fills(self) -> list[tuple[Any, ...]]:
        """The executions in the log."""
        fills: list[Fill] = self.bodies(Fill)
        return [(f.time, f.symbol, f.quantity, f.price, f.commission, f.kind) for f in fills]

    @property
    def decisions(self) -> dict[tuple[str, int], dict[str, float | None]]:
        """The wishes in the log by symbol and bar."""
        found: list[Decided] = self.bodies(Decided)
        return {(one.symbol, one.time): dict(one.wish) for one in found if one.wish}


def desk_of(simulation: Simulation) -> Desk:
    """A session that is to do what the simulation, which has not begun, will do."""
    floor, instruments = simulation.floor, tuple(simulation.instruments)
    setup = Setup(
        "test",
        ACCOUNT,
        "scripted",
        simulation.strategy,
        instruments,
        floor.rules,
        simulation.cash,
        fingerprint="f" * 64,
    )
    exchange = Exchange.opened(instruments, floor.rules, simulation.cash)
    recording = Recording(simulation.assembled, instruments, simulation.inputs)
    return Desk(setup, MemoryBroker(exchange), recording)


def begun(state: State) -> SessionBegan:
    """What the next start of a session writes down."""
    setup = state.setup
    return SessionBegan(
        setup.session, "***", setup.mode, setup.name, setup.fingerprint, setup.symbols, state.starts + 1
    )


def fills_of(simulation: Simulation) -> list[tuple[Any, ...]]:
    """The executions of a simulation as `Desk.fills` has them."""
    tape, count = simulation.tapes.fills, simulation.book.days.fills[0]
    rows = [row(tape, k) for k in range(count)]
    symbols = [one.symbol for one in simulation.instruments]
    return [(f.time, symbols[f.instrument], f.quantity, f.price, f.commission, NAME_OF[f.kind]) for f in rows]


def marks_of(simulation: Simulation) -> dict[int, tuple[float, float, float]]:
    """The marks of a simulation by opening instant."""
    market, first, marks = simulation.assembled.market, simulation.assembled.first, simulation.tapes.marks
    return {market.time[first[t]]: tuple(row(marks, t)) for t in range(simulation.group)}

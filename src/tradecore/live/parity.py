"""Parity: what a session did against what a backtest of the same bars does, bar by bar and with causes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tradecore.live.engine import replayed
from tradecore.live.events import BarRow, BarsClosed, Decided, Fill, Line, OrderStatus
from tradecore.live.executions import counted
from tradecore.live.ledger import NAME_OF
from tradecore.live.outcomes import REJECTED
from tradecore.live.played import start_on
from tradecore.live.recorded import Recording
from tradecore.live.state import Setup
from tradecore.live.trace import Listener, as_mapping
from tradecore.simulation.rows import Columns, FillRow, row
from tradecore.simulation.run import Simulation

# In the order in which one explains the next.
Cause: TypeAlias = Literal[
    "bar revised",
    "input differs",
    "not decided",
    "decision differs",
    "order refused",
    "fill price",
    "fill missing",
    "fill more",
]
Wishes: TypeAlias = Mapping[tuple[str, int], Mapping[str, float | None]]
BASIS_POINTS = 10_000.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as in the backtest; `bps` is what a fill's price lost (above 0) or gained against it."""

    time: int
    symbol: str
    cause: Cause
    session: str
    backtest: str
    bps: float | None = None


@dataclass(frozen=True, slots=True)
class Parity:
    """How a session compares: bars and decisions of the log, fills of both, and every difference in its time."""

    bars: int
    decisions: int
    fills: int
    backtest_fills: int
    equity: float
    backtest_equity: float
    differences: tuple[Difference, ...]


def parity(setup: Setup, lines: Iterable[Line], recording: Recording) -> Parity:
    """Runs the backtest on the bars that the log holds, then compares; `recording` has the bars as they are now.

    Raises LogMismatch where the session, fed with its own log, would decide otherwise than it did: what differs here
    follows from other bars, refusals and fills, not from another strategy.
    """
    kept = list(lines)
    state, bodies = replayed(setup, kept), [line.event.body for line in kept]
    closed = [body for body in bodies if isinstance(body, BarsClosed)]
    decided = {(one.symbol, one.time): one for one in bodies if isinstance(one, Decided)}
    fills = counted(bodies)
    refused = [body for body in bodies if isinstance(body, OrderStatus) and body.status in ("rejected", "lost")]
    simulation, wishes = backtest(setup, closed)
    found = [
        *_revised(closed, recording),
        *_decisions(wishes, decided),
        *_refused(refused, decided),
        *_fills(setup, fills, simulation),
    ]
    count = int(simulation.book.days.fills[0])
    ordered = tuple(sorted(found, key=lambda one: (one.time, one.symbol)))
    return Parity(len(closed), len(decided), len(fills), count, state.equity, simulation.curve.equity, ordered)


def backtest(setup: Setup, closed: Sequence[BarsClosed]) -> tuple[Simulation, Wishes]:
    """The backtest of logged bars, run to its end, and its wishes by symbol and bar."""
    listener = Chronicle(setup.strategy, {})
    simulation = start_on(setup, closed, listener)
    simulation.advance()
    symbols = setup.symbols
    return simulation, {(symbols[i], time): wish for (i, time), wish in listener.wishes.items()}


@dataclass(slots=True)
class Chronicle:
    """A strategy that remembers each of its wishes, by instrument and bar."""

    strategy: Any
    wishes: dict[tuple[int, int], Mapping[str, float | None]]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the strategy has
        return getattr(self.strategy, name)

    def decide(self, state: Any, bar: Any, inputs: Any, account: Any) -> Any:  # noqa: ANN401
        """The strategy's own answer."""
        listener = Listener(self.strategy)
        answer = listener.decide(state, bar, inputs, account)
        self.wishes[bar.instrument, bar.time] = as_mapping(answer[0])
        return answer


def _revised(closed: Sequence[BarsClosed], recording: Recording) -> Iterable[Difference]:
    """Bars, and inputs, that are not any more what the session saw."""
    present = _present(recording)
    for group in closed:
        for bar in group.rows:
            now = present.get((bar.symbol, bar.time))
            if now is None:
                yield Difference(bar.time, bar.symbol, "bar revised", "it is logged", "it is not in the data any more")
                continue
            changed = [name for name in PRICES if getattr(bar, name) != getattr(now, name)]
            if changed:
                told = [", ".join(f"{name} {getattr(one, name):g}" for name in changed) for one in (bar, now)]
                yield Difference(bar.time, bar.symbol, "bar revised", told[0], told[1])
            elif bar.inputs != now.inputs:
                yield Difference(bar.time, bar.symbol, "input differs", str(bar.inputs), str(now.inputs))


PRICES = ("open", "high", "low", "close", "volume", "split", "dividend", "nights")


def _present(recording: Recording) -> Mapping[tuple[str, int], BarRow]:
    return {(bar.symbol, bar.time): bar for t in range(recording.groups) for bar in recording.group(t)}


def _decisions(wishes: Wishes, decided: Mapping[tuple[str, int], Decided]) -> Iterable[Difference]:
    for (symbol, time), one in decided.items():
        wish = wishes.get((symbol, time))
        if one.wish and wish is not None and dict(one.wish) != dict(wish):
            yield Difference(time, symbol, "decision differs", _wish(one.wish), _wish(wish))
        elif not one.wish and wish is not None:
            yield Difference(time, symbol, "not decided", one.blocked, _wish(wish))


def _refused(refused: Iterable[OrderStatus], decided: Mapping[tuple[str, int], Decided]) -> Iterable[Difference]:
    times = {one.order: one.time for one in decided.values() if one.order}
    for one in refused:
        # What the backtest's own rules reject, it rejects too.
        if one.reason not in REJECTED:
            yield Difference(times.get(one.ref, 0), one.symbol, "order refused", f"{one.status}: {one.reason}", "taken")


def _fills(setup: Setup, fills: Sequence[Fill], simulation: Simulation) -> Iterable[Difference]:
    """Fills of one bar, symbol, kind and side are compared in their order."""
    waiting: dict[tuple[int, str, str, bool], list[FillRow]] = {}
    tape: Columns = simulation.tapes.fills
    for k in range(simulation.book.days.fills[0]):
        fill: FillRow = row(tape, k)
        key = (fill.time, setup.instruments[fill.instrument].symbol, NAME_OF[fill.kind], fill.quantity > 0.0)
        waiting.setdefault(key, []).append(fill)
    for one in fills:
        there = waiting.get((one.time, one.symbol, one.kind, one.quantity > 0.0), [])
        if not there:
            yield Difference(one.time, one.symbol, "fill more", f"{one.quantity:g} at {one.price:g}", "none")
            continue
        gold = there.pop(0)
        if (gold.quantity, gold.price) != (one.quantity, one.price):
            side = 1.0 if one.quantity > 0.0 else -1.0
            lost = side * (one.price / gold.price - 1.0) * BASIS_POINTS
            told = f"{one.quantity:g} at {one.price:g}", f"{gold.quantity:g} at {gold.price:g}"
            yield Difference(one.time, one.symbol, "fill price", *told, lost)
    for (time, symbol, _, _), rest in waiting.items():
        for gold in rest:
            yield Difference(time, symbol, "fill missing", "none", f"{gold.quantity:g} at {gold.price:g}")


def _wish(wish: Mapping[str, float | None]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in wish.items() if value is not None)

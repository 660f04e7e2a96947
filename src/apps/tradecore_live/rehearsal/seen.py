"""What the log of a rehearsed session says: facts that scenarios and invariants ask for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.bars import SECOND
from tradecore.live.actions import Alarm
from tradecore.live.engine import advance
from tradecore.live.events import (
    BarsClosed,
    Connection,
    Decided,
    Fill,
    Intent,
    KillSwitch,
    Line,
    OrderStatus,
)
from tradecore.live.guards import may_leave
from tradecore.live.state import Setup, State


@dataclass(frozen=True, slots=True)
class Seen:
    """`state` is where the log ends; `forbidden` are orders that left though nothing was to leave; instants in ns UTC.

    `away` are [down, ready) of each loss of the link, the second 0 where it never was ready again.
    """

    state: State
    bars: tuple[BarsClosed, ...]
    orders: tuple[str, ...]
    fills: tuple[Fill, ...]
    decided: tuple[tuple[str, int], ...]
    alarms: Counter[str]
    statuses: Counter[str]
    forbidden: tuple[str, ...]
    after_kill: tuple[str, ...]
    away: tuple[tuple[int, int], ...]
    stale: bool
    killed: bool


def seen(setup: Setup, lines: Sequence[Line]) -> Seen:
    """Replays a log and looks at each step."""
    state, alarms, statuses = State.begin(setup), Counter[str](), Counter[str]()
    forbidden, after_kill, killed, stale = list[str](), list[str](), False, False
    away: list[tuple[int, int]] = []
    for line in lines:
        body = line.event.body
        if isinstance(body, Intent):
            if not may_leave(state, body):
                forbidden.append(body.order.ref)
            if killed and not _closes(state, body):
                after_kill.append(body.order.ref)
        state, actions = advance(state, line.event)
        alarms.update(action.kind for action in actions if isinstance(action, Alarm))
        if isinstance(body, OrderStatus):
            statuses[body.status] += 1
        killed = killed or (isinstance(body, KillSwitch) and body.on)
        stale = stale or (isinstance(body, Connection) and body.stale)
        _link(away, body, line.event.time, state)
    bodies = [line.event.body for line in lines]
    return Seen(
        state,
        tuple(body for body in bodies if isinstance(body, BarsClosed)),
        tuple(body.order.ref for body in bodies if isinstance(body, Intent)),
        tuple(body for body in bodies if isinstance(body, Fill)),
        tuple((body.symbol, body.time) for body in bodies if isinstance(body, Decided)),
        alarms,
        statuses,
        tuple(forbidden),
        tuple(after_kill),
        tuple(away),
        stale,
        killed,
    )


def _closes(state: State, intent: Intent) -> bool:
    """Whether somebody demanded it: it closes a position."""
    standing = state.orders.get(intent.order.ref)
    return standing is not None and standing.forced


def _link(away: list[tuple[int, int]], body: object, time: int, state: State) -> None:
    """Notes a loss, and when neither link nor data nor what the broker holds keeps an order from leaving."""
    lost = bool(away) and not away[-1][1]
    if isinstance(body, Connection) and not body.up and not lost:
        away.append((time, 0))
    elif lost and state.linked and not state.stale and state.reconciled != "unknown":
        away[-1] = away[-1][0], time


def spans(found: Seen) -> list[float]:
    """How long each loss of the link lasted, in seconds; those that never ended are left out."""
    return [(ready - down) / SECOND for down, ready in found.away if ready]

"""The session: one event, one step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tradecore.errors import LogMismatch
from tradecore.live.actions import Action, Alarm, Query, Send
from tradecore.live.correcting import on_commission
from tradecore.live.deciding import on_bars
from tradecore.live.events import (
    NAMES,
    AccountChanged,
    BarsClosed,
    Clock,
    Commission,
    Connection,
    Decided,
    ErrorRaised,
    Event,
    Fill,
    Heartbeat,
    Intent,
    KillSwitch,
    Note,
    Operator,
    OrderStatus,
    Reconcile,
    SessionBegan,
    Snapshot,
)
from tradecore.live.executions import keys_of
from tradecore.live.guards import may_leave
from tradecore.live.halting import on_error, on_kill, on_operator
from tradecore.live.ordering import amend_wish, drop_wish, release
from tradecore.live.outcomes import ends_protection, on_fill, on_status
from tradecore.live.reconciling import half_answered, on_reconcile, overdue
from tradecore.live.state import State
from tradecore.simulation.corporate import apply_split, pay_dividend
from tradecore.simulation.limits import drop_stale


def step(state: State, event: Event) -> tuple[State, tuple[Action, ...]]:
    """The state after an event, and what is to be done; `state` stays as it was.

    What the session says by itself goes into the outbox, and leaves it by the step on its own event: so a log that
    ends anywhere, replayed, leaves in the outbox exactly what was not written. Raises LogMismatch for an event of the
    session's own that it has not said.
    """
    following, actions = state.own(), list[Action]()
    following.now = max(state.now, event.time)
    HANDLERS[type(event.body)](following, event.body, actions)
    return following, tuple(actions)


def sendable(state: State) -> tuple[Any, ...]:
    """The part of the outbox that may be logged now: an intent only when it may leave."""
    return tuple(one for one in state.outbox if not isinstance(one, Intent) or may_leave(state, one))


def is_news(state: State, body: object) -> bool:
    """Whether a report of the broker's says something that is not booked yet."""
    if isinstance(body, Fill | Commission):
        return not keys_of(body) <= state.executed
    if isinstance(body, AccountChanged):
        return body.id not in state.executed
    if isinstance(body, OrderStatus):
        return body.ref in state.orders or body.status == "triggered" or ends_protection(state, body)
    return True


def on_session(state: State, began: SessionBegan, _: list[Action]) -> None:
    """A start: nothing is known of the broker until it has answered, and what was sent may not have arrived."""
    if began.fingerprint != state.setup.fingerprint:
        raise LogMismatch(f"a session of {began.fingerprint[:12]}", state.setup.fingerprint[:12])
    state.starts += 1
    state.linked, state.stale, state.skewed, state.stopping, state.reconciled = False, False, False, False, "unknown"
    _doubt(state)


def on_connection(state: State, link: Connection, actions: list[Action]) -> None:
    """A link that comes back is not trusted before the broker has said what it holds."""
    came_up = link.up and not state.linked
    if state.linked and not link.up:
        actions.append(Alarm("connection", f"The link to the broker is down: {link.problem or 'no reason given'}."))
    state.linked, state.stale = link.up, link.stale
    if not link.up or came_up:
        state.reconciled = "unknown"
        _doubt(state)
    if came_up:
        actions.append(Query("the link is up"))


def on_clock(state: State, clock: Clock, actions: list[Action]) -> None:
    """Lets orders go that waited for an open, drops entries whose bar is too old, and asks after late answers."""
    if clock.skew is not None:
        state.skewed = abs(clock.skew) > state.setup.skew
    if clock.shut is not None:
        state.shut = frozenset(clock.shut)
    for i in sorted(state.setup.place(symbol) for symbol in clock.opens if symbol in state.setup.symbols):
        _drop_stale(state, i, clock.time, actions)
        for one in state.of(i):
            if one.held:
                state.orders[one.ref] = replace(one, held=False)
    late = overdue(state, clock.time)
    for one in late:
        if one.stage == "sent":
            state.orders[one.ref] = one.at("unknown")
    if late and state.linked:
        actions.append(Query("the broker has not answered for an order"))
    elif state.linked and half_answered(state, clock.time):
        actions.append(Query("the broker has told only a part of what it holds"))
    release(state)


def on_account(state: State, change: AccountChanged, _: list[Action]) -> None:
    """Splits and dividends act on the book as the kernel's do, once."""
    if change.id in state.executed:
        return
    state.executed |= {change.id}
    i = state.setup.place(change.symbol)
    if change.kind == "funds":
        state.cash += change.amount
    elif i >= 0 and change.kind == "split":
        apply_split(state.book, i, change.amount)
        state.rebase(i)
    elif i >= 0:
        state.cash = pay_dividend(state.book, i, change.amount, state.floor.terms.multiplier[i], state.cash)


def on_said(state: State, body: Decided, _: list[Action]) -> None:
    """A decision is in the log."""
    _take_out(state, body)


def on_intent(state: State, intent: Intent, actions: list[Action]) -> None:
    """An intent is in the log: now the order leaves."""
    _take_out(state, intent)
    standing = state.orders[intent.order.ref]
    state.orders[standing.ref] = replace(standing, stage="sent", sent=state.now, order=intent.order)
    actions.append(Send(intent.order))


def on_remark(*_: object) -> None:
    """Heartbeats, snapshots and notes change nothing."""


def _doubt(state: State) -> None:
    """What has left may or may not have arrived."""
    for one in list(state.orders.values()):
        if one.stage in ("sent", "working"):
            state.orders[one.ref] = replace(one, stage="unknown", missing=0)
        elif one.stage == "cancelling":
            state.orders[one.ref] = replace(one, missing=0)


def _drop_stale(state: State, i: int, time: int, actions: list[Action]) -> None:
    """As the kernel does at an open, before anything is traded."""
    orders = state.book.orders
    then = orders.working[i], orders.target[i]
    drop_stale(state.floor.rules.limits, orders, state.book.positions, state.book.tally, i, time)
    if orders.working[i] == 0 and then[0] == 1:
        drop_wish(state, i, actions)
    elif orders.target[i] != then[1]:
        amend_wish(state, i, actions)


def _take_out(state: State, said: Any) -> None:  # noqa: ANN401
    if said not in state.outbox:
        same = [one for one in state.outbox if type(one) is type(said)]
        raise LogMismatch(f"{NAMES[type(said)]} {said}", same[0] if same else "nothing of that kind")
    kept = list(state.outbox)
    kept.remove(said)
    state.outbox = tuple(kept)


HANDLERS: Mapping[type, Callable[[State, Any, list[Action]], None]] = {
    SessionBegan: on_session,
    Connection: on_connection,
    Clock: on_clock,
    AccountChanged: on_account,
    Operator: on_operator,
    BarsClosed: on_bars,
    Decided: on_said,
    Intent: on_intent,
    OrderStatus: on_status,
    Fill: on_fill,
    Commission: on_commission,
    ErrorRaised: on_error,
    Heartbeat: on_remark,
    Snapshot: on_remark,
    Reconcile: on_reconcile,
    KillSwitch: on_kill,
    Note: on_remark,
}

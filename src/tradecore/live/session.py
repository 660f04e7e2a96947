"""The session: one event, one step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tradecore.errors import LogMismatch
from tradecore.live.actions import Action, Alarm, Cancel, Protect, Query, Send, Stop
from tradecore.live.deciding import halt, on_bars
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
from tradecore.live.guards import may_leave
from tradecore.live.ledger import KINDS, PROTECTIVE, book_execution
from tradecore.live.ordering import amend_wish, drop_wish, release, withdraw
from tradecore.live.orders import OVER, Order, Protection, Standing, decision_id, decision_of, ref_of
from tradecore.live.reconciling import adopt, on_reconcile, overdue, trigger
from tradecore.live.state import State
from tradecore.simulation.corporate import apply_split, pay_dividend
from tradecore.simulation.limits import drop_stale
from tradecore.simulation.prices import NEARLY
from tradecore.simulation.rows import EXIT, OrderRow, row

# The tally's columns that count what a broker rejects, by the reason it gives.
REJECTED = {
    "beyond buying power": "beyond_buying_power",
    "beyond its own stop or target": "beyond_protection",
}


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
    if isinstance(body, Fill | AccountChanged):
        return body.id not in state.executed
    if isinstance(body, OrderStatus):
        return body.ref in state.orders or body.status == "triggered"
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
    elif i >= 0:
        state.cash = pay_dividend(state.book, i, change.amount, state.floor.terms.multiplier[i], state.cash)


def on_operator(state: State, asked: Operator, actions: list[Action]) -> None:
    """What a person demands."""
    if asked.command == "stop":
        state.stopping = True
        withdraw(state, state.unsent, "the session is stopping")
        actions.append(Stop(asked.reason or "asked to"))
    elif asked.command == "resume":
        state.halted = ""
        state.reconciled = "unknown"
        actions.append(Query("somebody resumed the session"))
    elif asked.command == "adopt":
        adopt(state, actions)
    else:
        flatten(state, actions)


def on_said(state: State, body: Decided, _: list[Action]) -> None:
    """A decision is in the log."""
    _take_out(state, body)


def on_intent(state: State, intent: Intent, actions: list[Action]) -> None:
    """An intent is in the log: now the order leaves."""
    _take_out(state, intent)
    standing = state.orders[intent.order.ref]
    state.orders[standing.ref] = replace(standing, stage="sent", sent=state.now, order=intent.order)
    actions.append(Send(intent.order))


def on_status(state: State, said: OrderStatus, actions: list[Action]) -> None:
    """What has become of an order; what a broker says of one that is over already changes nothing."""
    state.outbox = tuple(one for one in state.outbox if one != said)
    if said.status == "triggered":
        trigger(state, said.symbol, said.ref.rpartition("-")[2])
        return
    standing = state.orders.get(said.ref)
    if standing is None:
        return
    if said.status in OVER:
        _end(state, standing, said, actions)
    elif said.status == "unknown":
        state.orders[said.ref] = standing.at("unknown")
        actions.append(Query("the broker does not say what became of an order"))
    elif standing.stage != "cancelling":
        state.orders[said.ref] = standing.at("working")
    release(state)


def on_fill(state: State, fill: Fill, actions: list[Action]) -> None:
    """Books an execution, once, and lets wish and protection follow from it."""
    if fill.id in state.executed:
        return
    state.executed |= {fill.id}
    i, kind = state.setup.place(fill.symbol), KINDS[fill.kind]
    standing = state.orders.get(fill.ref) or state.lost.get(fill.ref)
    ours = standing is not None or (kind in PROTECTIVE and i >= 0 and decision_of(fill.ref) == state.guards[i])
    if not ours:
        state.strangers += (fill.id,)
        state.reconciled = "mismatch"
        withdraw(state, state.unsent, "an execution is not of this session")
        actions.append(Alarm("stranger", f"An execution of {fill.symbol} ({fill.quantity:g}) is not of this session."))
    if i < 0:
        return
    carries = standing is not None and state.wishes[i] == standing.ref
    order = row(state.book.orders, i) if carries or standing is None or standing.order is None else standing.order.row
    if not ours:
        order = OrderRow()
    leaving = state.book.positions.leaving[i]
    if ours and kind not in (EXIT, *PROTECTIVE):
        state.guards[i] = decision_of(fill.ref)
    state.cash = book_execution(state.floor, i, fill, order, state.cash)
    if fill.commission is None:
        state.uncharged[fill.id] = i
    if fill.ref in state.lost:
        _found(state, i, fill, actions)
    elif kind in PROTECTIVE:
        _protected(state, i, kind, leaving, fill, actions)
    else:
        _ordered(state, i, kind, fill, carries=carries)
    release(state)


def on_commission(state: State, said: Commission, _: list[Action]) -> None:
    """A commission that came after its execution: it belongs to the costs of what that opened, while it is held."""
    key = f"{said.id} commission"
    if key in state.executed:
        return
    state.executed |= {key}
    state.cash -= said.amount
    i = state.uncharged.pop(said.id, -1)
    if i >= 0 and state.book.positions.quantity[i] != 0.0:
        state.book.positions.costs[i] += said.amount


def on_error(state: State, error: ErrorRaised, actions: list[Action]) -> None:
    """Any error halts: a person decides how to go on."""
    state.outbox = tuple(one for one in state.outbox if one != error)
    halt(state, f"{error.where}: {error.message}" if error.where else error.message, actions)


def on_kill(state: State, switch: KillSwitch, actions: list[Action]) -> None:
    """On: nothing new leaves, and orders go as the policy says. Off: not before somebody resumes the session."""
    if not switch.on:
        if state.killed:
            state.killed = ""
            halt(state, "the kill switch was on; resume the session", actions)
        return
    if state.killed:
        return
    state.killed = switch.reason or "no reason given"
    actions.append(Alarm("halt", f"The kill switch is on: {state.killed}."))
    withdraw(state, state.unsent, "the kill switch is on")
    policy = state.setup.policy
    for one in list(state.orders.values()):
        if policy != "hold" or one.ref.endswith("entry"):
            state.orders[one.ref] = replace(one, stage="cancelling", sent=state.now)
            if state.wishes[one.place] == one.ref:
                state.wishes[one.place] = ""
                state.book.orders.working[one.place] = 0
            actions.append(Cancel(one.ref))
    if policy == "cancel":
        unguard(state, actions)
    elif policy == "flatten":
        flatten(state, actions)


def flatten(state: State, actions: list[Action]) -> None:
    """Closes every position at the market, whatever forbids new orders; what stood is cancelled first."""
    for i, instrument in enumerate(state.setup.instruments):
        held = state.book.positions.quantity[i]
        state.book.orders.working[i] = 0
        drop_wish(state, i, actions)
        if held == 0.0:
            continue
        ref = ref_of(decision_id(state.setup.account, "flatten", instrument.symbol, state.now), "exit")
        order = Order(ref, instrument.symbol, -held, 0.0)
        state.orders[ref] = Standing(ref, i, "ready", order=order, forced=True)
        state.outbox += (Intent(order),)


def unguard(state: State, actions: list[Action]) -> None:
    """Takes the protection of every position away, as the policy `cancel` demands."""
    positions = state.book.positions
    for i, instrument in enumerate(state.setup.instruments):
        if positions.quantity[i] != 0.0:
            positions.stop[i], positions.profit[i], positions.hold[i] = float("nan"), float("nan"), 0
            bare = Protection(state.guards[i], instrument.symbol, positions.quantity[i])
            actions.append(Protect(bare))


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


def _end(state: State, standing: Standing, said: OrderStatus, actions: list[Action]) -> None:
    i = standing.place
    del state.orders[standing.ref]
    if state.wishes[i] == standing.ref:
        state.wishes[i] = ""
        state.book.orders.working[i] = 0
    if said.status == "rejected":
        if said.reason in REJECTED:
            getattr(state.book.tally, REJECTED[said.reason])[i] += 1
        actions.append(Alarm("rejected", f"Order {said.ref} of {said.symbol} was rejected: {said.reason}."))


def _ordered(state: State, i: int, kind: int, fill: Fill, *, carries: bool) -> None:
    """A fill of an order: the wish works on while the position is not its target."""
    if not carries:
        return
    orders, held = state.book.orders, state.book.positions.quantity[i]
    done = abs(orders.target[i] - held) < state.floor.terms.lot[i] * NEARLY
    orders.working[i] = 0 if done else 1
    if kind == EXIT or not done:
        orders.filled[i] += abs(fill.quantity)
    if kind == EXIT and done:
        orders.filled[i] = 0.0
    if not done:
        return
    standing = state.orders.get(state.wishes[i])
    if standing is not None:
        del state.orders[standing.ref]
    state.wishes[i] = ""


def _found(state: State, i: int, fill: Fill, actions: list[Action]) -> None:
    """An order that was given up has filled: what was decided without it is not wanted, the next bar decides."""
    state.book.orders.working[i], state.book.orders.target[i] = 0, state.book.positions.quantity[i]
    drop_wish(state, i, actions)
    actions.append(Alarm("lost", f"Order {fill.ref} of {fill.symbol}, which was taken for lost, has filled."))


def _protected(state: State, i: int, kind: int, leaving: int, fill: Fill, actions: list[Action]) -> None:
    """Protection has filled. An order that was to reduce the position has lost its ground.

    Any other is the broker's to end, and its report says so: only a reversal may outlive the position.
    """
    book, side = state.book, -fill.quantity
    book.orders.filled[i] = abs(fill.quantity) + (book.orders.filled[i] if kind == leaving else 0.0)
    if book.positions.quantity[i] != 0.0:
        book.positions.leaving[i], book.positions.guarded[i] = kind, 1
    elif side * book.orders.target[i] >= 0.0:
        book.orders.working[i], book.orders.filled[i] = 0, 0.0
        drop_wish(state, i, actions)


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

"""Outcomes: what became of orders, and the executions that came of them."""

from tradecore.live.actions import Action, Alarm, Query
from tradecore.live.events import Commission, Fill, OrderStatus
from tradecore.live.ledger import KINDS, PROTECTIVE, book_execution
from tradecore.live.ordering import drop_wish, release, withdraw
from tradecore.live.orders import OVER, Standing, decision_of
from tradecore.live.reconciling import trigger
from tradecore.live.state import State
from tradecore.simulation.prices import NEARLY
from tradecore.simulation.rows import EXIT, OrderRow, row

# The tally's columns that count what a broker rejects, by the reason it gives.
REJECTED = {
    "beyond buying power": "beyond_buying_power",
    "beyond its own stop or target": "beyond_protection",
}


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
    ours = standing is not None or (i >= 0 and kind in PROTECTIVE and _guards(state, i, decision_of(fill.ref)))
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
        state.guarded_by(i, decision_of(fill.ref), opened=state.book.positions.quantity[i] == 0.0)
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


def _guards(state: State, i: int, decision: str) -> bool:
    """Whether protection of the position is by this decision, as far as the broker may know."""
    return bool(decision) and decision in (state.guards[i], *state.former[i])


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

"""Outcomes: what became of orders, and the executions that came of them."""

from tradecore.live.actions import Action, Alarm, Query
from tradecore.live.correcting import told_again
from tradecore.live.events import Fill, OrderStatus
from tradecore.live.executions import Execution, keys_of
from tradecore.live.journal import CORRECTABLE, Entry, entered
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
        if ends_protection(state, said):
            if said.status == "rejected":
                state.refusals[said.symbol] = state.refusals.get(said.symbol, 0) + 1
            actions.append(Query(f"the protection of {said.symbol} has ended without a fill"))
        return
    if said.status in OVER:
        _end(state, standing, said, actions)
    elif said.status == "unknown":
        state.orders[said.ref] = standing.at("unknown")
        actions.append(Query("the broker does not say what became of an order"))
    elif standing.stage != "cancelling":
        state.orders[said.ref] = standing.at("working")
    release(state)


def ends_protection(state: State, said: OrderStatus) -> bool:
    """Whether a stop or target of a position that is there has ended, and by no fill."""
    decision, _, leg = said.ref.rpartition("-")
    i = state.setup.place(said.symbol)
    wanted = leg in ("stop", "target") and said.status in ("cancelled", "rejected")
    return wanted and i >= 0 and decision == state.guards[i] and state.book.positions.quantity[i] != 0.0


def on_fill(state: State, fill: Fill, actions: list[Action]) -> None:
    """Books an execution, once, and lets wish and protection follow from it."""
    known, told = fill.id in state.executed, keys_of(fill)
    news = not told <= state.executed
    state.executed |= {fill.id, *told}
    if known:
        if news:
            told_again(state, fill, actions)
        return
    i, kind = state.setup.place(fill.symbol), KINDS[fill.kind]
    over = state.lost.get(fill.ref) or state.ended.get(fill.ref)
    standing = state.orders.get(fill.ref) or over
    ours = standing is not None or (i >= 0 and kind in PROTECTIVE and _guards(state, i, decision_of(fill.ref)))
    if not ours:
        _strange(state, fill, actions)
    if i < 0:
        return
    carries = standing is not None and state.wishes[i] == standing.ref
    order = row(state.book.orders, i) if carries or standing is None or standing.order is None else standing.order.row
    leaving = state.book.positions.leaving[i]
    if ours and kind not in (EXIT, *PROTECTIVE):
        state.guarded_by(i, decision_of(fill.ref), opened=state.book.positions.quantity[i] == 0.0)
    _book(state, i, fill, order if ours else OrderRow())
    if over is not None:
        _found(state, i, fill, actions)
    elif kind in PROTECTIVE:
        _protected(state, i, kind, leaving, fill, actions)
    else:
        _ordered(state, i, kind, fill, carries=carries)
    release(state)


def _strange(state: State, fill: Fill, actions: list[Action]) -> None:
    """An execution of somebody else's is booked, since it is held, and forbids new orders."""
    state.strangers += (fill.id,)
    state.reconciled = "mismatch"
    withdraw(state, state.unsent, "an execution is not of this session")
    actions.append(Alarm("stranger", f"An execution of {fill.symbol} ({fill.quantity:g}) is not of this session."))


def _book(state: State, i: int, fill: Fill, order: OrderRow) -> None:
    execution, early = Execution.told(fill), state.early.pop(fill.id, None)
    if early is not None:
        execution = execution.with_commission(early.amount, early.revision)
    journal, positions = state.journals[i], state.book.positions
    entry = Entry.of(execution, order, positions.carry[i] - journal.carry)
    state.cash = book_execution(state.floor, i, execution.fill, order, state.cash)
    state.journals[i] = entered(state.floor, i, journal, entry, state.now)
    if not execution.charged:
        state.uncharged[fill.id] = i


def _guards(state: State, i: int, decision: str) -> bool:
    """Whether protection of the position is by this decision, as far as the broker may know."""
    return bool(decision) and decision in (state.guards[i], *state.former[i])


def _end(state: State, standing: Standing, said: OrderStatus, actions: list[Action]) -> None:
    i = standing.place
    if said.status == "filled" and _lacks(state, standing):
        # Positions follow from executions: until the broker has told them, the order is not over.
        state.orders[standing.ref] = standing.at("unknown")
        actions.append(Query("an order has filled and its executions are not known"))
        return
    del state.orders[standing.ref]
    _remember(state, standing)
    if state.wishes[i] == standing.ref:
        state.wishes[i] = ""
        state.book.orders.working[i] = 0
    if said.status == "rejected":
        if said.reason in REJECTED:
            getattr(state.book.tally, REJECTED[said.reason])[i] += 1
        actions.append(Alarm("rejected", f"Order {said.ref} of {said.symbol} was rejected: {said.reason}."))


def _lacks(state: State, standing: Standing) -> bool:
    """Whether an order that carries the wish has filled and the position is not where it leads."""
    i, book = standing.place, state.book
    far = abs(book.orders.target[i] - book.positions.quantity[i]) >= state.floor.terms.lot[i] * NEARLY
    return state.wishes[i] == standing.ref and far


def _remember(state: State, standing: Standing) -> None:
    """An order that left and is over may have an execution that is told later, for a while."""
    if standing.sent:
        state.ended = {ref: one for ref, one in state.ended.items() if one.sent > state.now - CORRECTABLE}
        state.ended[standing.ref] = standing


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
    standing = state.orders.pop(state.wishes[i], None)
    if standing is not None:
        _remember(state, standing)
    state.wishes[i] = ""


def _found(state: State, i: int, fill: Fill, actions: list[Action]) -> None:
    """An order that was given up or over has filled: what was decided since is not wanted, the next bar decides."""
    state.book.orders.working[i], state.book.orders.target[i] = 0, state.book.positions.quantity[i]
    drop_wish(state, i, actions)
    if fill.ref in state.lost:
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

"""Ordering: from the standing wishes of the book to orders, and from what became of orders back to the wishes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tradecore.live.actions import Action, Amend, Cancel, Protect
from tradecore.live.events import Intent, OrderStatus
from tradecore.live.orders import UNSENT, Order, Protection, Standing, decision_id, ref_of, told
from tradecore.live.state import State
from tradecore.simulation.prices import NEARLY
from tradecore.simulation.rows import OrderRow, row
from tradecore.simulation.session import same_price, same_wish


class Before(NamedTuple):
    """One instrument's wish and protection before a decision."""

    wish: OrderRow
    protection: tuple[float, float, int]
    expired: int


def before(state: State, i: int) -> Before:
    """What there is now."""
    return Before(row(state.book.orders, i), _protection(state, i), state.book.tally.expired[i])


def follow_wish(state: State, i: int, then: Before, decision: str, *, held: bool, actions: list[Action]) -> str:
    """Cancels, plans and protects so that the broker works on the wish that is in the book now.

    Returns the orderRef of a new order, or empty when none is needed. With `held` it waits for the next open.
    """
    wish, expired = row(state.book.orders, i), state.book.tally.expired[i] != then.expired
    planned = ""
    if wish.working == 0 or expired or not state.wishes[i] or not same_wish(wish, then.wish):
        drop_wish(state, i, actions)
        if wish.working == 1:
            planned = plan(state, i, decision, held=held)
    guard(state, i, then, decision, actions)
    return planned


def plan(state: State, i: int, decision: str, *, held: bool = False) -> str:
    """A new order for the standing wish; returns its orderRef."""
    target, now = state.book.orders.target[i], state.book.positions.quantity[i]
    grows = abs(target) > abs(now) or target * now < 0.0
    ref = ref_of(decision, "entry" if grows else "exit")
    state.orders[ref] = Standing(ref, i, held=held)
    state.wishes[i] = ref
    return ref


def guard(state: State, i: int, then: Before, decision: str, actions: list[Action]) -> None:
    """Lets the broker know protection that a decision has changed on a position that stays."""
    (stop, profit, hold), (old_stop, old_profit, old_hold) = _protection(state, i), then.protection
    same = same_price(stop, old_stop) and same_price(profit, old_profit) and hold == old_hold
    held, wish = state.book.positions.quantity[i], row(state.book.orders, i)
    # A position that was to be closed and shall stay after all: what protects it counts again.
    stays = wish.working == 0 and then.wish.target * held <= 0.0 < wish.target * held
    if held == 0.0 or (same and not stays):
        return
    state.guarded_by(i, decision)
    actions.append(protect(state, i))


def protect(state: State, i: int) -> Protect:
    """The action that puts the book's protection of a position at the broker."""
    stop, profit, hold = _protection(state, i)
    symbol, held = state.setup.instruments[i].symbol, state.book.positions.quantity[i]
    return Protect(Protection(state.guards[i], symbol, held, told(stop), told(profit), hold))


def drop_wish(state: State, i: int, actions: list[Action]) -> None:
    """The order that carries the wish of an instrument is wanted no longer: it is forgotten or cancelled."""
    standing = state.orders.get(state.wishes[i])
    state.wishes[i] = ""
    if standing is None:
        return
    if standing.stage in UNSENT:
        forget(state, standing.ref)
    elif standing.stage != "cancelling":
        state.orders[standing.ref] = replace(standing, stage="cancelling", sent=state.now)
        actions.append(Cancel(standing.ref))


def forget(state: State, ref: str) -> None:
    """Takes an order away, and its intent with it if that is not logged."""
    state.orders.pop(ref, None)
    state.outbox = tuple(said for said in state.outbox if not (isinstance(said, Intent) and said.order.ref == ref))


def withdraw(state: State, standing: Sequence[Standing], why: str) -> None:
    """Gives up orders that have not left, and says so."""
    for one in standing:
        forget(state, one.ref)
        if state.wishes[one.place] == one.ref:
            state.wishes[one.place] = ""
            state.book.orders.working[one.place] = 0
        symbol = state.setup.instruments[one.place].symbol
        state.outbox += (OrderStatus(one.ref, symbol, "withdrawn", why),)


def amend_wish(state: State, i: int, actions: list[Action]) -> None:
    """A standing order shall lead elsewhere: to the target that is in the book now."""
    standing = state.orders.get(state.wishes[i])
    if standing is not None and standing.stage not in UNSENT:
        actions.append(Amend(standing.ref, state.book.orders.target[i]))


def release(state: State) -> None:
    """Writes down every order that nothing holds back: no open to wait for, no other one being cancelled."""
    for standing in list(state.orders.values()):
        waits = any(one.ref != standing.ref and one.stage not in UNSENT for one in state.of(standing.place))
        if standing.stage != "planned" or standing.held or waits:
            continue
        order = order_of(state, standing)
        if abs(order.quantity) < state.floor.terms.lot[standing.place] * NEARLY:
            forget(state, standing.ref)
            state.wishes[standing.place] = ""
            state.book.orders.working[standing.place] = 0
            continue
        state.orders[standing.ref] = replace(standing, stage="ready", order=order)
        state.outbox += (Intent(order),)


def close_position(state: State, i: int, why: str, actions: list[Action]) -> None:
    """Closes a position at the market, whatever forbids new orders; what stood is cancelled first.

    `why` makes the orderRef, which no decision has.
    """
    held, symbol = state.book.positions.quantity[i], state.setup.instruments[i].symbol
    state.book.orders.working[i] = 0
    drop_wish(state, i, actions)
    if held == 0.0:
        return
    ref = ref_of(decision_id(state.setup.account, why, symbol, state.now), "exit")
    order = Order(ref, symbol, -held, 0.0)
    state.orders[ref] = Standing(ref, i, "ready", order=order, forced=True)
    state.outbox += (Intent(order),)


def order_of(state: State, standing: Standing) -> Order:
    """The order as a broker gets it: from the wish and what is held now."""
    i = standing.place
    wish, held = row(state.book.orders, i), state.book.positions.quantity[i]
    return Order(
        standing.ref,
        state.setup.instruments[i].symbol,
        wish.target - held,
        wish.target,
        told(wish.limit),
        told(wish.trigger),
        told(wish.stop),
        told(wish.profit),
        wish.hold,
        wish.reason,
        wish.day == 1,
    )


def _protection(state: State, i: int) -> tuple[float, float, int]:
    positions = state.book.positions
    return positions.stop[i], positions.profit[i], positions.hold[i]

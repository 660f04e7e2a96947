"""Reconciling: what the broker holds against what the log says, with three outcomes and never a guess."""

from dataclasses import replace

from tradecore.live.actions import Action, Alarm, Cancel, Query
from tradecore.live.events import OrderStatus, Reconcile
from tradecore.live.ordering import close_position, forget, protect, withdraw
from tradecore.live.orders import UNSENT, Protection, Standing, number
from tradecore.live.state import State
from tradecore.simulation.prices import NEARLY
from tradecore.simulation.rows import HOLD, PROFIT, STOP, PositionRow, put
from tradecore.simulation.session import same_price

LEAVING = {"stop": STOP, "target": PROFIT, "hold": HOLD}
# So many complete answers that do not know an order, patience apart, prove that it never arrived.
PROOF = 2
# So often protection may be refused before the position that cannot be protected is closed.
REFUSALS = 3
# The coarsest grid of prices, as a share of the price, where an instrument has none of its own.
GRID = 1e-4


def on_reconcile(state: State, said: Reconcile, actions: list[Action]) -> None:
    """Compares, adopts orders that are known, gives up those that are proven lost, mends protection."""
    state.holdings, state.answered = said, state.now
    if not said.complete:
        state.reconciled = "unknown"
        return
    # One that was given up and works after all is not wanted any more.
    actions.extend(Cancel(ref) for ref in said.working if ref in state.lost)
    open_questions = [_settle(state, one, said, actions) for one in list(state.orders.values())]
    # Somebody else's execution is a mismatch whatever becomes of our own orders.
    if any(open_questions) and not state.strangers:
        # Asked again by the clock: what is on its way needs time to arrive.
        state.reconciled = "unknown"
        return
    differing = mismatches(state, said)
    if differing:
        state.reconciled = "mismatch"
        withdraw(state, state.unsent, "the broker holds something else")
        actions.append(Alarm("mismatch", f"The broker holds something else than the log says: {'; '.join(differing)}."))
        return
    state.reconciled = "confirmed"
    mend(state, said, actions)


def overdue(state: State, time: int) -> tuple[Standing, ...]:
    """The orders for which the broker should have answered by `time` (ns UTC), or is to be asked once more."""
    return tuple(one for one in state.orders.values() if _is_late(state, one, time))


def half_answered(state: State, time: int) -> bool:
    """Whether the broker's last answer lacked a part, patience ago: it proves nothing and is asked for again."""
    said = state.holdings
    return said is not None and not said.complete and time - state.answered >= state.setup.patience


def mismatches(state: State, said: Reconcile) -> list[str]:
    """A sentence for each execution of somebody else, and for each symbol whose position the broker sees otherwise."""
    ours = state.positions
    found = [f"execution {one} is of no order of this session, or corrected too late" for one in state.strangers]
    for symbol in sorted({*ours, *said.positions}):
        mine, theirs = ours.get(symbol, 0.0), said.positions.get(symbol, 0.0)
        place = state.setup.place(symbol)
        lot = state.floor.terms.lot[place] if place >= 0 else 1.0
        if abs(mine - theirs) > lot * NEARLY:
            found.append(f"{symbol} {theirs:g} at the broker, {mine:g} by the log")
    return found


def mend(state: State, said: Reconcile, actions: list[Action]) -> None:
    """Places protection again that does not rest at the broker as the book has it."""
    resting = {one.symbol: one for one in said.protection}
    for one in said.protection:
        trigger(state, one.symbol, one.leaving)
    for i, instrument in enumerate(state.setup.instruments):
        symbol = instrument.symbol
        if state.book.positions.quantity[i] == 0.0 or protected(state, i, resting.get(symbol)):
            state.refusals.pop(symbol, None)
        elif state.refusals.get(symbol, 0) < REFUSALS:
            actions.append(Alarm("protection", f"The protection of {symbol} was missing and is placed again."))
            actions.append(protect(state, i))
        elif not any(one.forced for one in state.of(i)):
            actions.append(Alarm("protection", f"{symbol} cannot be protected: its position is closed."))
            close_position(state, i, "unprotected", actions)


def protected(state: State, i: int, resting: Protection | None) -> bool:
    """Whether what rests at the broker is the protection that the book has."""
    positions = state.book.positions
    stop, profit, held = positions.stop[i], positions.profit[i], positions.quantity[i]
    hold = positions.hold[i] if state.book.orders.target[i] * held > 0.0 else 0
    if resting is None:
        return stop != stop and profit != profit and hold == 0
    tick = state.setup.instruments[i].tick
    return (
        same_level(stop, number(resting.stop), tick)
        and same_level(profit, number(resting.profit), tick)
        and hold == resting.hold
        and abs(resting.quantity - held) <= state.floor.terms.lot[i] * NEARLY
    )


def same_level(ours: float, theirs: float, tick: float) -> bool:
    """Whether a price that rests is the one that was asked for: a broker puts it on the grid of its exchange."""
    return same_price(ours, theirs) or abs(ours - theirs) <= max(tick, abs(ours) * GRID)


def trigger(state: State, symbol: str, leg: str) -> None:
    """Protection of a position has begun to fill and waits for volume; an empty leg says nothing."""
    i = state.setup.place(symbol)
    if i >= 0 and leg in LEAVING and state.book.positions.quantity[i] != 0.0:
        state.book.positions.leaving[i], state.book.positions.guarded[i] = LEAVING[leg], 1


def adopt(state: State, actions: list[Action]) -> None:
    """Takes what the broker holds as the truth, unprotected; every order is cancelled."""
    said = state.holdings
    if said is None or not said.complete:
        actions.append(Query("there is no complete answer of the broker to adopt"))
        return
    withdraw(state, state.unsent, "the broker's positions were adopted")
    actions.extend(Cancel(one.ref) for one in state.orders.values())
    for i, instrument in enumerate(state.setup.instruments):
        held, mark = said.positions.get(instrument.symbol, 0.0), state.book.positions.mark[i]
        if held == state.book.positions.quantity[i]:
            continue
        average = said.averages.get(instrument.symbol, mark)
        put(state.book.positions, i, PositionRow(held, average, entry_time=max(state.closed, 0), mark=mark))
        state.book.orders.working[i], state.book.orders.target[i] = 0, held
        state.wishes[i] = ""
        state.guarded_by(i, "")
        state.rebase(i)
    if said.cash is not None:
        state.cash = said.cash
    state.strangers = ()
    strangers = [symbol for symbol in said.positions if state.setup.place(symbol) < 0 and said.positions[symbol]]
    state.reconciled = "mismatch" if strangers else "confirmed"


def _is_late(state: State, one: Standing, time: int) -> bool:
    waits = one.stage in ("sent", "cancelling") and not one.missing
    since = one.asked if one.missing else one.sent
    return (waits or one.missing > 0) and time - since >= state.setup.patience


def _settle(state: State, standing: Standing, said: Reconcile, actions: list[Action]) -> bool:
    """What an answer means for one order; True while it is not known what became of it."""
    if standing.stage in UNSENT:
        return False
    if standing.ref in said.working:
        known = "cancelling" if standing.stage == "cancelling" else "working"
        state.orders[standing.ref] = replace(standing, stage=known, missing=0)
        if known == "cancelling":
            actions.append(Cancel(standing.ref))
        return False
    asked = standing.asked if standing.missing else state.now
    if standing.missing + 1 < PROOF or state.now - asked < state.setup.patience:
        state.orders[standing.ref] = replace(standing, stage="unknown", missing=standing.missing + 1, asked=asked)
        return True
    give_up(state, standing, actions)
    return False


def give_up(state: State, standing: Standing, actions: list[Action]) -> None:
    """The order never arrived or is gone without a word: it is not sent again."""
    symbol = state.setup.instruments[standing.place].symbol
    forget(state, standing.ref)
    state.lost[standing.ref] = standing
    if state.wishes[standing.place] == standing.ref:
        state.wishes[standing.place] = ""
        state.book.orders.working[standing.place] = 0
    state.outbox += (OrderStatus(standing.ref, symbol, "lost", "two answers of the broker do not know it"),)
    actions.append(Alarm("lost", f"Order {standing.ref} of {symbol} is lost; the next bar decides anew."))

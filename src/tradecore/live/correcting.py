"""Correcting: an execution that is booked counts in another form from here on, and so does all that followed."""

from dataclasses import replace

from tradecore.live.actions import Action, Alarm, Query
from tradecore.live.events import Commission, Fill
from tradecore.live.executions import Execution, keys_of
from tradecore.live.journal import booked
from tradecore.live.ordering import withdraw
from tradecore.live.orders import UNSENT
from tradecore.live.state import State
from tradecore.simulation.booking import flat
from tradecore.simulation.rows import PositionRow, put, row

# The totals that follow from executions alone.
BOOKED = ("fills", "trades", "wins", "losses", "won", "lost", "costs", "traded")


def told_again(state: State, fill: Fill, actions: list[Action]) -> None:
    """An execution that is booked was told again: corrected, or with a commission that was not known yet."""
    i = state.setup.place(fill.symbol)
    place = state.journals[i].place(fill.id) if i >= 0 else -1
    if place >= 0:
        correct(state, i, place, state.journals[i].entries[place].execution.with_fill(fill), actions)
    elif fill.revision > 1:
        state.strangers += (fill.id,)
        state.reconciled = "mismatch"
        withdraw(state, state.unsent, "an execution was corrected too late")
        problem = f"Execution {fill.id} of {fill.symbol} was corrected, which is too old to be booked again."
        actions.append(Alarm("stranger", problem))


def on_commission(state: State, said: Commission, actions: list[Action]) -> None:
    """A commission that came after its execution belongs to what that opened or closed; one before it waits."""
    told = keys_of(said)
    if told <= state.executed:
        return
    state.executed |= told
    if said.id not in state.executed:
        early = state.early.get(said.id)
        if early is None or early.revision < said.revision:
            state.early[said.id] = said
        return
    for i, journal in enumerate(state.journals):
        place = journal.place(said.id)
        if place >= 0:
            execution = journal.entries[place].execution.with_commission(said.amount, said.revision)
            correct(state, i, place, execution, actions)
            return
    if state.uncharged.pop(said.id, None) is not None:
        state.cash -= said.amount


def correct(state: State, i: int, place: int, execution: Execution, actions: list[Action]) -> None:
    """Books the entry at `place` of an instrument's journal again in another form."""
    then, fill = state.journals[i].entries[place].execution.fill, execution.fill
    journal = state.journals[i].corrected(place, execution)
    now, carry = booked(state.floor, i, journal, journal.entries), journal.carry
    state.journals[i] = replace(journal, carry=now.position.carry)
    state.cash += _paid(state, i, then) - _paid(state, i, fill)
    if execution.charged:
        state.uncharged.pop(fill.id, None)
    tally = state.book.tally
    state.book.days.trades[0] += now.tally.trades - tally.trades[i]
    for name in BOOKED:
        getattr(tally, name)[i] = getattr(now.tally, name)
    put(state.book.positions, i, _standing(row(state.book.positions, i), now.position, carry))
    if (then.quantity, then.price) != (fill.quantity, fill.price):
        _tell(state, i, then, fill, actions)


def _standing(there: PositionRow, now: PositionRow, carry: float) -> PositionRow:
    """The position as executions have it `now`; what followed from decisions and bars since, `carry` too, stays."""
    if now.quantity == 0.0:
        return flat(there.mark, there.used)
    if now.quantity * there.quantity <= 0.0:
        return now._replace(mark=there.mark, used=there.used)
    return there._replace(
        quantity=now.quantity,
        average=now.average,
        costs=now.costs,
        carry=there.carry + (now.carry - carry),
        entry_time=now.entry_time,
        entry_reason=now.entry_reason,
    )


def _tell(state: State, i: int, then: Fill, now: Fill, actions: list[Action]) -> None:
    """Orders that have not left were made for another position; what rests at the broker may be, too."""
    unsent = [one for one in state.of(i) if one.stage in UNSENT]
    withdraw(state, unsent, "an execution was corrected")
    told = f"{then.quantity:g} at {then.price:g} is {now.quantity:g} at {now.price:g}"
    actions.append(Alarm("corrected", f"The broker corrected an execution of {now.symbol}: {told}."))
    actions.append(Query("an execution was corrected"))


def _paid(state: State, i: int, fill: Fill) -> float:
    return fill.quantity * fill.price * state.floor.terms.multiplier[i] + (fill.commission or 0.0)

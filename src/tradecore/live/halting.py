"""Halting: nothing new is ordered, and what there is goes as the policy or a person says."""

from dataclasses import replace

from tradecore.live.actions import Action, Alarm, Cancel, Protect, Query, Stop
from tradecore.live.events import ErrorRaised, KillSwitch, Operator
from tradecore.live.ordering import close_position, withdraw
from tradecore.live.orders import Protection
from tradecore.live.reconciling import adopt
from tradecore.live.state import State


def halt(state: State, why: str, actions: list[Action]) -> None:
    """No new order until a person says so; the first reason stays."""
    if not state.halted:
        state.halted = why
        actions.append(Alarm("halt", f"No new orders: {why}."))
    withdraw(state, state.unsent, why)


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
    for i in range(len(state.setup.instruments)):
        close_position(state, i, "flatten", actions)


def unguard(state: State, actions: list[Action]) -> None:
    """Takes the protection of every position away, as the policy `cancel` demands."""
    positions = state.book.positions
    for i, instrument in enumerate(state.setup.instruments):
        if positions.quantity[i] != 0.0:
            positions.stop[i], positions.profit[i], positions.hold[i] = float("nan"), float("nan"), 0
            bare = Protection(state.guards[i], instrument.symbol, positions.quantity[i])
            actions.append(Protect(bare))


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

"""Guards: why no new order may leave."""

from tradecore.live.events import Intent
from tradecore.live.state import State


def why_not(state: State) -> str:
    """The reason for which nothing new may be ordered now; empty when it may."""
    checks = (
        (state.killed, f"the kill switch is on: {state.killed}"),
        (state.halted, f"the session is halted: {state.halted}"),
        (state.stopping, "the session is stopping"),
        (not state.linked, "the link to the broker is down"),
        (state.stale, "market data are stale"),
        (state.skewed, "this clock and the broker's are too far apart"),
        (state.reconciled == "mismatch", "the broker holds something else than the log says"),
        (state.reconciled == "unknown", "it is not known yet what the broker holds"),
    )
    return next((reason for wrong, reason in checks if wrong), "")


def may_leave(state: State, intent: Intent) -> bool:
    """Whether an order may leave now: nothing forbids it and its market is open, or somebody demands it."""
    standing = state.orders.get(intent.order.ref)
    if standing is not None and standing.forced and state.linked:
        return True
    return not why_not(state) and intent.order.symbol not in state.shut


def is_final(state: State) -> bool:
    """Whether nothing but a person lets orders leave again: what has not left by then is given up."""
    return bool(state.killed or state.halted or state.reconciled == "mismatch")

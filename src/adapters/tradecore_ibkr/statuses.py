"""Which states of an order mean what: our own table, since the libraries change states at errors that end nothing."""

from typing import Literal, TypeAlias

Standing: TypeAlias = Literal["silent", "working", "ended"]
# https://interactivebrokers.github.io/tws-api/order_submission.html#order_status
STATES: dict[str, Standing] = {
    "ApiPending": "silent",
    "PendingSubmit": "silent",
    "PreSubmitted": "working",
    "Submitted": "working",
    "PendingCancel": "working",
    "Filled": "ended",
    "Cancelled": "ended",
    "ApiCancelled": "ended",
    "Inactive": "ended",
}


def standing_of(state: str) -> Standing:
    """What a state says; one that is not known says nothing."""
    return STATES.get(state, "silent")

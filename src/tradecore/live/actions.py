"""Actions: what a session wants done. Each may be done twice without harm, but for `Send`, which follows an intent."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tradecore.live.orders import Order, Protection


@dataclass(frozen=True, slots=True)
class Send:
    """Hand this order to the broker; its intent is in the log and must be on disk by now."""

    order: Order


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel this order; its protection stays."""

    ref: str


@dataclass(frozen=True, slots=True)
class Amend:
    """Let a working order lead to a position of `target` instead."""

    ref: str
    target: float


@dataclass(frozen=True, slots=True)
class Protect:
    """Let this protection rest at the broker, instead of what rests there now."""

    protection: Protection


@dataclass(frozen=True, slots=True)
class Query:
    """Ask the broker what it holds, and for every execution that the log lacks."""

    why: str


# A session's own alarms, and those of its supervisor.
AlarmKind: TypeAlias = Literal[
    "halt",
    "mismatch",
    "lost",
    "protection",
    "rejected",
    "stranger",
    "corrected",
    "connection",
    "died",
    "given_up",
    "refused",
    "supervisor",
    "unheeded",
    "stale",
    "clock",
    "challenger",
    "drift",
]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Tell the operator. `kind` is what the runbook explains."""

    kind: AlarmKind
    message: str


@dataclass(frozen=True, slots=True)
class Stop:
    """End the daemon; positions and their protection stay."""

    why: str


Action: TypeAlias = Send | Cancel | Amend | Protect | Query | Alarm | Stop

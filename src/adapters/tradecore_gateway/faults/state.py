"""The faults that are on now, or wait for their next occasion."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

Cut = Literal["whole", "bytes", "random", "merged"]


@dataclass(frozen=True, slots=True)
class OrderFault:
    """What happens to an order that comes next, with what is attached to it.

    `swallowed`: nothing ever. `lost`: nothing, and the socket dies. `unacknowledged`: the broker has it, the socket
    dies before it says so. `acknowledged`: the socket dies as soon as it has said so. `rejected`: with a code and a
    reason. `late`: it is taken so many seconds later.
    """

    kind: Literal["swallowed", "lost", "unacknowledged", "acknowledged", "rejected", "late"]
    code: int = 201
    reason: str = "Order rejected - reason:told to"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FeeFault:
    """How the next commission comes: before its execution (`first`), so many seconds later (`late`), or `never`."""

    kind: Literal["first", "late", "never"]
    seconds: float = 0.0


@dataclass(slots=True)
class Faults:
    """All of them. Queues are of next occasions: each is used once, in their order."""

    cut: Cut = "whole"
    delay: float = 0.0
    permuted: bool = False
    half_open: bool = False
    in_use: dict[int, int] = field(default_factory=dict[int, int])
    ahead: int = 0
    link_down: bool = False
    farm_down: bool = False
    history_down: bool = False
    competing: bool = False
    orders: deque[OrderFault] = field(default_factory=deque[OrderFault])
    fees: deque[FeeFault] = field(default_factory=deque[FeeFault])
    hidden: int = 0
    raced: int = 0
    ignored: Counter[str] = field(default_factory=Counter[str])
    answers: deque[int] = field(default_factory=deque[int])
    empty: int = 0

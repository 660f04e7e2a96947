"""Orders: one decision's whole wish as a broker gets it, and what has become of it."""

from dataclasses import dataclass, replace
from hashlib import sha256
from math import nan
from typing import Literal, TypeAlias

from tradecore.simulation.rows import OrderRow

# What an order is for. The last three are orders of the broker's own, which rest there beside the position.
Leg: TypeAlias = Literal["entry", "exit", "stop", "target", "hold"]
# What has become of an order; of a protective one only `triggered`: it has begun to fill and waits for volume.
Status: TypeAlias = Literal[
    "working", "filled", "cancelled", "rejected", "lost", "unknown", "triggered", "amended", "withdrawn"
]
# After one of these nothing more comes of an order.
OVER = ("filled", "cancelled", "rejected", "lost", "withdrawn")
# Where the session stands with an order: wished for; written down to be sent; sent; known to the broker; being
# cancelled; sent, and nobody knows whether it arrived.
Stage: TypeAlias = Literal["planned", "ready", "sent", "working", "cancelling", "unknown"]
UNSENT = ("planned", "ready")

ID_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Order:
    """An entry with its protection, or an exit; prices absolute, None for none.

    `ref` is the decision's id and the leg, and never used twice. `quantity` is the signed change that leads to
    `target`, the signed position. At the market unless `limit` or `trigger` is given. `stop` and `profit` rest at the
    broker from the fill on, one cancelling the other; `hold` closes the position at the open after so many bars.
    `reason` is the strategy's; a `day` order ends with its session.
    """

    ref: str
    symbol: str
    quantity: float
    target: float
    limit: float | None = None
    trigger: float | None = None
    stop: float | None = None
    profit: float | None = None
    hold: int = 0
    reason: int = 0
    day: bool = False

    @property
    def leg(self) -> str:
        """`entry` or `exit`."""
        return self.ref.rpartition("-")[2]

    @property
    def row(self) -> OrderRow:
        """The order as the kernel's standing wish."""
        return OrderRow(
            1,
            self.target,
            number(self.limit),
            number(self.trigger),
            number(self.stop),
            number(self.profit),
            self.hold,
            self.reason,
            1 if self.day else 0,
        )


@dataclass(frozen=True, slots=True)
class Protection:
    """The protection of a position that stays: it replaces what rests at the broker.

    `quantity` is the signed position it is for; `ref` is the decision's id. `leaving` is the leg that has begun to fill
    and waits for volume, as the broker says it; a session never asks for that.
    """

    ref: str
    symbol: str
    quantity: float
    stop: float | None = None
    profit: float | None = None
    hold: int = 0
    leaving: Literal["", "stop", "target", "hold"] = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An order of the session that is not over.

    `place` is its instrument's. One that is `held` waits for the next open. `sent` is when it left, or the wish to
    cancel it did (ns UTC). `missing` is how many complete answers of the broker have not known it, the first of them
    at `asked`. `order` is None until it is written down. A `forced` one leaves though the session is halted: it closes
    a position on somebody's demand.
    """

    ref: str
    place: int
    stage: Stage = "planned"
    held: bool = False
    sent: int = 0
    missing: int = 0
    asked: int = 0
    order: Order | None = None
    forced: bool = False

    def at(self, stage: Stage) -> "Standing":
        """The same order a stage further."""
        return replace(self, stage=stage)


def decision_id(account: str, strategy: str, symbol: str, time: int) -> str:
    """One for each account, strategy, symbol and bar; an edited configuration does not change it."""
    return sha256("\n".join((account, strategy, symbol, str(time))).encode()).hexdigest()[:ID_LENGTH]


def ref_of(decision: str, leg: Leg) -> str:
    """The orderRef of one leg of a decision."""
    return f"{decision}-{leg}"


def decision_of(ref: str) -> str:
    """The decision that an orderRef belongs to."""
    return ref.rpartition("-")[0]


def number(price: float | None) -> float:
    """A price as the kernel has it: NaN for none."""
    return nan if price is None else price


def told(price: float) -> float | None:
    """A price as a log has it: None for none."""
    return None if price != price else price

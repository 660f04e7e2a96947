"""Events: what can happen to a session. Their types are those of the log's lines.

Instants in them are ns UTC, prices and sizes as the kernel has them, None where it has NaN. What the session itself
says (`decision`, `intent`, and some of `order_status`, `error`) stands in its outbox until it is logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tradecore.live.orders import Order, Protection, Status

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class SessionBegan:
    """The daemon has started: the first time, or again after it ended, however it ended.

    `account` is masked. `fingerprint` is that of everything that decides: strategy, parameters, instruments, rules.
    """

    session: str
    account: str
    mode: Literal["simulated", "paper", "real"]
    strategy: str
    fingerprint: str
    symbols: tuple[str, ...]
    start: int = 1
    versions: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Connection:
    """The link to the broker is up or down; `stale` says that the link is up but its market data are not."""

    up: bool
    problem: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Time has passed: `opens` names the symbols whose next bar begins now.

    `skew` is how far this clock is from the broker's, in ns, None where the broker has none. `shut` names the symbols
    whose market is closed from now on, None where that has not changed.
    """

    time: int
    opens: tuple[str, ...] = ()
    skew: int | None = None
    shut: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """The account changed otherwise than by a trade; `id` tells the change from a second one like it.

    `split` has made `amount` units of one, `dividend` has paid `amount` a unit, `funds` has moved `amount` of money.
    """

    id: str
    kind: Literal["split", "dividend", "funds"]
    symbol: str
    amount: float


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody asks to `resume` after a halt, to `adopt` what the broker holds, to `flatten`, or to `stop`."""

    command: Literal["resume", "adopt", "flatten", "stop"]
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One closed bar of one instrument, as the columns of bars have it, with the strategy's inputs (None missing)."""

    symbol: str
    time: int
    available: int
    session: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    nights: int
    split: float
    dividend: float
    inputs: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class BarsClosed:
    """The bars of one opening instant, in the order of the session's instruments; a halted one has none."""

    time: int
    rows: tuple[BarRow, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the session decided on one bar, and all that it decided on.

    `inputs` is the row that the strategy was handed, `account` what it was told of the account, `state` what it
    remembered, `wish` its answer; all empty when it was not asked, and `blocked` says why. `stopped` names the risk
    limit that an entry failed. `order` is the orderRef that follows from it, empty when none does: the wish is what
    there is already, or an order that works on (`standing`).
    """

    id: str
    symbol: str
    time: int
    inputs: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    account: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    state: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    wish: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    reason: str = ""
    stopped: str = ""
    order: str = ""
    standing: str = ""
    blocked: str = ""
    fingerprint: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """An order is about to leave: on disk before it does."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """What has become of an order. `lost` and `withdrawn` are the session's own word, the others the broker's."""

    ref: str
    symbol: str
    status: Status
    reason: str = ""


FillKind: TypeAlias = Literal["market", "limit", "trigger", "exit", "stop", "profit", "hold"]


@dataclass(frozen=True, slots=True)
class Fill:
    """An execution; `id` is the broker's, without the suffix of a correction, which is its `revision`.

    Told with a higher revision, it replaces what it was. `quantity` is signed. `commission` None is not known yet.
    `time` is the execution's, or, where fills follow from bars, the bar's opening instant.
    """

    id: str
    ref: str
    symbol: str
    time: int
    quantity: float
    price: float
    commission: float | None
    kind: FillKind
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Commission:
    """The commission of an execution that came without one, in money; that of the newest `revision` counts."""

    id: str
    amount: float
    revision: int = 1


@dataclass(frozen=True, slots=True)
class ErrorRaised:
    """Something went wrong inside the session, which halts. `where` names the handler or the bar."""

    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The daemon lives; `behind` counts the bars that it has received and not decided, as when a symbol's is late."""

    behind: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state after the line before this one was written to a file of this SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Reconcile:
    """What the broker says it holds: signed `positions` of every symbol it holds, orders that work, protection at rest.

    Not `complete` where some part of the answer is missing: then it proves nothing.
    """

    complete: bool
    positions: Mapping[str, float] = field(default_factory=dict[str, float])
    averages: Mapping[str, float] = field(default_factory=dict[str, float])
    working: tuple[str, ...] = ()
    protection: tuple[Protection, ...] = ()
    cash: float | None = None


@dataclass(frozen=True, slots=True)
class KillSwitch:
    """Somebody has thrown the kill switch (or its file cannot be read), or taken it back."""

    on: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wants to be remembered; it changes nothing."""

    text: str
    by: str = ""


Report: TypeAlias = Fill | OrderStatus | AccountChanged | Commission
Body: TypeAlias = (
    SessionBegan
    | Connection
    | Clock
    | AccountChanged
    | Operator
    | BarsClosed
    | Decided
    | Intent
    | OrderStatus
    | Fill
    | Commission
    | ErrorRaised
    | Heartbeat
    | Snapshot
    | Reconcile
    | KillSwitch
    | Note
)

# The `type` of a line, and what its payload is.
TYPES: Mapping[str, type[Body]] = {
    "session": SessionBegan,
    "connection": Connection,
    "clock": Clock,
    "account": AccountChanged,
    "operator": Operator,
    "bar": BarsClosed,
    "decision": Decided,
    "intent": Intent,
    "order_status": OrderStatus,
    "fill": Fill,
    "commission": Commission,
    "error": ErrorRaised,
    "heartbeat": Heartbeat,
    "snapshot": Snapshot,
    "reconcile": Reconcile,
    "kill_switch": KillSwitch,
    "note": Note,
}
NAMES: Mapping[type[Body], str] = {body: name for name, body in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and when it was noted (ns UTC)."""

    time: int
    body: Body


@dataclass(frozen=True, slots=True)
class Line:
    """An event in its place in the log; `seq` counts from 1 without a gap."""

    seq: int
    event: Event

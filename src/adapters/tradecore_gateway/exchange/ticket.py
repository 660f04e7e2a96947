"""An order as the broker keeps it, and an execution."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PENDING, PRESUBMITTED, SUBMITTED = "PendingSubmit", "PreSubmitted", "Submitted"
FILLED, CANCELLED, INACTIVE = "Filled", "Cancelled", "Inactive"
# No order comes back from these.
FINAL = frozenset({FILLED, CANCELLED, INACTIVE})
TYPES = ("MKT", "LMT", "STP", "STP LMT")
# Two quantities or prices that are this close are one.
NEARLY = 1e-9


@dataclass(slots=True)
class Ticket:
    """One order. `perm` is its number for ever; `client` and `order` are the client's, 0 for orders given by hand.

    `side` is 1 for a buy, -1 for a sale; `limit` and `stop` are None where its type has none. `parent` is the perm of
    the order that has to fill first. `fields` are the client's own, to be told back. `held` is why it cannot fill yet.
    """

    perm: int
    client: int
    order: int
    account: str
    listing: int
    side: int
    quantity: float
    kind: str
    limit: float | None = None
    stop: float | None = None
    tif: str = "DAY"
    ref: str = ""
    group: str = ""
    parent: int = 0
    transmit: bool = True
    outside: bool = False
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    status: str = PENDING
    held: str = ""
    placed: int = 0
    filled: float = 0.0
    worth: float = 0.0
    last: float = 0.0
    charged: float = 0.0
    triggered: bool = False
    ended: int = 0
    reason: str = ""

    @property
    def remaining(self) -> float:
        """What has not been filled."""
        return max(self.quantity - self.filled, 0.0)

    @property
    def average(self) -> float:
        """The average price of what has been filled, 0 for nothing."""
        return self.worth / self.filled if self.filled else 0.0

    @property
    def final(self) -> bool:
        """Whether it has ended."""
        return self.status in FINAL

    @property
    def protective(self) -> bool:
        """Whether it waits for, or protects, what another order has filled."""
        return self.parent != 0


@dataclass(frozen=True, slots=True)
class Execution:
    """Something that was traded. `identity` ends with the number of its correction: .01, then .02.

    `average` and `cumulative` are the order's after it. `realized` is the profit of what it closed, or None.
    """

    identity: str
    perm: int
    client: int
    order: int
    account: str
    listing: int
    time: int
    side: int
    quantity: float
    price: float
    cumulative: float
    average: float
    ref: str
    commission: float
    realized: float | None = None

"""In-memory adapters of a trading session.

- `MemoryLog` keeps lines in a list that outlives it: another one on the same list goes on where a process died.
- `MemoryBroker` is an `Exchange` behind the broker's port. It outlives sessions. Told to, it swallows or rejects the
  next orders, drops the link before or after it has taken one, reports things twice, and sends an error about an order
  that works.
- `MemoryKillSwitch` and `MemoryAlerts` remember.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tradecore.errors import LinkDown
from tradecore.live.actions import Alarm
from tradecore.live.events import BarRow, Event, Line, OrderStatus, Reconcile, Report
from tradecore.live.exchange import Exchange
from tradecore.live.orders import Order, Protection

Fault: TypeAlias = Literal["swallow", "reject", "drop before", "drop after", "twice", "error"]


class MemoryLog:
    """An event log in a list."""

    def __init__(self, kept: list[Line] | None = None) -> None:
        self.kept = [] if kept is None else kept
        self.synced = len(self.kept)

    @property
    def seq(self) -> int:
        """How many events there are."""
        return len(self.kept)

    def append(self, event: Event) -> Line:
        """Keeps it."""
        line = Line(len(self.kept) + 1, event)
        self.kept.append(line)
        return line

    def sync(self) -> None:
        """Remembers how much is safe."""
        self.synced = len(self.kept)

    def lines(self, after: int = 0) -> Iterator[Line]:
        """What was appended."""
        return iter(self.kept[after:])

    def close(self) -> None:
        """Keeps everything."""
        self.sync()


@dataclass(slots=True)
class MemoryBroker:
    """A broker in memory; `faults` come one an order, in their order. `taken` are the orders that reached it."""

    exchange: Exchange
    faults: deque[Fault] = field(default_factory=deque[Fault])
    up: bool = False
    taken: list[Order] = field(default_factory=list[Order])
    told: list[Report] = field(default_factory=list[Report])
    waiting: deque[Report] = field(default_factory=deque[Report])

    def connect(self) -> None:
        """Up again; what was about to be reported is lost, as on a socket."""
        self.waiting.clear()
        self.up = True

    def submit(self, order: Order) -> None:
        """Takes it, or does what the next fault says."""
        self._check()
        fault = self.faults.popleft() if self.faults else None
        if fault == "swallow":
            return
        if fault == "drop before":
            self._drop()
        if fault == "reject":
            self._tell((OrderStatus(order.ref, order.symbol, "rejected", "told to"),))
            return
        self.taken.append(order)
        reports = self.exchange.submit(order)
        self._tell(reports)
        if fault == "twice":
            self._tell(reports)
        if fault == "error":
            self._tell((OrderStatus(order.ref, order.symbol, "unknown", "a warning"),))
        if fault == "drop after":
            self._drop()

    def cancel(self, ref: str) -> None:
        """Ends it."""
        self._check()
        self._tell(self.exchange.cancel(ref))

    def amend(self, ref: str, target: float) -> None:
        """Lets it lead elsewhere."""
        self._check()
        self._tell(self.exchange.amend(ref, target))

    def protect(self, protection: Protection) -> None:
        """Replaces protection."""
        self._check()
        self.exchange.protect(protection)

    def trade(self, rows: Sequence[BarRow]) -> None:
        """Fills on bars, whether anybody listens or not."""
        self._tell(self.exchange.trade(rows))

    def reports(self, wait: float = 0.0) -> Sequence[Report]:  # noqa: ARG002 - nothing comes by waiting
        """What was not handed over yet."""
        self._check()
        found = tuple(self.waiting)
        self.waiting.clear()
        return found

    def executions(self, since: int) -> Sequence[Report]:  # noqa: ARG002 - all of them
        """Everything that was ever told."""
        self._check()
        return tuple(self.told)

    def holdings(self) -> Reconcile:
        """The exchange's."""
        self._check()
        return self.exchange.holdings()

    def close(self) -> None:
        """Down."""
        self.up = False

    def _check(self) -> None:
        if not self.up:
            raise LinkDown("nobody is connected")

    def _drop(self) -> None:
        self.up = False
        raise LinkDown("it was dropped")

    def _tell(self, reports: Sequence[Report]) -> None:
        self.told.extend(reports)
        self.waiting.extend(reports)


class MemoryKillSwitch:
    """A switch in an attribute."""

    def __init__(self) -> None:
        self._reason = ""

    def state(self) -> str:
        """The reason, or empty."""
        return self._reason

    def throw(self, reason: str) -> None:
        """On, for the first reason."""
        self._reason = self._reason or reason or "no reason given"

    def clear(self) -> None:
        """Off."""
        self._reason = ""


class MemoryAlerts:
    """Alarms in a list."""

    def __init__(self) -> None:
        self.told: list[Alarm] = []

    def tell(self, session: str, alarm: Alarm) -> None:  # noqa: ARG002 - one session a test
        """Remembers it."""
        self.told.append(alarm)

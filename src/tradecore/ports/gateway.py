"""Gateways of our own that stand where a broker's would: for rehearsals, the demo and tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tradecore.table import Table


@dataclass(frozen=True, slots=True)
class GatewayWanted:
    """What a gateway is to be like.

    `accounts` are paper where their names begin with D; each begins with `cash` US dollars. `start` is the first
    instant of its market (ns UTC; 0: now), which runs `speed` times as fast as this machine's clock, or jumps where it
    has nothing to do. `bars` are prices by symbol, all of one `step` (ns), with `open`, `high`, `low` and `close`;
    whatever has none trades at prices that a `seed` makes, unless there are bars of others. `script` says what goes
    wrong, and when; `name` is what its errors call it. `folder` is where the account is kept, so that it outlives the
    gateway; empty where it need not. `port` is where it listens; 0: anywhere.
    """

    accounts: Sequence[str] = ("DU1234567",)
    cash: float = 1_000_000.0
    start: int = 0
    speed: float = 1.0
    seed: int = 1
    script: str = ""
    name: str = "script"
    folder: str = ""
    bars: Mapping[str, Table] = field(default_factory=dict[str, Table])
    step: int = 0
    port: int = 0


@dataclass(frozen=True, slots=True)
class RestingOrder:
    """An order that works at the broker: signed units, and the prices that it has."""

    ref: str
    account: str
    symbol: str
    quantity: float
    kind: str
    limit: float | None
    stop: float | None
    status: str


@dataclass(frozen=True, slots=True)
class GatewayTruth:
    """What the broker behind a gateway knows at an instant (ns UTC), whatever a client believes.

    `positions` are signed units by account and symbol. `executions` are signed units by the identity of the execution,
    without the number of its correction. `order_messages` counts the messages that gave, changed or took back an order.
    """

    time: int
    positions: Mapping[str, Mapping[str, float]]
    resting: tuple[RestingOrder, ...]
    executions: Mapping[str, float]
    refs: tuple[str, ...]
    order_messages: int


class RunningGateway(Protocol):
    """A gateway that listens on this machine only."""

    @property
    def port(self) -> int:
        """Where it listens."""
        ...

    def perform(self, sentence: str) -> None:
        """Does at once what a sentence of the scripts' language says; raises InvalidValue."""
        ...

    def truth(self) -> GatewayTruth:
        """What its broker knows now."""
        ...

    def heard(self) -> Sequence[str]:
        """What its script has done so far: sentences with their times before them."""
        ...

    def close(self) -> None:
        """Ends it; the account stays where it is kept. Harmless when it was ended before."""
        ...


class Gateways(Protocol):
    """Makes gateways. Both methods raise InvalidValue for a script with the line that is not understood."""

    def beside(self, wanted: GatewayWanted) -> RunningGateway:
        """One in a process of its own, which ends with this one at the latest."""
        ...

    def inside(self, wanted: GatewayWanted) -> RunningGateway:
        """One in the event loop of this thread, which is made with virtual time and left as the current one.

        It lives while that loop runs; clients of the same loop meet it without waiting for any clock.
        """
        ...

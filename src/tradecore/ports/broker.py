"""Who takes orders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from tradecore.contracts.live import Faults
from tradecore.contracts.settings import GatewaySettings
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow, Reconcile, Report
from tradecore.live.orders import Order, Protection
from tradecore.simulation.rows import Rules


class Broker(Protocol):
    """One account at a broker. Every method raises LinkDown while the broker cannot be reached.

    Orders are known by their `ref`, which goes to the broker and comes back with everything that concerns it. An
    entry brings its protection along (`stop`, `profit`): from the fill on it rests at the broker, one leg cancelling
    the other, under the decision's id and the legs `stop` and `target`.
    """

    def connect(self) -> None:
        """Makes the link, again where it was lost; harmless while it is up."""
        ...

    def submit(self, order: Order) -> None:
        """Hands over an order. That it arrived is known from its report only."""
        ...

    def cancel(self, ref: str) -> None:
        """Asks for the end of an order; its reports say what came of it, which may be a fill."""
        ...

    def amend(self, ref: str, target: float) -> None:
        """Lets a working order lead to a position of `target`."""
        ...

    def protect(self, protection: Protection) -> None:
        """Replaces the protection that rests beside a position."""
        ...

    def reports(self, wait: float = 0.0) -> Sequence[Report]:
        """What has happened since the last call, in its order; waits for the first of it up to so many seconds."""
        ...

    def executions(self, since: int) -> Sequence[Report]:
        """All fills and changes of the account from `since` (ns UTC) on, in their order, reported before or not."""
        ...

    def holdings(self) -> Reconcile:
        """Positions, working orders and resting protection as the broker has them now."""
        ...

    def close(self) -> None:
        """Ends the link; orders and protection stay. Harmless when it was ended before."""
        ...


@runtime_checkable
class FillsOnBars(Protocol):
    """What a broker without a market of its own is beside: it fills on the bars of the session."""

    def trade(self, rows: Sequence[BarRow]) -> None:
        """Fills on the bars of one opening instant; once, however often it is told. Reports say what came of it."""
        ...


@runtime_checkable
class KnowsHours(Protocol):
    """What a broker is beside that says when it trades, half days among them; see also `bar_stream.StreamsBars`."""

    def hours(self, symbol: str) -> Sequence[tuple[int, int]]:
        """The liquid hours that it knows, about from today on: [open, close) in ns UTC, ascending; empty when unknown.

        A day between the first and the last that is not among them is closed. Raises LinkDown.
        """
        ...


@runtime_checkable
class CancelsEverything(Protocol):
    """What a broker is beside that takes back all orders of an account at once, whoever gave them."""

    def cancel_everything(self) -> None:
        """Protection and orders given by hand among them."""
        ...


@runtime_checkable
class TellsTime(Protocol):
    """What a broker with a clock is beside."""

    def time(self) -> int | None:
        """What time it is there, ns UTC, as last heard and carried on since; None before that. Returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class AccountWanted:
    """The account of one session: what it trades, under which rules a broker of our own fills, and its first cash.

    `folder` is where such a broker keeps what a real one keeps on its side. A real broker is spoken to through
    `gateway`, and must refuse an account that is not of this `mode`. Whoever comes `beside` the session's own daemon,
    as panic does, is another client of the account.
    """

    account: str
    instruments: tuple[Instrument, ...]
    rules: Rules
    cash: float
    folder: str
    faults: Faults
    mode: Literal["simulated", "paper", "real"] = "simulated"
    gateway: GatewaySettings = GatewaySettings()
    beside: bool = False


class Brokers(Protocol):
    """A kind of broker, registered by name."""

    @property
    def modes(self) -> Collection[str]:
        """Whether its accounts are `simulated`, `paper` or `real`; several where it has them."""
        ...

    def open(self, wanted: AccountWanted) -> Broker:
        """The broker of an account, not connected yet."""
        ...

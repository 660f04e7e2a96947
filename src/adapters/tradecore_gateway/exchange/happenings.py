"""What happens at the broker, for whoever is connected to hear."""

from dataclasses import dataclass

from tradecore_gateway.exchange.ticket import Execution, Ticket


@dataclass(frozen=True, slots=True)
class Changed:
    """An order is in another state, or has other terms. `status` and the filled quantity are those of that moment."""

    ticket: Ticket
    status: str
    filled: float
    held: str = ""


@dataclass(frozen=True, slots=True)
class Traded:
    """An execution, or the correction of one."""

    execution: Execution


@dataclass(frozen=True, slots=True)
class Charged:
    """The commission of an execution is known."""

    execution: Execution


@dataclass(frozen=True, slots=True)
class Warned:
    """Something has to be said about an order."""

    ticket: Ticket
    code: int
    message: str


@dataclass(frozen=True, slots=True)
class Holds:
    """An account holds another quantity of a listing."""

    account: str
    listing: int


Happening = Changed | Traded | Charged | Warned | Holds


def changed(ticket: Ticket) -> Changed:
    """Its state now."""
    return Changed(ticket, ticket.status, ticket.filled, ticket.held)

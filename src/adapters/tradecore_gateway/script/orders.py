"""Sentences about the orders that come next, and the cancels."""

from typing import TYPE_CHECKING

from tradecore_gateway.faults.state import OrderFault
from tradecore_gateway.script.forms import Form

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def swallow(gateway: "Gateway", count: int = 1) -> None:
    """Nothing comes of it, ever."""
    gateway.faults.orders.extend([OrderFault("swallowed")] * count)


def lose(gateway: "Gateway") -> None:
    """It does not arrive, and the socket dies."""
    gateway.faults.orders.append(OrderFault("lost"))


def before(gateway: "Gateway") -> None:
    """It arrives, and the socket dies without a word."""
    gateway.faults.orders.append(OrderFault("unacknowledged"))


def after(gateway: "Gateway") -> None:
    """It arrives, that is told, and the socket dies."""
    gateway.faults.orders.append(OrderFault("acknowledged"))


def reject(gateway: "Gateway", code: int = 201, reason: str = "") -> None:
    """It is refused."""
    fault = OrderFault("rejected", code)
    gateway.faults.orders.append(OrderFault("rejected", code, reason) if reason else fault)


def hold(gateway: "Gateway", seconds: float) -> None:
    """It arrives late."""
    gateway.faults.orders.append(OrderFault("late", seconds=seconds))


def race(gateway: "Gateway") -> None:
    """A cancel comes too late."""
    gateway.faults.raced += 1


def cancel_all(gateway: "Gateway") -> None:
    """Somebody takes all orders back at the broker's own screen."""
    for ticket in gateway.ledger.working():
        gateway.happened(gateway.broker.cancel(ticket))


FORMS = (
    Form("swallow next order", "an order arrives and nothing comes of it, ever", swallow),
    Form("swallow next COUNT orders", "the same for several", swallow),
    Form("lose next order", "an order does not arrive, and the socket dies", lose),
    Form("drop before next acknowledgement", "an order works; the socket dies before that is told", before),
    Form("drop after next acknowledgement", "that an order works is told; the socket dies before it fills", after),
    Form("reject next order", "an order is refused with code 201", reject),
    Form("reject next order with CODE", "an order is refused with a code", reject),
    Form("reject next order with CODE saying TEXT", "an order is refused with a code and a reason", reject),
    Form("hold next order for DURATION", "an order reaches the broker so much later", hold),
    Form("fill before next cancel", "an order fills just before its cancel, which 10148 answers", race),
    Form("cancel all orders", "somebody takes back all orders at the broker's own screen", cancel_all),
)

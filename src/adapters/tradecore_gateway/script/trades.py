"""Sentences about fills, executions, commissions, and what people do by hand."""

from typing import TYPE_CHECKING

from tradecore.errors import UnknownName
from tradecore_gateway.exchange.corrections import by_hand, correct
from tradecore_gateway.exchange.filling import fill
from tradecore_gateway.exchange.happenings import Charged, Traded
from tradecore_gateway.faults.state import FeeFault
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.script.forms import Form

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def part(gateway: "Gateway", symbol: str, size: float, whole: float) -> None:
    """The next order's first fill is smaller."""
    gateway.broker.parts.setdefault(listed(gateway, symbol).number, []).append((size, whole))


def fill_now(gateway: "Gateway", symbol: str, size: float) -> None:
    """The oldest working order fills in part, at the price now."""
    listing = listed(gateway, symbol)
    for ticket in [one for one in gateway.ledger.working(listing.number) if one.held != "child"][:1]:
        price = ticket.limit or ticket.stop or gateway.tape.last(listing)
        gateway.happened(fill(gateway.broker, ticket, min(size, ticket.remaining), price))


def freeze(gateway: "Gateway", symbol: str) -> None:
    """Orders do not fill."""
    gateway.broker.frozen.add(listed(gateway, symbol).number)


def thaw(gateway: "Gateway", symbol: str) -> None:
    """Orders fill again: those whose time has come, at the next bar."""
    gateway.broker.frozen.discard(listed(gateway, symbol).number)


def duplicate(gateway: "Gateway") -> None:
    """The newest execution is told once more."""
    gateway.tell([Traded(one) for one in gateway.ledger.executions[-1:]])


def correct_last(gateway: "Gateway", price: float) -> None:
    """The newest execution was at another price."""
    for one in gateway.ledger.executions[-1:]:
        gateway.happened(correct(gateway.broker, one, price))


def replay(gateway: "Gateway") -> None:
    """All executions are told once more, with their commissions."""
    for one in gateway.ledger.executions:
        gateway.tell([Traded(one), Charged(one)])


def hide(gateway: "Gateway") -> None:
    """An order is filled, but its execution is told only to who asks."""
    gateway.faults.hidden += 1


def fee_first(gateway: "Gateway") -> None:
    """A commission comes before its execution."""
    gateway.faults.fees.append(FeeFault("first"))


def fee_late(gateway: "Gateway", seconds: float) -> None:
    """A commission comes late."""
    gateway.faults.fees.append(FeeFault("late", seconds))


def fee_never(gateway: "Gateway") -> None:
    """A commission does not come."""
    gateway.faults.fees.append(FeeFault("never"))


def buy(gateway: "Gateway", size: float, symbol: str, limit: float | None = None) -> None:
    """Somebody buys."""
    account = next(iter(gateway.ledger.accounts))
    number = listed(gateway, symbol).number
    gateway.tape.follow(listed(gateway, symbol))
    gateway.happened(by_hand(gateway.broker, account, number, size, limit))


def sell(gateway: "Gateway", size: float, symbol: str, limit: float | None = None) -> None:
    """Somebody sells."""
    buy(gateway, -size, symbol, limit)


def listed(gateway: "Gateway", symbol: str) -> Listing:
    """The listing of a symbol, or of an exchange's own name for it such as ESH6; raises UnknownName."""
    for one in gateway.listings:
        if symbol in {one.symbol, one.local_symbol} and (one.kind == "STK" or symbol == one.local_symbol):
            return one
    raise UnknownName("listing", symbol, [one.local_symbol for one in gateway.listings])


FORMS = (
    Form(
        "fill SYMBOL UNITS of UNITS", "an order of so many units fills in part; the rest waits for the next bar", part
    ),
    Form("fill SYMBOL UNITS", "so much of the oldest working order fills now", fill_now),
    Form("freeze SYMBOL", "orders of this symbol do not fill", freeze),
    Form("thaw SYMBOL", "orders of this symbol fill again, from the next bar on", thaw),
    Form("duplicate execution", "the newest execution is told once more, under the same identity", duplicate),
    Form(
        "correct execution to PRICE", "the newest execution is told at another price, as .02 behind .01", correct_last
    ),
    Form("repeat executions", "all executions are told once more, with their commissions", replay),
    Form("hide next execution", "an order is Filled, but its execution is told only to who asks for executions", hide),
    Form("next commission first", "a commission is told before its execution", fee_first),
    Form("next commission late DURATION", "a commission is told so much later", fee_late),
    Form("next commission never", "a commission is not told", fee_never),
    Form("manual buy UNITS SYMBOL", "somebody buys at the broker's own screen, in the first account", buy),
    Form("manual sell UNITS SYMBOL", "somebody sells there", sell),
    Form("manual buy UNITS SYMBOL at PRICE", "somebody gives a limit order there, good till cancelled", buy),
    Form("manual sell UNITS SYMBOL at PRICE", "somebody gives a limit order to sell there", sell),
)

"""Executions that the exchange corrects, and trades by hand."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tradecore_gateway.exchange.happenings import Happening, Holds, Traded
from tradecore_gateway.exchange.ticket import Execution, Ticket

if TYPE_CHECKING:
    from tradecore_gateway.exchange.broker import Broker


def correct(broker: "Broker", execution: Execution, price: float) -> list[Happening]:
    """The same execution at another price: its identity ends with the next number. The account is set right."""
    stem, _, number = execution.identity.rpartition(".")
    ticket, listing = broker.ledger.tickets[execution.perm], broker.listings[execution.listing]
    more = (price - execution.price) * execution.quantity
    ticket.worth += more
    account = broker.ledger.accounts[execution.account]
    account.cash -= execution.side * more * listing.multiplier
    holding = account.holdings.get(execution.listing)
    if holding is not None and holding.quantity * execution.side > 0.0:
        holding.average += more / abs(holding.quantity)
    identity = f"{stem}.{int(number) + 1:02d}"
    corrected = replace(execution, identity=identity, price=price, average=ticket.average)
    broker.ledger.executions.append(corrected)
    return [Traded(corrected), Holds(execution.account, execution.listing)]


def by_hand(broker: "Broker", account: str, listing: int, signed: float, limit: float | None = None) -> list[Happening]:
    """An order that somebody gives at the broker's own screen: no client's, without a reference."""
    side, kind = (1 if signed > 0.0 else -1), "MKT" if limit is None else "LMT"
    return broker.place(Ticket(0, 0, 0, account, listing, side, abs(signed), kind, limit, tif="GTC"))

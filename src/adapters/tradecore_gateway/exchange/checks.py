"""What is wrong with an order, in the broker's codes and words."""

from tradecore_gateway.exchange.account import Account
from tradecore_gateway.exchange.ticket import NEARLY, TYPES, Ticket
from tradecore_gateway.market.listing import Listing

Problem = tuple[int, str]
TIFS = ("DAY", "GTC")


def problem_of(ticket: Ticket, listing: Listing) -> Problem | None:
    """A code and a message, or None for an order that can be taken."""
    if ticket.kind not in TYPES:
        return 387, f"Unsupported order type for this exchange and security type: {ticket.kind}."
    if not ticket.quantity > 0.0:
        return 321, "Error validating request.-'bE' : cause - The order size cannot be zero or negative."
    if ticket.tif not in TIFS:
        return 321, f"Error validating request.-'bE' : cause - Invalid time in force: {ticket.tif}."
    if listing.kind != "CASH" and ticket.quantity != int(ticket.quantity):
        return 10243, "Fractional-sized order cannot be placed via API."
    return _of_prices(ticket, listing)


def _of_prices(ticket: Ticket, listing: Listing) -> Problem | None:
    if ("LMT" in ticket.kind and ticket.limit is None) or ("STP" in ticket.kind and ticket.stop is None):
        return 321, f"Error validating request.-'bE' : cause - {ticket.kind} needs its price."
    for price in (ticket.limit, ticket.stop):
        if price is not None and abs(price / listing.tick - round(price / listing.tick)) > NEARLY * 1e3:
            return 110, "The price does not conform to the minimum price variation for this contract."
    return None


def changed_too_much(known: Ticket, asked: Ticket) -> Problem | None:
    """What of a modification cannot be."""
    if known.final:
        return 104, f"Cannot modify a filled order. Order {known.order} is {known.status}."
    if (known.listing, known.side, known.account) != (asked.listing, asked.side, asked.account):
        return 105, "Order being modified does not match original order."
    if asked.quantity < known.filled:
        return 201, "Order rejected - reason:The quantity is below what has been filled."
    return None


def beyond_means(ticket: Ticket, account: Account, equity: float, used: float, price: float) -> Problem | None:
    """A rejection of what would tie up more than the account has; `used` is tied up already, `price` of one unit."""
    held = account.quantity(ticket.listing)
    after = abs(held + ticket.side * ticket.quantity)
    if after <= abs(held):
        return None
    needed = used + (after - abs(held)) * price
    if needed <= equity + NEARLY:
        return None
    return 201, (
        "Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY"
        f" WITH LOAN VALUE [{equity:.2f} USD] MUST EXCEED THE INITIAL MARGIN [{needed:.2f} USD]"
    )

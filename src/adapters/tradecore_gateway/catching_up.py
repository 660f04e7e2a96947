"""What the market did while no gateway was there: the broker's orders have met it all the same."""

from typing import TYPE_CHECKING

from tradecore.bars import DAY
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import INSIDE, Bar

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway

# Bars of longer ago are left out.
LONGEST = 30 * DAY


def catch_up(gateway: "Gateway", since: int) -> None:
    """Lets working orders meet the bars that have opened since an instant, as far as they have got."""
    now = gateway.timeline.now()
    begin = max(since, now - LONGEST)
    listings = {ticket.listing: gateway.broker.listings[ticket.listing] for ticket in gateway.ledger.working()}
    for moment, part, listing, bar in sorted(
        (found for one in listings.values() for found in _moments(gateway, one, begin, now)),
        key=lambda found: found[:2],
    ):
        gateway.at(moment, listing, bar, inside=part > 0.0)


def _moments(gateway: "Gateway", listing: Listing, begin: int, now: int) -> list[tuple[int, float, Listing, Bar]]:
    """The phases of a listing's bars in (begin, now]."""
    found: list[tuple[int, float, Listing, Bar]] = []
    for bar in gateway.market.bars(listing, begin - gateway.market.step_of(listing), now):
        length = gateway.tape.length(listing, bar)
        both = ((bar.time, 0.0), (bar.time + int(length * INSIDE), INSIDE))
        found.extend((moment, part, listing, bar) for moment, part in both if begin < moment <= now)
    return found

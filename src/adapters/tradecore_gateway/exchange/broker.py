"""The broker: takes orders, changes and cancels them, and fills them at the market's prices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tradecore_gateway.exchange import checks, filling
from tradecore_gateway.exchange.happenings import Happening, Warned, changed
from tradecore_gateway.exchange.ledger import Ledger
from tradecore_gateway.exchange.matching import at_once, inside
from tradecore_gateway.exchange.prices import Range
from tradecore_gateway.exchange.ticket import CANCELLED, INACTIVE, PENDING, PRESUBMITTED, SUBMITTED, Ticket
from tradecore_gateway.market.listing import Listing

LATER = "Order Message:\nWarning: your order will not be placed at the exchange until the market opens"


@dataclass(slots=True)
class Broker:
    """All accounts of one login. Every method returns what has happened, in the order of happening.

    `quote` answers the price of a listing, None while its market is closed; `mark` its last price, open or not.
    `leverage` says how many times its equity an account may hold. `parts` are of the next orders of a listing: how many
    units of how many fill at first. `caps` say how many units of a listing can still be traded, any where it has none.
    Listings that are `frozen` fill nothing.
    """

    ledger: Ledger
    listings: Mapping[int, Listing]
    now: Callable[[], int]
    quote: Callable[[Listing], Range | None]
    mark: Callable[[Listing], float]
    leverage: float = 4.0
    parts: dict[int, list[tuple[float, float]]] = field(default_factory=dict[int, list[tuple[float, float]]])
    caps: dict[int, float] = field(default_factory=dict[int, float])
    frozen: set[int] = field(default_factory=set[int])

    def place(self, asked: Ticket) -> list[Happening]:
        """Takes an order, or the change of one that its client has given before."""
        known = self.ledger.known(asked.client, asked.order) if asked.order else None
        problem = self._used(asked) or checks.problem_of(asked, self.listings[asked.listing])
        if known is not None:
            problem = checks.changed_too_much(known, asked) or problem
            return [Warned(asked, *problem)] if problem else self._change(known, asked)
        problem = problem or self._beyond_means(asked)
        if problem:
            return self.turn_down(asked, *problem)
        self.keep(asked)
        return self._release(asked) if asked.transmit else []

    def cancel(self, ticket: Ticket, reason: str = "") -> list[Happening]:
        """Ends an order that works, and what waits for it; protection of what has filled stays, for that quantity."""
        if ticket.final:
            return []
        ticket.status, ticket.reason, ticket.ended, ticket.held = CANCELLED, reason, self.now(), ""
        said: list[Happening] = [changed(ticket), Warned(ticket, 202, f"Order Canceled - reason:{reason}")]
        for child in self.ledger.children(ticket):
            if ticket.filled:
                child.quantity = ticket.filled
                said.append(changed(child))
            else:
                said.extend(self.cancel(child, reason))
        return said

    def turn_down(self, asked: Ticket, code: int, message: str) -> list[Happening]:
        """Takes a new order and refuses it, with its parent and what else waits for that."""
        self.keep(asked)
        return self._refuse(self.ledger.tickets.get(asked.parent, asked), code, message)

    def keep(self, asked: Ticket) -> None:
        """Writes a new order down; it is at work when it, or a later one of its family, is to be transmitted."""
        asked.perm, asked.placed = self.ledger.next_perm(), self.now()
        self.ledger.tickets[asked.perm] = asked

    def open_phase(self, listing: Listing, found: Range) -> list[Happening]:
        """Orders meet the first price of a bar; those that waited for the market are at work from here on."""
        said: list[Happening] = []
        for ticket in self.ledger.working(listing.number):
            if ticket.status == PRESUBMITTED and not ticket.held:
                said.extend(self._begin(ticket))
        at_first = found._replace(lowest=found.first, highest=found.first)
        return said + self._meet(at_once(self.ledger.working(listing.number)), at_first)

    def inside_phase(self, listing: Listing, found: Range) -> list[Happening]:
        """Orders meet what a bar reaches after its first price."""
        return self._meet(inside(self.ledger.working(listing.number)), found._replace(inside=True))

    def end_day(self, listing: Listing) -> list[Happening]:
        """Ends the orders that live for a day."""
        said: list[Happening] = []
        for ticket in self.ledger.working(listing.number):
            if ticket.tif == "DAY":
                said.extend(self.cancel(ticket, "the session has ended"))
        return said

    def equity(self, account: str) -> float:
        """Cash and positions of an account at the last prices."""
        found = self.ledger.accounts[account]
        return found.cash + sum(
            holding.quantity * self.mark(self.listings[number]) * self.listings[number].multiplier
            for number, holding in found.holdings.items()
        )

    def tied_up(self, account: str) -> float:
        """What the positions of an account tie up of its equity."""
        found = self.ledger.accounts[account]
        return sum(
            abs(holding.quantity) * self.mark(self.listings[number]) * self.listings[number].multiplier
            for number, holding in found.holdings.items()
        ) / self.leverage  # fmt: skip

    def _used(self, asked: Ticket) -> checks.Problem | None:
        """A new order's number has to be beyond those that its client has used."""
        new = self.ledger.known(asked.client, asked.order) is None
        low = asked.order and new and asked.order < self.ledger.next_order(asked.client)
        return (103, "Duplicate order id") if low else None

    def _beyond_means(self, ticket: Ticket) -> checks.Problem | None:
        if ticket.parent:
            return None
        listing = self.listings[ticket.listing]
        price = self.mark(listing) * listing.multiplier / self.leverage
        equity, used = self.equity(ticket.account), self.tied_up(ticket.account)
        return checks.beyond_means(ticket, self.ledger.accounts[ticket.account], equity, used, price)

    def _refuse(self, ticket: Ticket, code: int, message: str) -> list[Happening]:
        ticket.status, ticket.reason, ticket.ended = INACTIVE, message, self.now()
        said: list[Happening] = [Warned(ticket, code, message), changed(ticket)]
        for child in self.ledger.children(ticket):
            said.extend(self.cancel(child, "Parent order is inactive"))
        return said

    def _release(self, last: Ticket) -> list[Happening]:
        """Sends an order and what was held back of its family: its parent and that parent's other children."""
        waiting = self.ledger.waiting(last)
        said: list[Happening] = []
        for ticket in waiting:
            said.extend(self._begin(ticket))
        for ticket in waiting:
            said.extend(self._try(ticket))
        return said

    def _begin(self, ticket: Ticket) -> list[Happening]:
        parent = self.ledger.tickets.get(ticket.parent)
        closed = self.quote(self.listings[ticket.listing]) is None
        ticket.held = "child" if parent is not None and not parent.filled else ""
        ticket.status = PRESUBMITTED
        if not ticket.held and not closed:
            ticket.held = "trigger" if ticket.stop is not None and not ticket.triggered else ""
            ticket.status = PRESUBMITTED if ticket.held else SUBMITTED
        return [changed(ticket), *([Warned(ticket, 399, LATER)] if closed and not ticket.held else [])]

    def _change(self, known: Ticket, asked: Ticket) -> list[Happening]:
        known.quantity, known.limit, known.stop, known.kind = asked.quantity, asked.limit, asked.stop, asked.kind
        known.tif, known.fields, known.triggered = asked.tif, asked.fields, False
        if known.status == PENDING:
            return self._release(known) if asked.transmit else []
        return [changed(known), *self._try(known)]

    def _try(self, ticket: Ticket) -> list[Happening]:
        found = self.quote(self.listings[ticket.listing])
        return [] if found is None else self._meet([ticket], found._replace(lowest=found.first, highest=found.first))

    def _meet(self, tickets: Iterable[Ticket], found: Range) -> list[Happening]:
        """Fills what the prices reach; children that this lets loose meet them too, their targets from the next on."""
        said: list[Happening] = []
        waiting, loose = list(tickets), set[int]()
        while waiting:
            ticket = waiting.pop(0)
            before = ticket.filled
            if ticket.perm not in loose or ticket.stop is not None:
                said.extend(filling.meet(self, ticket, found))
            if ticket.filled > before:
                fresh = self.ledger.children(ticket)
                for child in fresh:
                    said.extend(self._begin(child))
                loose.update(child.perm for child in fresh)
                waiting.extend(child for child in fresh if child.stop is not None and child not in waiting)
        return said

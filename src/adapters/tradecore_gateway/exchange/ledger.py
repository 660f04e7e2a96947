"""Everything that the broker remembers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tradecore_gateway.exchange.account import Account
from tradecore_gateway.exchange.ticket import PENDING, Execution, Ticket
from tradecore_gateway.timeline import Timeline

FIRST_PERM = 1_500_000_000


@dataclass(slots=True)
class Ledger:
    """Accounts by name, orders by perm, executions in their order, and the numbers that were given out last.

    Clients' numbers of orders up to the perm `forgotten` may be used again. Market time was `start` when
    the loop's clock was `since` (None: it has not begun), and `seen` when something happened last.
    """

    accounts: dict[str, Account]
    tickets: dict[int, Ticket] = field(default_factory=dict[int, Ticket])
    executions: list[Execution] = field(default_factory=list[Execution])
    perm: int = FIRST_PERM
    executed: int = 0
    forgotten: int = 0
    start: int = 0
    since: float | None = None
    seen: int = 0

    def timeline(self, speed: float) -> Timeline:
        """The market's time, carried on."""
        return Timeline(self.start, speed, self.since)

    def next_perm(self) -> int:
        """A number for one more order."""
        self.perm += 1
        return self.perm

    def next_identity(self) -> str:
        """An identity for one more execution."""
        self.executed += 1
        return f"0000e0d5.{self.executed:08x}.01.01"

    def working(self, listing: int = 0) -> list[Ticket]:
        """The orders that have not ended, of one listing or of all, in the order in which they were given."""
        return [one for one in self.tickets.values() if not one.final and listing in {0, one.listing}]

    def known(self, client: int, order: int) -> Ticket | None:
        """The order that a client calls so; the newest, should a number have been used twice."""
        mine = (one for one in reversed(self.tickets.values()) if one.client == client and one.order == order)
        found = next(mine, None)
        return None if found is not None and found.final and found.perm <= self.forgotten else found

    def children(self, parent: Ticket) -> list[Ticket]:
        """The orders that wait for it or protect what it has filled, and have not ended."""
        return [one for one in self.tickets.values() if one.parent == parent.perm and not one.final]

    def waiting(self, ticket: Ticket) -> list[Ticket]:
        """Of an order's family (its parent and that parent's children), those that were not transmitted yet."""
        parent = self.tickets.get(ticket.parent)
        family = [ticket] if parent is None else [parent, *self.children(parent)]
        return [one for one in family if one.status == PENDING]

    def peers(self, ticket: Ticket) -> Iterator[Ticket]:
        """The other orders of which one ends the rest: of the same parent, or of the same group."""
        for one in self.tickets.values():
            if one.perm == ticket.perm or one.final or one.account != ticket.account:
                continue
            family = ticket.parent != 0 and one.parent == ticket.parent
            group = ticket.group != "" and (one.client, one.group) == (ticket.client, ticket.group)
            if family or group:
                yield one

    def next_order(self, client: int) -> int:
        """The first number that a client has not used for an order, as far as anybody remembers."""
        mine = (one for one in self.tickets.values() if one.client == client and one.perm > self.forgotten)
        return max((one.order for one in mine), default=0) + 1

    def roll_back(self) -> None:
        """Forgets which numbers clients have used."""
        self.forgotten = self.perm

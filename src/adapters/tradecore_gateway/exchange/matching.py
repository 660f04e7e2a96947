"""In which order the orders of one listing meet its prices."""

from collections.abc import Iterable

from tradecore_gateway.exchange.ticket import Ticket


def at_once(tickets: Iterable[Ticket]) -> list[Ticket]:
    """At one price: what ends a position first, so that freed cash is there for what begins one."""
    return sorted(tickets, key=lambda one: (not one.protective, one.stop is None, one.perm))


def inside(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Inside a bar, whose order of touches nobody knows: entries, then stops, then targets."""
    return sorted(tickets, key=lambda one: (one.protective, one.stop is None, one.perm))

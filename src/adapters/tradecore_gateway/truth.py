"""What the broker knows, for whoever wants to hold a client to it."""

from typing import TYPE_CHECKING

from tradecore.ports.gateway import GatewayTruth, RestingOrder

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def truth_of(gateway: "Gateway") -> GatewayTruth:
    """The gateway's books as they are now."""
    ledger, listings = gateway.ledger, gateway.broker.listings
    positions = {
        name: {listings[number].local_symbol: holding.quantity for number, holding in account.holdings.items()}
        for name, account in ledger.accounts.items()
    }
    resting = tuple(
        RestingOrder(
            one.ref, one.account, listings[one.listing].local_symbol, one.side * one.remaining, one.kind, one.limit,
            one.stop, one.status,
        )
        for one in ledger.working()
    )  # fmt: skip
    executions = {one.identity.rpartition(".")[0]: one.side * one.quantity for one in ledger.executions}
    refs = tuple(one.ref for one in ledger.tickets.values())
    return GatewayTruth(gateway.timeline.now(), positions, resting, executions, refs, gateway.order_messages)

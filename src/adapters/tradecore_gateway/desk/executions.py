"""What was traded, and what it cost."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tradecore.bars import DAY, SECOND
from tradecore_gateway.desk.contracts import position_fields
from tradecore_gateway.exchange.ticket import Execution
from tradecore_gateway.market.hours import EASTERN, local
from tradecore_gateway.market.times import parse_time
from tradecore_gateway.wire import kinds, versions
from tradecore_gateway.wire.fields import UNSET, Fields, Malformed

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

SIDES = {1: ("BOT", "BUY"), -1: ("SLD", "SELL")}


def request_executions(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The executions that a filter lets through, each with its commission behind it."""
    fields.skip()
    request, client, account = fields.integer(), fields.integer(), fields.text()
    since, symbol, kind, exchange, side = (fields.text() for _ in range(5))
    earliest = max(_instant(since), first_told(gateway))
    for one in gateway.ledger.executions:
        listing = gateway.broker.listings[one.listing]
        fits = (
            client in {0, one.client}
            and account in {"", one.account}
            and symbol in {"", listing.symbol}
            and kind in {"", listing.kind}
            and exchange in {"", listing.exchange, listing.primary}
            and side.upper() in {"", *SIDES[one.side]}
        )
        if fits and one.time >= earliest:
            tell(gateway, connection, request, one)
            tell_commission(connection, one)
    connection.send(kinds.EXECUTION_DATA_END, 1, request)


def tell(gateway: "Gateway", connection: "Connection", request: int, one: Execution) -> None:
    """One execution; live ones have -1 as their request."""
    listing = gateway.broker.listings[one.listing]
    moment = f"{local(one.time, EASTERN):%Y%m%d %H:%M:%S} {EASTERN}"
    revision = [0] if connection.version >= versions.PRICE_REVISION else []
    connection.send(
        kinds.EXECUTION_DATA, request, one.order, *position_fields(listing), one.identity, moment, one.account,
        listing.primary, SIDES[one.side][0], one.quantity, one.price, one.perm, one.client, 0, one.cumulative,
        one.average, one.ref, "", "", "", 2, *revision,
    )  # fmt: skip


def tell_commission(connection: "Connection", one: Execution) -> None:
    """What an execution cost; the profit of what it closed, where it did."""
    realized = UNSET if one.realized is None else round(one.realized, 6)
    connection.send(kinds.COMMISSION_REPORT, 1, one.identity, one.commission, "USD", realized, UNSET, "")


def first_told(gateway: "Gateway") -> int:
    """The instant before which nothing is told any longer: midnight in New York, or some before it."""
    now = local(gateway.timeline.now(), EASTERN)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=gateway.plan.days - 1)
    return int(midnight.timestamp()) * SECOND


def _instant(text: str) -> int:
    """Of `20260302-14:30:00` (UTC) or `20260302 09:30:00 US/Eastern`; 0 for nothing."""
    try:
        return parse_time(text, EASTERN) if text else -DAY
    except ValueError:
        raise Malformed(f"A filter's time is no time: {text[:40]!r}.") from None


HANDLERS = {"reqExecutions": request_executions}

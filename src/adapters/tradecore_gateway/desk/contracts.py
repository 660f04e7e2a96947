"""What is listed, and when it trades."""

from typing import TYPE_CHECKING

from tradecore_gateway.market.listing import Listing, Query, named
from tradecore_gateway.wire import kinds, versions
from tradecore_gateway.wire.fields import Fields, Value

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

NONE_FOUND = "No security definition has been found for the request"
TYPES = "ACTIVETIM,ADJUST,ALERT,DAY,GTC,LMT,MKT,STP,STPLMT,WHATIF,"
RULES = {0.01: 26, 0.25: 67, 0.00005: 239}


def details(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Every listing that fits what is asked for."""
    fields.skip()
    request = fields.integer()
    found = named(Query.read(fields), gateway.listings)
    if not found:
        connection.error(request, 200, NONE_FOUND)
        return
    for one in found:
        connection.send(kinds.CONTRACT_DATA, *described(gateway, one, request, connection.version))
    connection.send(kinds.CONTRACT_DATA_END, 1, request)


def find(gateway: "Gateway", connection: "Connection", request: int, query: Query) -> Listing | None:
    """The one listing that is meant; an error is told where it is none or one of several."""
    found = named(query, gateway.listings)
    if len(found) == 1:
        return found[0]
    several = "The contract description specified for {} is ambiguous."
    connection.error(request, 200, several.format(query.symbol) if found else NONE_FOUND)
    return None


def described(gateway: "Gateway", one: Listing, request: int, version: int) -> list[Value]:
    """The fields of contract details behind the message's number."""
    old, now = version < versions.SIZE_RULES, gateway.timeline.now()
    trading, liquid = gateway.timetable.trading(one), gateway.timetable.liquid(one)
    future = one.kind == "FUT"
    venues = ",".join(dict.fromkeys([one.exchange, one.primary]))
    told: list[Value] = [8] if old else []
    told += [request, one.symbol, one.kind, one.expiry, 0, "", one.exchange, one.currency, one.local_symbol]
    told += [one.class_name, one.class_name, one.number, one.tick, *([100] if old else [])]
    told += [_multiplier(one), TYPES, venues, 1, 0, one.name, one.primary, one.expiry[:6], "", "", ""]
    told += [liquid.zone, trading.told(now), liquid.told(now), "", 0, 0, 1]
    told += [one.symbol if future else "", "IND" if future else "", str(RULES.get(one.tick, 26)), one.expiry]
    told += ["COMMON" if one.kind == "STK" else ""]
    if version == versions.SIZE_INCREMENT:
        told += [1]
    return told if old else [*told, 1, 1, 1]


def position_fields(one: Listing) -> list[Value]:
    """A contract as positions, orders and executions have it: eleven fields."""
    return [*lead(one), _multiplier(one), one.exchange, one.currency, one.local_symbol, one.class_name]


def portfolio_fields(one: Listing) -> list[Value]:
    """A contract as portfolios have it: with its primary exchange."""
    return [*lead(one), _multiplier(one), one.primary, one.currency, one.local_symbol, one.class_name]


def lead(one: Listing) -> list[Value]:
    """The six fields with which contracts begin."""
    return [one.number, one.symbol, one.kind, one.expiry, 0, ""]


def _multiplier(one: Listing) -> str:
    return "" if one.multiplier == 1.0 else f"{one.multiplier:g}"


def samples(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Stocks and pairs whose symbol or name begins with what is looked for."""
    request, wanted = fields.integer(), fields.text().upper()
    found = [
        one
        for one in gateway.listings
        if one.kind != "FUT" and wanted in (one.symbol[: len(wanted)], one.name[: len(wanted)])
    ]
    values: list[Value] = []
    for one in found:
        values += [one.number, one.symbol, one.kind, one.primary, one.currency, 0]
        values += [one.name, ""] if connection.version >= versions.ISSUER else []
    connection.send(kinds.SYMBOL_SAMPLES, request, len(found), *values)


def market_rule(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - rules are the same for all
    """The steps of prices under a rule's number."""
    number = fields.integer()
    tick = next((tick for tick, rule in RULES.items() if rule == number), None)
    if tick is None:
        connection.error(-1, 321, f"Error validating request.-'cN' : cause - Unknown market rule {number}")
    else:
        connection.send(kinds.MARKET_RULE, number, 1, 0, tick)


HANDLERS = {"reqContractDetails": details, "reqMatchingSymbols": samples, "reqMarketRule": market_rule}

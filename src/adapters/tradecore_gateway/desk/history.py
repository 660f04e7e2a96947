"""Bars of the past, and those that follow them."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tradecore.bars import DAY, SECOND
from tradecore_gateway.desk.contracts import find
from tradecore_gateway.market.hours import local
from tradecore_gateway.market.listing import Listing, Query
from tradecore_gateway.market.prices import CLOSE, INSIDE, Bar
from tradecore_gateway.market.times import SIZES, parse_duration, parse_time
from tradecore_gateway.market.windows import grouped, history, known
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields, Value

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

SHOWN = frozenset({"TRADES", "MIDPOINT", "BID", "ASK", "ADJUSTED_LAST"})
EPOCH = 2
SERVICE = "Historical Market Data Service error message:"
NO_DATA = SERVICE + "HMDS query returned no data: {}"
VIOLATION = SERVICE + "Historical data request pacing violation"


class Asked(NamedTuple):
    """A request for bars: `end` is 0 for now, `stays` asks for the bars that follow, `epoch` for times as seconds."""

    request: int
    listing: Listing
    zone: str
    end: int
    size: int
    length: tuple[int, str]
    shown: str
    stays: bool
    epoch: bool


def bars(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Bars up to an end, or up to now and on."""
    request = fields.integer()
    asked = _read(gateway, connection, request, fields)
    if asked is None or gateway.faults.history_down:
        return
    if gateway.paces(asked.listing.number, asked[1:]):
        connection.error(request, 162, VIOLATION)
        return
    if gateway.faults.answers:
        connection.error(request, gateway.faults.answers.popleft(), VIOLATION)
        return
    found = past(gateway, asked)
    if not found:
        connection.error(request, 162, NO_DATA.format(f"{asked.listing.symbol}@{asked.listing.exchange} Trades"))
        return
    if gateway.faults.empty:
        gateway.faults.empty -= 1
        found = []
    tell(connection, asked, found)
    if asked.stays:
        gateway.tape.follow(asked.listing)
        loop = asyncio.get_running_loop()
        connection.start("bars", request, lambda: loop.create_task(follow(gateway, connection, asked)))


def past(gateway: "Gateway", asked: Asked) -> list[Bar]:
    """What the answer holds."""
    now = gateway.timeline.now()
    end = min(asked.end, now) if asked.end else now
    hours = gateway.timetable.liquid(asked.listing)
    return history(gateway.market, asked.listing, hours, end, asked.length, asked.size)


def tell(connection: "Connection", asked: Asked, found: Sequence[Bar]) -> None:
    """The answer, all of it in one message."""
    values: list[Value] = []
    for bar in found:
        values += [time_of(bar, asked), bar.open, bar.high, bar.low, bar.close, bar.volume, bar.average, bar.trades]
    first, last = (written(bar.time, asked.zone) for bar in (found[0], found[-1])) if found else ("", "")
    connection.send(kinds.HISTORICAL_DATA, asked.request, first, last, len(found), *values)


async def follow(gateway: "Gateway", connection: "Connection", asked: Asked) -> None:
    """The bar that is on, each time more of it is known, and those after it."""
    hours, listing = gateway.timetable.liquid(asked.listing), asked.listing
    async for fine, part in moments(gateway, listing):
        if gateway.streaming:
            begin = hours.around(fine.time).open if asked.size >= DAY else fine.time - asked.size
            seen = known(gateway.market, listing, hours, begin, fine.time)
            tell_update(connection, asked, grouped([*seen, fine.upto(part)], hours, asked.size)[-1])


async def moments(gateway: "Gateway", listing: Listing) -> AsyncGenerator[tuple[Bar, float]]:
    """Each time that more is known of a bar: the bar, and which part of it has passed."""
    at = gateway.timeline.now()
    while (fine := gateway.market.following(listing, at)) is not None:
        length = gateway.tape.length(listing, fine)
        for part in (0.0, INSIDE, CLOSE):
            moment = fine.time + int(length * part)
            if moment >= gateway.timeline.now():
                await gateway.timeline.reach(moment)
                yield fine, part
        at = fine.time + length


def tell_update(connection: "Connection", asked: Asked, bar: Bar) -> None:
    """One bar as it is known now."""
    connection.send(
        kinds.HISTORICAL_DATA_UPDATE, asked.request, bar.trades, time_of(bar, asked), bar.open, bar.close, bar.high,
        bar.low, bar.average, bar.volume,
    )  # fmt: skip


def time_of(bar: Bar, asked: Asked) -> str:
    """When a bar opens: days as their date, others as seconds or on the clocks of the exchange."""
    if asked.size >= DAY:
        return f"{local(bar.time, asked.zone):%Y%m%d}"
    return str(bar.time // SECOND) if asked.epoch else written(bar.time, asked.zone)


def written(time: int, zone: str) -> str:
    """An instant on the clocks of a zone."""
    return f"{local(time, zone):%Y%m%d %H:%M:%S} {zone}"


def cancel(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing else is asked
    """No more bars of a request."""
    fields.skip()
    request = fields.integer()
    if not connection.end("bars", request):
        connection.error(request, 366, f"No historical data query found for ticker id:{request}")


def head(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The first instant with bars."""
    request = fields.integer()
    listing = find(gateway, connection, request, Query.read(fields))
    fields.skip(3)
    epoch = fields.integer() == EPOCH
    if listing is not None:
        first = gateway.market.first(listing)
        text = str(first // SECOND) if epoch else f"{local(first, 'UTC'):%Y%m%d-%H:%M:%S}"
        connection.send(kinds.HEAD_TIMESTAMP, request, text)


def _read(gateway: "Gateway", connection: "Connection", request: int, fields: Fields) -> Asked | None:
    listing = find(gateway, connection, request, Query.read(fields))
    if listing is None:
        return None
    fields.skip()
    end, size, length = fields.text(), fields.text(), fields.text()
    fields.skip()
    shown, form, stays = fields.text(), fields.integer(), fields.flag()
    problem = _problem(end, size, length, shown, stays=stays)
    if problem:
        connection.error(request, 321, f"Error validating request.-'bQ' : cause - {problem}")
        return None
    zone = gateway.timetable.liquid(listing).zone
    until = parse_time(end, zone) if end else 0
    return Asked(request, listing, zone, until, SIZES[size], parse_duration(length), shown, stays, form == EPOCH)


def _problem(end: str, size: str, length: str, shown: str, *, stays: bool) -> str:
    """What is wrong with a request, or nothing."""
    if size not in SIZES:
        return f"Historical data bar size setting is invalid. Legal ones are: {', '.join(SIZES)}."
    if shown not in SHOWN:
        return f"Invalid whatToShow: {shown}."
    if stays and end:
        return "End Date/Time is not supported with keepUpToDate."
    try:
        parse_duration(length)
        parse_time(end or "20260302", "UTC")
    except ValueError as error:
        return f"Invalid duration or end date/time: {error}."
    return ""


HANDLERS = {"reqHistoricalData": bars, "cancelHistoricalData": cancel, "reqHeadTimeStamp": head}

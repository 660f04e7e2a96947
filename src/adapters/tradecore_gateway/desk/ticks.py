"""Prices as they come: ticks, bars of five seconds, and trades one by one."""

import asyncio
from typing import TYPE_CHECKING

from tradecore.bars import SECOND
from tradecore_gateway.desk.contracts import find
from tradecore_gateway.desk.history import moments
from tradecore_gateway.market.listing import Listing, Query
from tradecore_gateway.market.prices import Bar
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway

BID, ASK, LAST, HIGH, LOW, VOLUME, CLOSE, OPEN = 1, 2, 4, 6, 7, 8, 9, 14
REALTIME, FIVE = 1, 5 * SECOND
SIZE = 100


def market_data(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Bid, ask, last and the day's prices, whenever they change; a snapshot of them once."""
    fields.skip()
    request = fields.integer()
    listing = find(gateway, connection, request, Query.read(fields))
    fields.skip(2)
    snapshot = fields.flag()
    if listing is None:
        return
    connection.send(kinds.TICK_REQ_PARAMS, request, listing.tick, "9c0001", 3)
    connection.send(kinds.MARKET_DATA_TYPE, 1, request, REALTIME)
    tell(gateway, connection, request, listing)
    if snapshot:
        connection.send(kinds.TICK_SNAPSHOT_END, 1, request)
        return
    loop = asyncio.get_running_loop()
    connection.start("ticks", request, lambda: loop.create_task(_follow(gateway, connection, request, listing)))


def tell(gateway: "Gateway", connection: "Connection", request: int, listing: Listing) -> None:
    """All prices as they are now; none while the market is closed but the last close."""
    price = gateway.tape.price(listing)
    if price is None:
        _price(connection, request, CLOSE, gateway.tape.last(listing), 0)
        return
    for kind, at in ((BID, price - listing.tick), (ASK, price + listing.tick), (LAST, price)):
        _price(connection, request, kind, round(at, 10), SIZE)
    session = gateway.timetable.liquid(listing).around(gateway.timeline.now())
    today = gateway.market.bars(listing, session.open, gateway.timeline.now())
    if today:
        _price(connection, request, HIGH, max(bar.high for bar in today[:-1] or today), 0)
        _price(connection, request, LOW, min(bar.low for bar in today[:-1] or today), 0)
        _price(connection, request, OPEN, today[0].open, 0)
        connection.send(kinds.TICK_SIZE, 6, request, VOLUME, sum(bar.volume for bar in today[:-1]))


async def _follow(gateway: "Gateway", connection: "Connection", request: int, listing: Listing) -> None:
    async for bar, part in moments(gateway, listing):
        if gateway.streaming:
            price = bar.upto(part).close
            for kind, at in ((BID, price - listing.tick), (ASK, price + listing.tick), (LAST, price)):
                _price(connection, request, kind, round(at, 10), SIZE)


def _price(connection: "Connection", request: int, kind: int, price: float, size: int) -> None:
    connection.send(kinds.TICK_PRICE, 6, request, kind, price, size, 0)


def cancel_market_data(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing else is asked
    """No more ticks of a request."""
    fields.skip()
    connection.end("ticks", fields.integer())


def data_type(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """Live, frozen or delayed: here all data are live."""


def real_time_bars(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """A bar every five seconds."""
    fields.skip()
    request = fields.integer()
    listing = find(gateway, connection, request, Query.read(fields))
    if listing is None:
        return
    if gateway.paces(listing.number, ("real time", listing.number)):
        said = "Invalid Real-time Query:Historical data request pacing violation"
        connection.error(request, 420, said)
        return
    loop = asyncio.get_running_loop()
    connection.start("real time", request, lambda: loop.create_task(_fives(gateway, connection, request, listing)))


async def _fives(gateway: "Gateway", connection: "Connection", request: int, listing: Listing) -> None:
    """Each fine bar in slices of five seconds: together they are the bar."""
    at = gateway.timeline.now()
    while (bar := gateway.market.following(listing, at)) is not None:
        length = gateway.tape.length(listing, bar)
        for k in range(max(length // FIVE, 1)):
            end = bar.time + (k + 1) * FIVE
            if end >= gateway.timeline.now():
                await gateway.timeline.reach(end)
                if gateway.streaming:
                    _five(connection, request, sliced(bar, k, length // FIVE))
        at = bar.time + length


def sliced(bar: Bar, k: int, count: int) -> Bar:
    """Slice `k` of a bar that is cut into so many: from its open over one extreme and the other to its close."""
    marks = (
        [bar.open, bar.low, bar.high, bar.close] if bar.close >= bar.open else [bar.open, bar.high, bar.low, bar.close]
    )
    begins, closes = marks[0] if k == 0 else _on_way(marks, k / count), _on_way(marks, (k + 1) / count)
    passed = [marks[j] for j in (1, 2) if k / count < j / 3 <= (k + 1) / count]
    prices = [begins, closes, *passed]
    volume = bar.volume // count + (bar.volume % count if k == count - 1 else 0)
    return Bar(bar.time + k * FIVE, begins, max(prices), min(prices), closes, volume, max(bar.trades // count, 1))


def _on_way(marks: list[float], part: float) -> float:
    """Where prices are after a part of the way over the marks."""
    place = min(int(part * 3), 2)
    rest = part * 3 - place
    return round(marks[place] + (marks[place + 1] - marks[place]) * rest, 10)


def _five(connection: "Connection", request: int, bar: Bar) -> None:
    connection.send(
        kinds.REAL_TIME_BAR, 3, request, bar.time // SECOND, bar.open, bar.high, bar.low, bar.close, bar.volume,
        bar.average, bar.trades,
    )  # fmt: skip


def cancel_real_time_bars(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing else is asked
    """No more bars of five seconds of a request."""
    fields.skip()
    connection.end("real time", fields.integer())


HANDLERS = {
    "reqMktData": market_data,
    "cancelMktData": cancel_market_data,
    "reqMarketDataType": data_type,
    "reqRealTimeBars": real_time_bars,
    "cancelRealTimeBars": cancel_real_time_bars,
}

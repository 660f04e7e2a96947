"""Bars of several instruments as the rows of one market."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tradecore.bars import Bars
from tradecore.columns import constant, typed
from tradecore.instruments import Instrument, Terms
from tradecore.simulation.rows import Columns, MarketRow, typecode
from tradecore.table import Column

# The columns of bars that the kernel reads.
FACTS = tuple(name for name in MarketRow._fields if name not in ("time", "instrument"))


class Assembled(NamedTuple):
    """The market's columns sorted by (time, instrument) and `first`, the first row of each time group and the end.

    `places[i]` are the market rows of instrument i's bars, in their order. `uneventful` says that there is neither
    split nor dividend.
    """

    market: Columns
    first: Sequence[int]
    places: Sequence[Sequence[int]]
    uneventful: bool = False


def assemble(bars: Sequence[Bars]) -> Assembled:
    """Merges bars by opening instant; instruments keep the order of the request."""
    if len(bars) == 1:
        rows = len(bars[0])
        market = market_of(bars[0].time, array("q", [0]) * rows, {name: bars[0][name] for name in FACTS})
        return Assembled(market, range(rows + 1), [range(rows)], _uneventful(market))
    keys = sorted((t, i, k) for i, table in enumerate(bars) for k, t in enumerate(table.time))
    picked = {name: [bars[i][name][k] for _, i, k in keys] for name in FACTS}
    places = [[0] * len(table) for table in bars]
    first = array("q")
    for position, (t, i, k) in enumerate(keys):
        places[i][k] = position
        if position == 0 or t != keys[position - 1][0]:
            first.append(position)
    first.append(len(keys))
    market = market_of([t for t, _, _ in keys], [i for _, i, _ in keys], picked)
    return Assembled(market, first, places, _uneventful(market))


def stretch(assembled: Assembled, groups: range) -> Assembled:
    """The part of a market that these consecutive time groups make, as if there were no other bars.

    Whether it is uneventful is said of the whole market: parts then share one compiled kernel.
    """
    low, high = assembled.first[groups.start], assembled.first[groups.stop]
    market = assembled.market._make(column[low:high] for column in assembled.market)
    if len(assembled.places) == 1:
        return Assembled(market, range(high - low + 1), [range(high - low)], assembled.uneventful)
    first = array("q", (place - low for place in assembled.first[groups.start : groups.stop + 1]))
    places = [
        array("q", (place - low for place in each[bisect_left(each, low) : bisect_left(each, high)]))
        for each in assembled.places
    ]
    return Assembled(market, first, places, assembled.uneventful)


def _uneventful(market: Columns) -> bool:
    return constant(market.split, 1.0) and constant(market.dividend, 0.0)


def market_of(time: Column, instrument: Column, columns: Mapping[str, Column]) -> Columns:
    """The market's columns as typed arrays: quick to interpret, and a compiler views them without copying.

    Columns that are such arrays already are the market's own: nobody writes to either.
    """
    named = {"time": time, "instrument": instrument, **columns}
    made: list[Any] = [typed(typecode(MarketRow, name), named[name]) for name in MarketRow._fields]
    return MarketRow(*made)


def terms_of(instruments: Sequence[Instrument], leverage: float = 1.0) -> Columns:
    """The kernel's numbers of each instrument; leverage divides its margin."""
    numbers: list[Any] = [
        array("d", [one.tick for one in instruments]),
        array("d", [one.lot for one in instruments]),
        array("d", [one.multiplier for one in instruments]),
        array("d", [one.margin / leverage for one in instruments]),
    ]
    return Terms(*numbers)


def scattered(columns: Sequence[Column], assembled: Assembled) -> "array[float]":
    """Each instrument's column laid out as one column over the market's rows; that of the only one is its own."""
    if len(columns) == 1:
        return typed("d", columns[0])
    laid = array("d", [0.0]) * len(assembled.market.time)
    for column, places in zip(columns, assembled.places, strict=True):
        for value, place in zip(column, places, strict=True):
            laid[place] = value
    return laid

"""Bars of several instruments as the rows of one market."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, Literal, NamedTuple

from tradecore.bars import Bars
from tradecore.columns import constant, typed
from tradecore.instruments import Instrument, Terms
from tradecore.loops import Loops, as_written
from tradecore.simulation.merging import gather, inverse, merge, scatter
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


def assemble(bars: Sequence[Bars], loops: Loops = as_written) -> Assembled:
    """Merges bars by opening instant; instruments keep the order of the request."""
    if len(bars) == 1:
        rows = len(bars[0])
        market = market_of(bars[0].time, array("q", [0]) * rows, {name: bars[0][name] for name in FACTS})
        return Assembled(market, range(rows + 1), [range(rows)], _uneventful(market))
    starts = array("q", accumulate((len(one) for one in bars), initial=0))
    time = joined("q", [one.time for one in bars])
    order, first = array("q", [0]) * len(time), array("q", [0]) * (len(time) + 1)
    groups = loops(merge)(time, starts, starts[:-1], order, first)
    instrument = joined("q", [array("q", [i]) * len(one) for i, one in enumerate(bars)])
    named = {name: joined(typecode(MarketRow, name), [one[name] for one in bars]) for name in FACTS}
    sorted_ = {name: gathered(column, order, loops) for name, column in named.items()}
    market = market_of(gathered(time, order, loops), gathered(instrument, order, loops), sorted_)
    places = array("q", [0]) * len(time)
    loops(inverse)(order, places)
    return Assembled(market, first[: groups + 1], [places[a:b] for a, b in pairwise(starts)], _uneventful(market))


def joined(code: Literal["d", "q"], columns: Sequence[Column]) -> "array[Any]":
    """The columns one after the other."""
    whole: array[Any] = array(code)
    for column in columns:
        whole.extend(typed(code, column))
    return whole


def gathered(column: "array[Any]", order: "array[int]", loops: Loops) -> "array[Any]":
    """The column in this order."""
    out = array(column.typecode, [0]) * len(column)
    loops(gather)(column, order, out)
    return out


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


def scattered(columns: Sequence[Column], assembled: Assembled, loops: Loops = as_written) -> "array[float]":
    """Each instrument's column laid out as one column over the market's rows; that of the only one is its own."""
    if len(columns) == 1:
        return typed("d", columns[0])
    laid = array("d", [0.0]) * len(assembled.market.time)
    for column, places in zip(columns, assembled.places, strict=True):
        loops(scatter)(typed("d", column), typed("q", places), laid)
    return laid

"""Bars of several instruments as the rows of one market."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from tradecore.bars import Bars
from tradecore.instruments import Instrument, Terms
from tradecore.simulation.rows import Columns, MarketRow
from tradecore.table import Column


class Assembled(NamedTuple):
    """The market's columns sorted by (time, instrument) and `first`, the first row of each time group and the end.

    `places[i]` are the market rows of instrument i's bars, in their order.
    """

    market: Columns
    first: list[int]
    places: list[list[int]]


def assemble(bars: Sequence[Bars]) -> Assembled:
    """Merges bars by opening instant; instruments keep the order of the request."""
    if len(bars) == 1:
        return alone(bars[0])
    keys = sorted((t, i, k) for i, table in enumerate(bars) for k, t in enumerate(table.time))
    picked: dict[str, list[int] | list[float]] = {
        name: [bars[i][name][k] for _, i, k in keys] for name in MarketRow._fields if name not in ("time", "instrument")
    }
    places: list[list[int]] = [[0] * len(table) for table in bars]
    first: list[int] = []
    for position, (t, i, k) in enumerate(keys):
        places[i][k] = position
        if position == 0 or t != keys[position - 1][0]:
            first.append(position)
    first.append(len(keys))
    market = MarketRow(time=[t for t, _, _ in keys], instrument=[i for _, i, _ in keys], **picked)  # type: ignore[arg-type]
    return Assembled(market, first, places)


def alone(bars: Bars) -> Assembled:
    """One instrument's bars: every bar is a group of its own."""
    rows = len(bars)
    columns = {name: bars[name] for name in MarketRow._fields if name not in ("time", "instrument")}
    market = MarketRow(time=bars.time, instrument=array("q", [0]) * rows, **columns)  # type: ignore[arg-type]
    return Assembled(market, list(range(rows + 1)), [list(range(rows))])


def terms_of(instruments: Sequence[Instrument], leverage: float = 1.0) -> Columns:
    """The kernel's numbers of each instrument; leverage divides its margin."""
    return Terms(
        [one.tick for one in instruments],  # type: ignore[arg-type]
        [one.lot for one in instruments],  # type: ignore[arg-type]
        [one.multiplier for one in instruments],  # type: ignore[arg-type]
        [one.margin / leverage for one in instruments],  # type: ignore[arg-type]
    )


def scattered(columns: Sequence[Column], assembled: Assembled) -> "array[float]":
    """Each instrument's column laid out as one column over the market's rows."""
    laid = array("d", [0.0]) * len(assembled.market.time)
    for column, places in zip(columns, assembled.places, strict=True):
        for value, place in zip(column, places, strict=True):
            laid[place] = value
    return laid

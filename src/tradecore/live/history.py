"""The bars that a live session keeps: all that are known of one instrument, and each that closes behind them."""

from array import array
from dataclasses import replace
from typing import Any

from tradecore.bars import COLUMNS, Bars
from tradecore.errors import InvalidValue
from tradecore.live.events import BarRow
from tradecore.simulation.rows import MarketRow, typecode


class KeptHistory:
    """One instrument's closed bars from the first one on, which grow by one at a time and are never copied.

    Who computes on `bars` holds on to none of its columns: they are longer a bar later.
    """

    def __init__(self, bars: Bars) -> None:
        self._time = array("q", bars.time)
        self._columns: dict[str, array[Any]] = {name: array(typecode(MarketRow, name), bars[name]) for name in COLUMNS}
        self.bars = replace(bars, time=self._time, columns=self._columns)

    def append(self, bar: BarRow) -> None:
        """The bar that closed; raises InvalidValue for another symbol and for one that is not later than the last."""
        if bar.symbol != self.bars.symbol:
            raise InvalidValue("bar.symbol", bar.symbol, self.bars.symbol)
        if self._time and bar.time <= self._time[-1]:
            raise InvalidValue("bar.time", bar.time, f"later than {self._time[-1]}")
        self._time.append(bar.time)
        for name, column in self._columns.items():
            column.append(getattr(bar, name))

"""Candles of one symbol with what was decided and filled on them, in the compact shape that a browser draws."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tradecore.bars import DAY, PRICES, SECOND, Bars
from tradecore.table import Column, Table
from tradecore.views.charts import Tone
from tradecore.views.text import money

# Decimals from a price on; smaller ones have the most.
DIGITS = ((20.0, 2), (2.0, 4))
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in the bar that opens at `time` (ns UTC): below it when `up`, else above.

    `strong` ones are fills, the others decisions.
    """

    time: int
    text: str
    up: bool
    tone: Tone = Tone.FIRST
    strong: bool = True


@dataclass(frozen=True, slots=True)
class CandleView:
    """Bars as columns of whole numbers, so that thirty thousand of them are half a megabyte.

    `times` are seconds since 1970 UTC, each but the first as the distance from the one before. `prices` holds open,
    high, low and close in units of 10 to the power of -`digits`; open as the distance from the close before, the others
    from their own open. `marks` ascend. Times are to be written in `zone`; `daily` bars by their day alone.
    """

    symbol: str
    times: tuple[int, ...]
    prices: Mapping[str, tuple[int, ...]]
    digits: int
    marks: tuple[Mark, ...] = ()
    zone: str = "UTC"
    daily: bool = False

    def __len__(self) -> int:
        return len(self.times)


def candle_view(bars: Bars, marks: Sequence[Mark] = (), zone: str = "UTC") -> CandleView:
    """The bars in the units of the last one, so that a split is not drawn as a crash."""
    factors = bars.scale()
    last = factors[-1] if len(bars) else 1.0
    scaled = {
        name: [price * factor / last for price, factor in zip(bars[name], factors, strict=True)] for name in PRICES
    }
    digits = digits_of(scaled["close"][-1]) if len(bars) else 0
    whole = {name: [round(price * 10**digits) for price in column] for name, column in scaled.items()}
    return CandleView(
        symbol=bars.symbol,
        times=steps([int(time) // SECOND for time in bars.time]),
        prices=_against_open(whole),
        digits=digits,
        marks=tuple(sorted(marks, key=lambda mark: mark.time)),
        zone=zone,
        daily=bars.step >= DAY,
    )


def digits_of(price: float) -> int:
    """How many decimals of prices around this one can be told apart on a chart."""
    return next((digits for least, digits in DIGITS if price >= least), MOST_DIGITS)


def steps(values: Sequence[int]) -> tuple[int, ...]:
    """The first value, then the distance of each from the one before."""
    return (*values[:1], *(after - before for before, after in pairwise(values)))


def fill_marks(fills: Table, symbol: str, currency: str = "") -> tuple[Mark, ...]:
    """One mark a fill of the symbol; `fills` has the columns of its schema."""
    wanted = [place for place, name in enumerate(fills["symbol"]) if name == symbol]
    return tuple(
        fill_mark(int(fills.time[k]), fills["quantity"][k], fills["price"][k], str(fills["kind"][k]), currency)
        for k in wanted
    )


def trade_place(bars: Bars, entry: int, end: int) -> tuple[int, int]:
    """The places of the bars in which a trade began and ended (instants in ns UTC)."""
    times: Column = bars.time
    return max(bisect_right(times, entry) - 1, 0), max(bisect_right(times, end) - 1, 0)


def fill_mark(time: int, quantity: float, price: float, kind: str, currency: str) -> Mark:
    """One fill: signed units at a price, of a kind."""
    side = "bought" if quantity > 0 else "sold"
    text = f"{side} {abs(quantity):,g} at {price:,.2f} ({kind}, {money(abs(quantity) * price, currency)})"
    return Mark(time, text, quantity > 0, Tone.GOOD if quantity > 0 else Tone.BAD)


def _against_open(whole: Mapping[str, Sequence[int]]) -> Mapping[str, tuple[int, ...]]:
    opens, closes = whole["open"], whole["close"]
    before = [0, *closes][: len(opens)]
    return {
        "open": tuple(a - b for a, b in zip(opens, before, strict=True)),
        **{name: tuple(a - b for a, b in zip(whole[name], opens, strict=True)) for name in PRICES if name != "open"},
    }

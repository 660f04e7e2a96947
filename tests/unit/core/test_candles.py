"""Candles in whole numbers, and what is marked on them."""

from array import array
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from tradecore.bars import HOUR, SECOND, Bars
from tradecore.table import Table
from tradecore.views.candles import CandleView, Mark, candle_view, digits_of, fill_marks, trade_place


def bars(rows: list[tuple[float, float, float, float]], splits: list[float] | None = None) -> Bars:
    time = array("q", (HOUR * (k + 1) for k in range(len(rows))))
    prices = {name: [row[k] for row in rows] for k, name in enumerate(("open", "high", "low", "close"))}
    none = [0] * len(rows)
    facts = {"available": [t + HOUR for t in time], "session": none, "nights": none, "dividend": [0.0] * len(rows)}
    split = array("d", splits or [1.0] * len(rows))
    return Bars(time, {**prices, **facts, "volume": [1.0] * len(rows), "split": split}, symbol="AAA")


def unpacked(view: CandleView) -> list[tuple[int, float, float, float, float]]:
    """What the browser makes of it."""
    rows, before, unit = [], 0, 10**view.digits
    for k, time in enumerate(accumulate(view.times)):
        first = before + view.prices["open"][k]
        high, low, before = (first + view.prices[name][k] for name in ("high", "low", "close"))
        rows.append((time, first / unit, high / unit, low / unit, before / unit))
    return rows


price = st.integers(1, 10**6).map(lambda cents: cents / 100)


@given(st.lists(st.tuples(price, price, price, price), min_size=1, max_size=30))
def test_the_browser_gets_back_what_was_packed(rows: list[tuple[float, float, float, float]]) -> None:
    found = unpacked(candle_view(bars(rows)))
    unit = 10 ** digits_of(rows[-1][3])
    assert [row[0] for row in found] == [HOUR // SECOND * (k + 1) for k in range(len(rows))]
    assert [row[1:] for row in found] == [tuple(round(each * unit) / unit for each in row) for row in rows]


def test_prices_before_a_split_are_in_the_units_of_the_last_bar() -> None:
    view = candle_view(bars([(400.0, 400.0, 400.0, 400.0), (100.0, 100.0, 100.0, 100.0)], [1.0, 4.0]))
    assert [row[4] for row in unpacked(view)] == [100.0, 100.0]


def test_an_empty_stretch_has_no_candles() -> None:
    assert len(candle_view(bars([]))) == 0


def test_small_prices_have_more_decimals() -> None:
    assert [digits_of(price) for price in (300.0, 20.0, 3.5, 1.1, 0.0004)] == [2, 2, 4, 6, 6]


def test_fills_are_marks_below_when_bought_and_above_when_sold() -> None:
    columns = {"symbol": ["AAA", "BBB", "AAA"], "quantity": [5.0, 1.0, -5.0], "price": [10.0, 1.0, 12.0]}
    found = fill_marks(Table([HOUR, HOUR, 2 * HOUR], {**columns, "kind": ["market", "market", "stop"]}), "AAA", "USD")
    assert [(mark.time, mark.up) for mark in found] == [(HOUR, True), (2 * HOUR, False)]
    assert found[1].text == "sold 5 at 12.00 (stop, 60.00 USD)"


def test_marks_are_put_in_their_order() -> None:
    view = candle_view(bars([(1.0, 1.0, 1.0, 1.0)]), [Mark(2, "later", up=True), Mark(1, "sooner", up=False)])
    assert [mark.text for mark in view.marks] == ["sooner", "later"]


def test_a_trade_lies_in_the_bars_that_it_began_and_ended_in() -> None:
    three = bars([(1.0, 1.0, 1.0, 1.0)] * 3)
    assert trade_place(three, 2 * HOUR, 3 * HOUR) == (1, 2)
    assert trade_place(three, 0, 2 * HOUR + SECOND) == (0, 1)

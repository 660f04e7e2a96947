"""Several instruments become the rows that sorting by time and instrument gives."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from scripted import bars_of

from tradecore.simulation.market import FACTS, assemble, scattered, stretch

SYMBOLS = ("AAA", "BBB", "CCC", "DDD")
TIMES = st.lists(st.integers(0, 30), unique=True, max_size=20).map(sorted)
MARKETS = st.lists(TIMES, min_size=2, max_size=4).filter(any)


def market_of(times: list[list[int]]) -> dict[str, list[Any]]:
    return {symbol: [row(t, i) for t in own] for i, (symbol, own) in enumerate(zip(SYMBOLS, times, strict=False))}


def row(t: int, i: int) -> dict[str, float]:
    prices = {"open": 5.0, "high": 6.0, "low": 4.0, "close": 5.0, "volume": 100.0 * i + t}
    return {"time": t, "available": t + 1, "session": t // 7, "nights": 0, "split": 1.0, "dividend": 0.0, **prices}


@given(MARKETS)
def test_rows_are_sorted_by_time_and_instrument(times: list[list[int]]) -> None:
    bars = bars_of(market_of(times))
    assembled = assemble(bars)
    gold = sorted((t, i, k) for i, table in enumerate(bars) for k, t in enumerate(table.time))
    market = assembled.market
    assert list(zip(market.time, market.instrument, strict=True)) == [(t, i) for t, i, _ in gold]
    for name in FACTS:
        assert list(getattr(market, name)) == [bars[i][name][k] for _, i, k in gold]
    begins = [p for p in range(len(gold)) if p == 0 or gold[p][0] != gold[p - 1][0]]
    assert list(assembled.first) == [*begins, len(gold)]
    assert [list(each) for each in assembled.places] == [
        [p for p, (_, owner, _) in enumerate(gold) if owner == i] for i in range(len(bars))
    ]


@given(MARKETS, st.data())
def test_columns_go_where_their_bars_are(times: list[list[int]], data: st.DataObject) -> None:
    bars = bars_of(market_of(times))
    assembled = assemble(bars)
    assert list(scattered([one["volume"] for one in bars], assembled)) == list(assembled.market.volume)
    groups = len(assembled.first) - 1
    low = data.draw(st.integers(0, groups - 1))
    part = stretch(assembled, range(low, data.draw(st.integers(low + 1, groups))))
    times = range(part.market.time[0], part.market.time[-1] + 1)
    cut = [[one["volume"][k] for k, t in enumerate(one.time) if t in times] for one in bars]
    assert list(scattered(cut, part)) == list(part.market.volume)

"""Laws of inspecting a file, on rows with every defect there is."""

from itertools import pairwise
from math import nan
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tradecore.bars import HOUR
from tradecore.columns import plain
from tradecore.inspection import Inspection, Market, inspect
from tradecore.ports.bar_source import RawBars
from tradecore.sessions import neutral_sessions
from tradecore.table import Table

START = 19_786 * 24 * HOUR
NAMES = ("open", "high", "low", "close", "volume")
Row = tuple[int, float, float, float, float, float]

price = st.one_of(st.floats(1.0, 100.0), st.sampled_from([nan, 0.0, -1.0, 10.0, 20.0]))
good = st.tuples(
    st.integers(0, 60), st.just(10.0), st.just(12.0), st.just(9.0), st.sampled_from([10.0, 11.0]), st.just(5.0)
)
bad = st.tuples(st.integers(0, 60), price, price, price, price, price)
files = st.lists(st.one_of(good, bad), min_size=1, max_size=40)


def inspected(rows: list[Row]) -> Inspection:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(NAMES, 1)}
    table = Table([START + row[0] * HOUR for row in rows], columns)
    return inspect(RawBars("ABC", table), Market(HOUR, neutral_sessions(START, START + 61 * HOUR)))


def values(inspection: Inspection) -> list[list[Any]]:
    bars = inspection.bars
    return [plain(bars.time), *(plain(column) for column in bars.columns.values())]


@given(files)
def test_what_is_left_can_be_traded(rows: list[Row]) -> None:
    bars = inspected(rows).bars
    time = plain(bars.time)
    assert all(a < b for a, b in pairwise(time))
    slack = 1.0 + 1e-5
    for open_, high, low, close, volume in zip(*(bars[name] for name in NAMES), strict=True):
        assert 0 < low <= min(open_, close) * slack
        assert max(open_, close) <= high * slack
        assert volume >= 0


@given(files)
def test_every_row_is_kept_or_accounted_for(rows: list[Row]) -> None:
    inspection = inspected(rows)
    left_out = sum(f.count for f in inspection.findings if f.drops)
    assert len(inspection.bars) + left_out >= len(rows)
    assert bool(left_out) == (len(inspection.bars) < len(rows))


@given(files, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[Row], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert values(inspected(shuffled)) == values(inspected(rows))


@given(files)
def test_inspecting_what_is_left_finds_nothing_left_out(rows: list[Row]) -> None:
    first = inspected(rows)
    if len(first.bars):
        again = inspected(
            [
                ((t - START) // HOUR, *prices)
                for t, *prices in zip(first.bars.time, *(first.bars[name] for name in NAMES), strict=True)
            ]
        )
        assert values(again) == values(first)
        assert not any(f.drops for f in again.findings if f.kind != "split-inside-bar")

"""Laws of resampling, on markets with holes, three half-open sessions and odd hours."""

from array import array
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tradecore.bars import DAY, HOUR, MINUTE, Anchor, Bars
from tradecore.columns import plain
from tradecore.inspection import Market, inspect
from tradecore.ports.bar_source import RawBars
from tradecore.resample import fold, make_rule, resample, rows_of
from tradecore.table import Table

START = 19_786 * DAY  # a Monday
DAYS = [19_785, 19_786, 19_787, 19_788, 19_789]
SESSIONS = Table(
    array("q", [day * DAY + 14 * HOUR + 30 * MINUTE for day in DAYS]),
    {
        "close": array("q", [day * DAY + (18 if day == 19_787 else 21) * HOUR for day in DAYS]),
        "day": array("q", DAYS),
        "midnight": array("q", [day * DAY + 5 * HOUR for day in DAYS]),
    },
)
anchors = st.sampled_from(list(Anchor))


@st.composite
def markets(draw: st.DrawFn) -> Bars:
    """Five-minute bars of three days, each there or not, before, in and after the hours."""
    first = draw(st.integers(0, 400))
    there = draw(st.lists(st.booleans(), min_size=1, max_size=250))
    places = [first + n for n, present in enumerate(there) if present] or [first]
    prices = draw(st.lists(st.integers(100, 120), min_size=len(places), max_size=len(places)))
    volumes = [float(n % 7) for n in range(len(places))]
    columns = {
        "open": [float(p) for p in prices],
        "high": [p + 2.0 for p in prices],
        "low": [p - 2.0 for p in prices],
        "close": [p + 1.0 for p in prices],
        "volume": volumes,
    }
    raw = RawBars("ABC", Table([START + 12 * HOUR + place * 5 * MINUTE for place in places], columns))
    return inspect(raw, Market(5 * MINUTE, SESSIONS, calendar=True)).bars


def columns_of(bars: Bars) -> list[list[float]]:
    return [plain(bars.time), *(plain(column) for column in bars.columns.values())]


steps = st.sampled_from([15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, DAY])


@settings(max_examples=60, deadline=None)
@given(markets(), steps, anchors)
def test_volume_is_conserved(bars: Bars, step: int, anchor: Anchor) -> None:
    made = resample(bars, step, anchor, SESSIONS)
    pending = made.pending.row.volume if made.pending else 0.0
    assert sum(made.bars["volume"]) + pending == sum(bars["volume"])


@settings(max_examples=60, deadline=None)
@given(markets(), steps, anchors)
def test_times_rise_and_each_bar_is_known_before_the_next_one_is(bars: Bars, step: int, anchor: Anchor) -> None:
    made = resample(bars, step, anchor, SESSIONS).bars
    time, known = plain(made.time), plain(made["available"])
    assert all(a < b for a, b in pairwise(time))
    assert all(a < b for a, b in pairwise(known))
    assert all(t < k for t, k in zip(time, known, strict=True))


@settings(max_examples=40, deadline=None)
@given(markets(), steps, anchors, st.data())
def test_a_closed_bar_never_changes(bars: Bars, step: int, anchor: Anchor, data: st.DataObject) -> None:
    whole = columns_of(resample(bars, step, anchor, SESSIONS).bars)
    cut = data.draw(st.integers(0, len(bars)))
    part = columns_of(resample(bars.slice(0, cut), step, anchor, SESSIONS).bars)
    assert part == [column[: len(part[0])] for column in whole]


@settings(max_examples=40, deadline=None)
@given(markets(), steps, anchors)
def test_one_bar_at_a_time_equals_the_batch(bars: Bars, step: int, anchor: Anchor) -> None:
    rule = make_rule(step, anchor, SESSIONS)
    pending, rows = None, []
    for row in rows_of(bars):
        pending, closed = fold(rule, pending, row)
        rows += closed
    made = resample(bars, step, anchor, SESSIONS)
    assert rows == list(rows_of(made.bars))
    assert pending == made.pending


@settings(max_examples=60, deadline=None)
@given(markets(), st.sampled_from([HOUR, 4 * HOUR, DAY]), anchors)
def test_two_steps_equal_one(bars: Bars, step: int, anchor: Anchor) -> None:
    once = columns_of(resample(bars, step, anchor, SESSIONS).bars)
    between = resample(bars, 15 * MINUTE, anchor, SESSIONS).bars
    twice = columns_of(resample(between, step, anchor, SESSIONS).bars)
    # The unfinished quarter that goes missing may be what tells that the last bucket is over.
    assert len(once[0]) - len(twice[0]) <= 1
    known = 1 + list(bars.columns).index("available")
    for direct, later in zip(once[known], twice[known], strict=False):
        # A day that goes on after its close ends with its last bar, and a quarter's end is later than a bar's.
        assert direct <= later < direct + (15 * MINUTE if step == DAY else 1)
    del once[known], twice[known]
    assert twice == [column[: len(twice[0])] for column in once]


@settings(max_examples=60, deadline=None)
@given(markets(), st.sampled_from([HOUR, DAY]), anchors)
def test_highs_and_lows_hold_all_that_they_cover(bars: Bars, step: int, anchor: Anchor) -> None:
    made = resample(bars, step, anchor, SESSIONS)
    rows = list(rows_of(made.bars)) + ([made.pending.row] if made.pending else [])
    assert max(row.high for row in rows) == max(bars["high"])
    assert min(row.low for row in rows) == min(bars["low"])
    assert sum(row.nights for row in rows) == sum(bars["nights"])

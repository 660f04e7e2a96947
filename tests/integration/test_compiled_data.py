"""Looking at bars, joining and resampling them by compiled loops: the same findings, bars and refusals."""

from array import array
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.bars import DAY, HOUR, MINUTE, Anchor, Bars
from tradecore.errors import DataError, InvalidValue
from tradecore.inspection import Market, ascending, inspect
from tradecore.loops import Loops, as_written
from tradecore.merging import Held, join, revisions
from tradecore.ports.bar_source import RawBars
from tradecore.resample import resample
from tradecore.sessions import neutral_sessions
from tradecore.table import Table
from tradecore.usecases.engine import CompiledLoops
from tradecore_numba.compiler import NumbaCompiler
from tradecore_testing.raw_bars import exchange

COMPILED = CompiledLoops(NumbaCompiler(), always=True)
NAMES = ("open", "high", "low", "close", "volume")
SESSIONS = exchange("2024-03-01", 14, half="2024-03-08")
START = SESSIONS.time[1] - HOUR
CALENDAR = Market(30 * MINUTE, SESSIONS, calendar=True)
NEUTRAL = Market(30 * MINUTE, neutral_sessions(START, START + 10 * DAY))

Row = tuple[int, float, float, float, float, float]
number = st.sampled_from([nan, inf, 0.0, -0.0, -1.0, 1e-320, 5.0, 10.0, 20.0, 1e308]) | st.floats(1.0, 100.0)
place = st.integers(0, 200)
good = st.builds(
    lambda at, close, volume: (at, 10.0, 12.0, 9.0, close, volume),
    place,
    st.sampled_from([9.0, 10.0, 11.0]),
    st.sampled_from([0.0, 5.0]),
)
flat = st.builds(lambda at: (at, 10.0, 10.0, 10.0, 10.0, 1.0), place)
bad = st.tuples(place, number, number, number, number, number)
files = st.lists(good | flat | bad, min_size=1, max_size=60)
splits = st.sampled_from([1.0, 1.0, 1.0, 2.0, 0.5, 0.0, -1.0])


def file_of(rows: list[Row], **facts: list[float]) -> RawBars:
    columns: dict[str, Any] = {name: [row[k] for row in rows] for k, name in enumerate(NAMES, 1)}
    times = [START + row[0] * 30 * MINUTE for row in rows]
    return RawBars("ABC", Table(times, {**columns, **facts, "line": list(range(2, len(rows) + 2))}))


def clean(rows: list[Row]) -> Bars:
    return inspect(file_of(rows), CALENDAR).bars


def told(bars: Bars) -> list[bytes]:
    return [array("q", bars.time).tobytes(), *(array("d", column).tobytes() for column in bars.columns.values())]


@given(files, st.sampled_from([CALENDAR, NEUTRAL, replace(CALENDAR, hours="regular")]), st.data())
def test_an_inspection(rows: list[Row], market: Market, data: st.DataObject) -> None:
    size = len(rows)
    raw = file_of(
        rows,
        split=data.draw(st.lists(splits, min_size=size, max_size=size)),
        dividend=data.draw(st.lists(st.sampled_from([0.0, 0.0, 0.5]), min_size=size, max_size=size)),
    )
    written, quick = inspect(raw, market), inspect(raw, market, COMPILED)
    assert (quick.findings, quick.left_out) == (written.findings, written.left_out)
    assert told(quick.bars) == told(written.bars)


@given(files, files)
def test_a_file_that_joins_a_set(rows: list[Row], more: list[Row]) -> None:
    held = Held.of(clean(rows), (), given=False)
    raw = replace(file_of(more), table=ascending(file_of(more).table, []))
    joined = [join(held, raw, "UTC", "more.csv", loops) for loops in (as_written, COMPILED)]
    assert repr(joined[0]) == repr(joined[1])
    after = inspect(joined[0].raw, CALENDAR).bars
    changed = [revisions(held, after, (), "UTC", loops) for loops in (as_written, COMPILED)]
    assert repr(changed[0]) == repr(changed[1])


def outcome(make: Callable[[], Any]) -> tuple[object, ...]:
    try:
        made = make()
    except (DataError, InvalidValue) as error:
        return type(error), str(error)
    return told(made.bars), made.pending, made.unused


@given(
    st.lists(good, min_size=1, max_size=80),
    st.sampled_from([HOUR, 90 * MINUTE, 4 * HOUR, DAY]),
    st.sampled_from(list(Anchor)),
    st.integers(0, 80),
    st.booleans(),
)
def test_coarser_bars(rows: list[Row], step: int, anchor: Anchor, split_at: int, strange: bool) -> None:  # noqa: FBT001
    bars = clean(rows)
    split = array("d", [1.0]) * len(bars)
    if split_at < len(bars):
        split[split_at] = 2.0
    sessions = SESSIONS.slice(0, 4) if strange else SESSIONS
    source = bars.with_columns(split=split)

    def folded(loops: Loops) -> tuple[object, ...]:
        return outcome(lambda: resample(source, step, anchor, sessions, loops))

    assert folded(COMPILED) == folded(as_written)


def test_a_calendar_without_sessions_is_named() -> None:
    with pytest.raises(DataError, match="no session"):
        inspect(file_of([(0, 1.0, 1.0, 1.0, 1.0, 1.0)]), replace(CALENDAR, sessions=SESSIONS.slice(0, 0)), COMPILED)

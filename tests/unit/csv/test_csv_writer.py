import csv
import io
from array import array
from functools import partial
from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradecore.bars import HOUR
from tradecore.contracts.bars import BarsSpec
from tradecore.inspection import Market, inspect
from tradecore.instants import format_instant
from tradecore.sessions import neutral_sessions
from tradecore.table import Table
from tradecore_csv.bars import CsvBars
from tradecore_csv.writer import CHUNK, KNOWN, CsvWriter, Instants
from tradecore_testing.text_bars import read_text

read = partial(read_text, CsvBars)

T = 1_709_546_400_000_000_000


def written(table: Table) -> str:
    stream = io.BytesIO()
    CsvWriter().write(table, stream)
    return stream.getvalue().decode()


def test_time_first_then_columns_in_order() -> None:
    table = Table([T], {"price": [0.1], "count": [3], "note": ["fine"], "exit_time": [T + 500_000_000]})
    assert written(table) == "time,price,count,note,exit_time\n2024-03-04T10:00:00Z,0.1,3,fine,2024-03-04T10:00:00.5Z\n"


def test_what_is_not_there_is_an_empty_cell() -> None:
    assert written(Table([T, T], {"a": [nan, inf], "exit_time": [None, nan]})).splitlines()[1:] == [
        "2024-03-04T10:00:00Z,,",
        "2024-03-04T10:00:00Z,inf,",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_never_runs_as_a_formula(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(written(Table([T], {"note": [text]})), newline=""))
    assert row[1] == f"'{text}".replace("\r", "\n")


def test_text_is_quoted_only_where_needed() -> None:
    assert written(Table([T], {"note": ['a, "b"']})).endswith(',"a, ""b"""\n')


@pytest.mark.parametrize("make", [list, lambda v: array("d", v), np.array])
def test_any_buffer_gives_the_same_bytes(make: type) -> None:
    assert written(Table(np.array([T]), {"x": make([1 / 3])})) == f"time,x\n2024-03-04T10:00:00Z,{1 / 3!r}\n"


def test_a_table_longer_than_a_chunk_is_whole() -> None:
    rows = CHUNK * 2 + 5
    assert written(Table(range(T, T + rows), {"x": range(rows)})).count("\n") == rows + 1


few = st.sampled_from([0.0, -0.0, 1.5, 1e16, 1e-5, nan])


@given(
    st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(), few | st.floats()), min_size=1, max_size=30),
    st.sampled_from([1, 1_000]),
    st.booleans(),
)
def test_numbers_are_written_as_python_shows_them(
    rows: list[tuple[int, int, float]],
    again: int,
    noted: bool,  # noqa: FBT001
) -> None:
    rows = rows * again
    time, whole, number = zip(*rows, strict=True)
    note = {"note": ["fine"] * len(rows)} if noted else {}
    lines = [
        ",".join([format_instant(at), format_instant(at), str(n), "" if isnan(x) else repr(x), *["fine"] * noted])
        for at, n, x in rows
    ]
    made = written(Table(time, {"exit_time": time, "count": whole, "x": array("d", number), **note}))
    assert made.splitlines()[1:] == lines


def test_times_of_day_that_never_come_again_are_not_kept_for_ever() -> None:
    instants = Instants()
    for start in range(0, KNOWN + CHUNK, CHUNK):
        instants.texts(range(start, start + CHUNK))
    assert instants.texts([3_000]) == ["1970-01-01T00:00:00.000003Z"]
    assert len(instants.clocks) <= KNOWN + CHUNK


price = st.floats(0.001, 1e9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(price, price, price), min_size=2, max_size=20))
def test_bars_come_back_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, ...]]) -> None:
    folder: Path = tmp_path_factory.mktemp("round")
    low, middle, high = zip(*map(sorted, rows), strict=True)
    columns = {"open": middle, "high": high, "low": low, "close": middle, "volume": high}
    raw = Table([T + n * HOUR for n in range(len(rows))], columns)
    source = read(folder, written(raw), BarsSpec("f.csv"))
    assert {name: tuple(source.table[name]) for name in columns} == columns
    bars = inspect(source, Market(HOUR, neutral_sessions(T, T + len(rows) * HOUR))).bars
    again = read(folder, written(bars), BarsSpec("f.csv")).table
    assert list(again.time) == list(bars.time)
    assert all(list(again[name]) == list(bars[name]) for name in bars.names)

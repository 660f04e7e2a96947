"""Parquet files as people have them: written by pandas, by other tools, with any kind of time."""

import io
from array import array
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.instants import format_instant
from tradecore.ports.bar_source import RawBars
from tradecore.table import Table
from tradecore_parquet.bars import ParquetBars
from tradecore_parquet.writer import ParquetWriter

NAIVE = [datetime(2024, 3, 4, 9, 30), datetime(2024, 3, 4, 10, 30)]  # noqa: DTZ001 - a clock without a zone
SECONDS = [int(time.replace(tzinfo=UTC).timestamp()) for time in NAIVE]
PRICES: dict[str, Any] = {"Open": [1.0, 2.0], "High": [3.0, 3.0], "Low": [0.5, 0.5], "Close": [2.0, 1.0]}


def read(folder: Path, table: Any, **changes: Any) -> RawBars:
    pq.write_table(table, folder / "f.parquet")
    return ParquetBars(str(folder)).read(BarsSpec("f.parquet", **{"zone": "America/New_York", **changes}))


def times(raw: RawBars) -> list[str]:
    return [format_instant(time) for time in raw.table.time]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_without_a_zone_are_in_the_zone_of_the_spec(tmp_path: Path, unit: str) -> None:
    table = pa.table({"time": pa.array(NAIVE, pa.timestamp(unit)), **PRICES, "Volume": [7, 8]})
    raw = read(tmp_path, table)
    assert times(raw) == ["2024-03-04T14:30:00Z", "2024-03-04T15:30:00Z"]
    assert (list(raw.table["volume"]), list(raw.table["line"])) == ([7.0, 8.0], [1, 2])


@pytest.mark.parametrize(
    "column",
    [
        pa.array(SECONDS, pa.timestamp("s", "UTC")),
        pa.array([second * 1000 for second in SECONDS], pa.timestamp("ms", "Asia/Tokyo")),
        pa.array(SECONDS, pa.int32()),
        pa.array([second * 10**9 for second in SECONDS], pa.int64()),
        pa.array(["2024-03-04T09:30:00Z", "2024-03-04 12:30+02:00"]),
        pa.array(["2024-03-04T09:30:00Z", "2024-03-04T10:30:00Z"]).dictionary_encode(),
        pa.array(["2024-03-04T09:30:00Z", "2024-03-04T10:30:00Z"], pa.large_string()),
    ],
    ids=["utc", "tokyo", "seconds", "nanoseconds", "text", "dictionary", "large"],
)
def test_times_that_say_their_instant_go_before_the_spec(tmp_path: Path, column: Any) -> None:
    raw = read(tmp_path, pa.table({"ts": column, **PRICES}))
    assert times(raw) == ["2024-03-04T09:30:00Z", "2024-03-04T10:30:00Z"]


@pytest.mark.parametrize("name", [None, "Date"])
def test_the_index_of_a_frame_is_its_time(tmp_path: Path, name: str | None) -> None:
    index = pd.DatetimeIndex(NAIVE, name=name).tz_localize("America/New_York")
    pd.DataFrame(PRICES, index=index).to_parquet(tmp_path / "f.parquet")
    raw = ParquetBars(str(tmp_path)).read(BarsSpec("f.parquet"))
    assert times(raw) == ["2024-03-04T14:30:00Z", "2024-03-04T15:30:00Z"]


def test_a_frame_without_a_time_in_its_index_keeps_its_column(tmp_path: Path) -> None:
    pd.DataFrame({"time": NAIVE, **PRICES}, index=[5, 6]).to_parquet(tmp_path / "f.parquet")
    assert times(ParquetBars(str(tmp_path)).read(BarsSpec("f.parquet", zone="UTC")))[0] == "2024-03-04T09:30:00Z"


def test_numbers_of_any_width_are_numbers(tmp_path: Path) -> None:
    columns = {
        "open": pa.array([1.5, 2.5], pa.float32()),
        "high": pa.array([3, 3], pa.int16()),
        "low": pa.array([1, None], pa.float64()),
        "close": pa.array(["2", "n.a."]),
    }
    raw = read(tmp_path, pa.table({"time": pa.array(NAIVE), **columns}))
    assert (list(raw.table["open"]), list(raw.table["high"])) == ([1.5, 2.5], [3.0, 3.0])
    assert isnan(raw.table["low"][1])
    assert [finding.kind for finding in raw.findings] == ["text-in-number"]


def test_symbols_choose_rows(tmp_path: Path) -> None:
    table = pa.table({"time": pa.array(NAIVE), **PRICES, "symbol": pa.array(["A", "B"]).dictionary_encode()})
    assert len(read(tmp_path, table, symbol="B").table) == 1
    with pytest.raises(InvalidValue, match="A, B"):
        read(tmp_path, table)


def test_factors_act_as_they_do_beside_a_comma_file(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("date,split,dividend\n2024-03-05,2,0.5\n")
    days = pa.array([datetime(2024, 3, 4), datetime(2024, 3, 5)], pa.date32())  # noqa: DTZ001 - as above
    raw = read(tmp_path, pa.table({"date": days, **PRICES}), factors="f.csv")
    assert (list(raw.table["split"]), list(raw.table["dividend"])) == ([1.0, 2.0], [0.0, 0.5])
    assert len(raw.actions) == 1


def test_what_is_no_table_of_bars_says_so(tmp_path: Path) -> None:
    (tmp_path / "f.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(UnreadableFile, match="cannot be read as Parquet"):
        ParquetBars(str(tmp_path)).read(BarsSpec("f.parquet"))
    with pytest.raises(UnreadableFile, match="no column for the high, low"):
        read(tmp_path, pa.table({"time": pa.array(NAIVE), "open": [1.0, 2.0]}))
    with pytest.raises(UnreadableFile, match=r"has list.* in the column for the open"):
        read(tmp_path, pa.table({"time": pa.array(NAIVE), **PRICES, "Open": [[1.0], [2.0]]}))


def test_a_written_table_is_read_back_to_the_last_bit(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    time = array("q", [1_709_546_400_123_456_789 + row * 3_600_000_000_000 for row in range(50)])
    columns = {name: array("d", chance.normal(100, 1, 50)) for name in ("open", "high", "low", "close", "volume")}
    stream = io.BytesIO()
    ParquetWriter().write(Table(time, {**columns, "available": time, "session": [19786] * 50}), stream)
    (tmp_path / "f.parquet").write_bytes(stream.getvalue())
    raw = ParquetBars(str(tmp_path)).read(BarsSpec("f.parquet"))
    assert list(raw.table.time) == list(raw.table["available"]) == list(time)
    assert all(list(raw.table[name]) == list(columns[name]) for name in columns)

from functools import partial
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.ports.bar_source import RawBars
from tradecore_csv.bars import CsvBars
from tradecore_testing.text_bars import UTC, read_text, times

read = partial(read_text, CsvBars)


def rows(folder: Path, *stamps: str, zone: str = "", head: str = "time") -> RawBars:
    body = "".join(f"{stamp},1,3,0.5,2\n" for stamp in stamps)
    return read(folder, f"{head},open,high,low,close\n{body}", UTC, zone=zone)


@pytest.mark.parametrize(
    "stamp",
    [
        "2024-03-04T10:00:00Z",
        "2024-03-04T05:00:00-05:00",
        "2024-03-04 05:00:00-0500",
        "2024-03-04 10:00+00:00",
        "2024-03-04T10:00:00.000Z",
        "1709546400",
        "1709546400000",
        "1709546400000000",
        "1709546400000000000",
        "1709546400.0",
    ],
)
def test_what_tells_its_instant_needs_no_zone(tmp_path: Path, stamp: str) -> None:
    assert times(rows(tmp_path, stamp)) == ["2024-03-04T10:00:00Z"]


@pytest.mark.parametrize(
    "stamp", ["2024-03-04 05:00", "2024-03-04T05:00:00", "20240304 05:00", "2024-03-04 05:00:00.000"]
)
def test_naive_times_are_local_to_the_zone(tmp_path: Path, stamp: str) -> None:
    assert times(rows(tmp_path, stamp, zone="America/New_York")) == ["2024-03-04T10:00:00Z"]


@pytest.mark.parametrize("stamp", ["2024-03-04 05:00", "20240304 05:00"])
def test_naive_times_without_a_zone_are_refused_with_an_example(tmp_path: Path, stamp: str) -> None:
    with pytest.raises(InvalidValue, match=r"f.csv: zone is ''.*America/New_York"):
        rows(tmp_path, stamp)


def test_an_unknown_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="America/New_York"):
        rows(tmp_path, "2024-03-04 05:00", zone="New York")


def test_offsets_may_change_within_a_file(tmp_path: Path) -> None:
    raw = rows(tmp_path, "2024-03-08 09:30:00-05:00", "2024-03-11 09:30:00-04:00")
    assert times(raw) == ["2024-03-08T14:30:00Z", "2024-03-11T13:30:00Z"]


def test_offsets_go_before_the_zone(tmp_path: Path) -> None:
    assert times(rows(tmp_path, "2024-03-04T10:00:00Z", zone="America/New_York")) == ["2024-03-04T10:00:00Z"]


def test_a_column_named_utc_goes_before_the_zone(tmp_path: Path) -> None:
    raw = rows(tmp_path, "2024-03-04 10:00", zone="America/New_York", head="timestamp_utc")
    assert times(raw) == ["2024-03-04T10:00:00Z"]


def test_rows_with_and_without_offset_in_one_file(tmp_path: Path) -> None:
    raw = rows(tmp_path, "2024-03-04T10:00:00Z", "2024-03-04 06:00", zone="America/New_York")
    assert times(raw) == ["2024-03-04T10:00:00Z", "2024-03-04T11:00:00Z"]


@pytest.mark.parametrize("stamp", ["2024-03-04", "20240304"])
def test_dates_alone_are_utc_days_or_local_midnights(tmp_path: Path, stamp: str) -> None:
    assert times(rows(tmp_path, stamp)) == ["2024-03-04T00:00:00Z"]
    assert times(rows(tmp_path, stamp, zone="America/New_York")) == ["2024-03-04T05:00:00Z"]


@pytest.mark.parametrize("clock", ["9:30", "09:30", "09:30:00", "0930", "930", "093000"])
def test_date_and_time_in_two_columns(tmp_path: Path, clock: str) -> None:
    content = f"Date,Time,Open,High,Low,Close\n2024-03-04,{clock},1,3,0.5,2\n20240305,{clock},1,3,0.5,2\n"
    raw = read(tmp_path, content, UTC, zone="America/New_York")
    assert times(raw) == ["2024-03-04T14:30:00Z", "2024-03-05T14:30:00Z"]


def test_summer_time_moves_utc_by_an_hour(tmp_path: Path) -> None:
    raw = rows(
        tmp_path,
        "2024-03-08 09:30",
        "2024-03-11 09:30",
        "2024-11-01 09:30",
        "2024-11-04 09:30",
        zone="America/New_York",
    )
    assert [t[11:16] for t in times(raw)] == ["14:30", "13:30", "13:30", "14:30"]


def test_the_hour_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    raw = rows(tmp_path, "2024-03-10 01:30", "2024-03-10 02:30", "2024-03-10 03:30", zone="America/New_York")
    (found,) = raw.findings
    assert (found.kind, found.lines, found.drops) == ("nonexistent-time", (3,), True)
    assert times(raw) == ["2024-03-10T06:30:00Z", "2024-03-10T07:30:00Z"]


def test_the_hour_that_comes_twice_is_read_in_order_with_a_warning(tmp_path: Path) -> None:
    stamps = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    raw = rows(tmp_path, *[f"2024-11-03 {stamp}" for stamp in stamps], zone="America/New_York")
    assert [t[11:16] for t in times(raw)] == ["04:30", "05:00", "05:30", "06:00", "06:30", "07:00"]
    (found,) = raw.findings
    assert (found.kind, found.count, found.lines) == ("ambiguous-time", 4, (3, 4, 5, 6))


def test_a_row_without_a_time_is_an_error_and_left_out(tmp_path: Path) -> None:
    raw = rows(tmp_path, "2024-03-04T10:00:00Z", "", "soon", "2024-03-04T11:00:00Z")
    (found,) = raw.findings
    assert (found.kind, found.count, found.lines) == ("unreadable-time", 2, (3, 4))
    assert len(raw.table) == 2


@pytest.mark.parametrize("stamp", ["03/04/2024 10:00", "04.03.2024", "noon", "17", "2024"])
def test_times_that_could_mean_anything_are_refused(tmp_path: Path, stamp: str) -> None:
    with pytest.raises(UnreadableFile, match="ISO 8601"):
        rows(tmp_path, stamp, zone="UTC")

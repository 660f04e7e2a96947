from functools import partial
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.ports.bar_source import RawBars
from tradecore_csv.bars import CsvBars
from tradecore_testing.text_bars import UTC, read_text

read = partial(read_text, CsvBars)

DAYS = "time,open,high,low,close\n" + "".join(f"2024-03-{day:02d},1,3,0.5,2\n" for day in (4, 5, 6, 7, 8))


def with_factors(folder: Path, factors: str, content: str = DAYS, zone: str = "") -> RawBars:
    (folder / "factors.csv").write_text(factors)
    return read(folder, content, UTC, zone=zone, factors="factors.csv")


def test_a_split_acts_before_the_first_bar_after_its_date(tmp_path: Path) -> None:
    raw = with_factors(tmp_path, "20240101,1,0.142857,1\n20240305,1,0.142857,700\n20501231,1,1,0\n")
    assert list(raw.table["split"]) == [1.0, 1.0, 7.0, 1.0, 1.0]
    assert list(raw.table["dividend"]) == [0.0] * 5


def test_a_change_of_the_price_factor_is_a_dividend(tmp_path: Path) -> None:
    raw = with_factors(tmp_path, "20240306,0.99,1,50\n20501231,1,1,0\n")
    assert list(raw.table["split"]) == [1.0] * 5
    assert list(raw.table["dividend"]) == pytest.approx([0, 0, 0, 0.5, 0])


def test_a_dividend_with_a_split_is_paid_on_the_new_shares(tmp_path: Path) -> None:
    raw = with_factors(tmp_path, "20240306,0.99,0.5,50\n20501231,1,1,0\n")
    assert raw.table["split"][3] == 2.0
    assert raw.table["dividend"][3] == pytest.approx(0.25)


def test_reverse_and_odd_splits_are_exact(tmp_path: Path) -> None:
    lines = "20240304,1,1.5,10\n20240305,1,1,10\n20240306,1,10,10\n20501231,1,1,0\n"
    assert list(with_factors(tmp_path, lines).table["split"])[1:4] == [pytest.approx(2 / 3), 10.0, 0.1]


def test_events_before_the_first_and_after_the_last_bar_act_on_none(tmp_path: Path) -> None:
    raw = with_factors(tmp_path, "20240101,1,0.25,1\n20240201,1,0.5,1\n20300101,1,1,1\n20501231,1,2,0\n")
    assert list(raw.table["split"]) == [1.0] * 5


def test_a_plain_list_acts_on_its_dates(tmp_path: Path) -> None:
    raw = with_factors(tmp_path, "date,split,dividend\n2024-03-07,1,0.4\n2024-03-05,3,\n")
    assert list(raw.table["split"]) == [1.0, 3.0, 1.0, 1.0, 1.0]
    assert list(raw.table["dividend"]) == [0.0, 0.0, 0.0, 0.4, 0.0]


def test_dates_are_local(tmp_path: Path) -> None:
    stamps = ("2024-03-04T23:00:00Z", "2024-03-05T03:00:00Z", "2024-03-05T06:00:00Z")
    hours = "time,open,high,low,close\n" + "".join(f"{stamp},1,3,0.5,2\n" for stamp in stamps)
    raw = with_factors(tmp_path, "date,split\n2024-03-05,2\n", hours, zone="America/New_York")
    assert list(raw.table["split"]) == [1.0, 1.0, 2.0]
    with pytest.raises(InvalidValue, match="the exchange's zone"):
        with_factors(tmp_path, "date,split\n2024-03-05,2\n", hours)


def test_rows_out_of_order_get_the_event_by_time(tmp_path: Path) -> None:
    content = "time,open,high,low,close\n2024-03-06,1,3,0.5,2\n2024-03-04,1,3,0.5,2\n2024-03-05,1,3,0.5,2\n"
    assert list(with_factors(tmp_path, "date,split\n2024-03-05,2\n", content).table["split"]) == [1.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("factors", "part"),
    [
        ("", "is empty"),
        ("20240304,1\n", "line 1: has no factors"),
        ("20240304,1,x,5\n", "line 1: has no factors"),
        ("20240304,1,0,5\n", "line 1: has a factor that cannot be"),
        ("20241304,1,1,5\n", "line 1: has no date in '20241304'"),
        ("date,ratio\n2024-03-05,2\n", "neither a split nor a dividend column"),
        ("date,split\n2024-03-05,two\n", "line 2: has text in a number"),
        ("date,split\n2024-03-05,-2\n", "line 2: has a factor that cannot be"),
    ],
)
def test_bad_factors_are_refused_with_their_line(tmp_path: Path, factors: str, part: str) -> None:
    with pytest.raises(UnreadableFile, match=r"factors\.csv") as caught:
        with_factors(tmp_path, factors)
    assert part in str(caught.value)


def test_the_fingerprint_covers_both_files(tmp_path: Path) -> None:
    with_factors(tmp_path, "date,split\n2024-03-05,2\n")
    source = CsvBars(str(tmp_path))
    spec = UTC.__class__("f.csv", factors="factors.csv")
    before = source.fingerprint(spec)
    assert before != source.fingerprint(UTC)
    (tmp_path / "factors.csv").write_text("date,split\n2024-03-05,3\n")
    assert source.fingerprint(spec) != before

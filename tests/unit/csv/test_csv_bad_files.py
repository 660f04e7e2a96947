"""What is no table of bars at all: one error each, saying what was found and what is accepted."""

import gzip
from functools import partial
from pathlib import Path

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import InvalidValue, UnreadableFile
from tradecore_csv.bars import CsvBars
from tradecore_testing.text_bars import read_text

read = partial(read_text, CsvBars)

HEAD = "time,open,high,low,close,volume\n"
ROW = "2024-03-04 10:00,1,3,0.5,2,7\n"


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", ["is empty", "a header line"]),
        (b" \n\n ", ["is empty"]),
        (HEAD.encode(), ["line 1", "header line and no row", "at least one row"]),
        (b"\n" + HEAD.encode() + b"\n\n", ["line 2", "no row"]),
        (f"time,open,high,low,volume\n{ROW}".encode(), ["no column for the close", "time, open, high, low, volume"]),
        (
            f"time,open,hihg,low,close\n{ROW}".encode(),
            ["for the high (is it 'hihg'?)", "Accepted: a column named high, h"],
        ),
        (
            f"Datum;Eröffnung;Hoch;Tief;Schluss\n{ROW}".encode(),
            [
                "for the time, open, high, low and close; the columns are Datum, Eröffnung, Hoch, Tief, Schluss",
                "time (time, date, datetime, timestamp)",
            ],
        ),
        (
            f"time,open,high,low,Adj Clos\n{ROW}".encode(),
            ["close (is it 'Adj Clos'?)", "closing price, last, adj close"],
        ),
        (b"time,open,high,low,close\n02/01/2024,1,3,0.5,2\n", ["line 2", "'02/01/2024'", "dayfirst=True"]),
        (b"time,open,high,low,close\n\n2.1.24 09:30,1,3,0.5,2\n", ["line 3", "'2.1.24 09:30'", "ISO 8601"]),
        (b"Date,Time,open,high,low,close\n01-02-2024,09:30,1,3,0.5,2\n", ["line 2", "'01-02-2024'"]),
        (f"when,open,high,low,close\n{ROW}".encode(), ["no column for the time", "datetime, timestamp"]),
        (ROW.encode() * 2, ["data instead of a header line", "open, high, low and close"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", ["is binary, not text"]),
        (b"PK\x03\x04\x14\x00\x06\x00", ["is binary, not text"]),
        (gzip.compress(HEAD.encode(), mtime=0)[:-6], ["gzip that cannot be unpacked"]),
        (gzip.compress(b"", mtime=0), ["is empty"]),
        ("título,öffnung\n1,2\n".encode("latin-1"), ["not UTF-8"]),
        (b"<html><body>404</body></html>\n<p>", ["no column for the time"]),
        (f"{HEAD}1,2\n3\n".encode(), ["no row that can be read"]),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path: Path, content: bytes, parts: list[str]) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, content)
    message = str(caught.value)
    assert message.startswith("f.csv")
    assert all(part in message for part in parts), message
    assert "\n" not in message


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(UnreadableFile, match="data: is a folder, not a file"):
        CsvBars(str(tmp_path)).read(BarsSpec("data"))


def test_a_missing_file_names_its_nearest_neighbour(tmp_path: Path) -> None:
    (tmp_path / "aapl_1h.csv").write_text(HEAD + ROW)
    with pytest.raises(UnreadableFile, match=r"does not exist; the nearest name in its folder is 'aapl_1h\.csv'"):
        CsvBars(str(tmp_path)).read(BarsSpec("appl_1h.csv"))
    with pytest.raises(UnreadableFile, match="nor does its folder"):
        CsvBars(str(tmp_path)).fingerprint(BarsSpec("nowhere/aapl_1h.csv"))


def test_one_row_is_a_table(tmp_path: Path) -> None:
    assert len(read(tmp_path, HEAD + ROW).table) == 1


def test_own_splits_and_a_file_of_factors_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "factors.csv").write_text("date,split,dividend\n2024-03-05,2,0\n")
    with pytest.raises(InvalidValue, match="own column split"):
        read(tmp_path, "time,open,high,low,close,split\n2024-03-04,1,3,0.5,2,2\n", factors="factors.csv")


@pytest.mark.parametrize("split", ["0", "-2", "-0.0"])
def test_a_split_into_nothing_is_an_error(tmp_path: Path, split: str) -> None:
    with pytest.raises(UnreadableFile, match="line 3: has a split of 0 or below"):
        read(tmp_path, f"time,open,high,low,close,split\n2024-03-04,1,3,0.5,2,1\n2024-03-05,1,3,0.5,2,{split}\n")


def test_a_number_that_is_missing_among_the_facts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="line 3: has no number in column split"):
        read(tmp_path, "time,open,high,low,close,split\n2024-03-04,1,3,0.5,2,1\n2024-03-05,1,3,0.5,2,\n")

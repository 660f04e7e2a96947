import gzip
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tradecore.bars import HOUR
from tradecore.errors import InvalidValue
from tradecore.inspection import Market, inspect
from tradecore.quality import Severity
from tradecore.sessions import neutral_sessions
from tradecore_csv.bars import CsvBars
from tradecore_testing.text_bars import UTC, read_text, times

read = partial(read_text, CsvBars)

ROW = "2024-03-04 10:00,1,3,0.5,2,7\n"
STANDARD = f"time,open,high,low,close,volume\n{ROW}"


def test_columns_arrive_as_exact_numbers(tmp_path: Path) -> None:
    raw = read(tmp_path, STANDARD, symbol="ABC")
    assert {name: list(raw.table[name]) for name in raw.table.names} == {
        "open": [1.0],
        "high": [3.0],
        "low": [0.5],
        "close": [2.0],
        "volume": [7.0],
        "line": [2],
    }
    assert (raw.symbol, raw.findings, times(raw)) == ("ABC", (), ["2024-03-04T10:00:00Z"])
    assert np.asarray(raw.table.time).dtype == np.int64


@pytest.mark.parametrize(
    "header",
    [
        "Time,Open,High,Low,Close,Volume",
        "DATETIME,O,H,L,C,V",
        "timestamp_utc, open , high , low , close , vol",
        "<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>",
        '"Date","Open","High","Low","Close","Volume"',
        "Gmt time,Open,High,Low,Close,Volume",
    ],
)
def test_headers_in_any_spelling(tmp_path: Path, header: str) -> None:
    raw = read(tmp_path, f"{header}\n{ROW}")
    assert [raw.table[name][0] for name in ("open", "high", "low", "close", "volume")] == [1.0, 3.0, 0.5, 2.0, 7.0]


def test_columns_in_any_order_and_others_ignored(tmp_path: Path) -> None:
    raw = read(tmp_path, "note,close,low,high,open,time\nx,2,0.5,3,1,2024-03-04 10:00\n")
    assert (raw.table["open"][0], raw.table["close"][0], list(raw.table["volume"])) == (1.0, 2.0, [0.0])


def test_raw_close_goes_before_adjusted(tmp_path: Path) -> None:
    raw = read(tmp_path, "Date,Open,High,Low,Close,Adj Close\n2024-03-04,1,3,0.5,2,1.5\n")
    (found,) = raw.findings
    assert (raw.table["close"][0], found.kind, found.severity) == (2.0, "adjusted-ignored", Severity.NOTE)
    assert "column 'Adj Close' is not read" in found.message


def test_an_adjusted_close_alone_is_taken_with_a_warning(tmp_path: Path) -> None:
    raw = read(tmp_path, "Date,Open,High,Low,Adj Close\n2024-03-04,1,3,0.5,1.5\n")
    assert [f.kind for f in raw.findings] == ["adjusted-close"]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(STANDARD.encode(), mtime=0),
        b"\xef\xbb\xbf" + STANDARD.encode(),
        STANDARD.encode("utf-16"),
        STANDARD.replace("\n", "\r\n").encode(),
        STANDARD.rstrip("\n").encode(),
        STANDARD.replace(",", ";").encode(),
        STANDARD.replace(",", "\t").encode(),
        b"\n\n" + STANDARD.encode(),
        STANDARD.replace(",1,3,0.5,2,7", ',"1","3","0.5","2","7"').encode(),
    ],
    ids=["gzip", "mark", "utf-16", "crlf", "no last newline", "semicolons", "tabs", "blank lines first", "quoted"],
)
def test_the_same_table_in_other_clothes(tmp_path: Path, content: bytes) -> None:
    raw = read(tmp_path, content)
    assert [raw.table[name][0] for name in ("open", "high", "low", "close", "volume")] == [1.0, 3.0, 0.5, 2.0, 7.0]
    assert times(raw) == ["2024-03-04T10:00:00Z"]


def test_semicolons_may_come_with_decimal_commas(tmp_path: Path) -> None:
    raw = read(tmp_path, "time;open;high;low;close\n2024-03-04 10:00;1,5;3;0,5;2\n2024-03-04 11:00;1,5;3;0,5;2\n")
    assert (raw.table["open"][0], raw.findings) == (1.5, ())


def test_lines_count_blank_ones(tmp_path: Path) -> None:
    raw = read(tmp_path, STANDARD + "\n\n2024-03-04 11:00,1,3,0.5,2,7\n")
    assert list(raw.table["line"]) == [2, 5]


def test_text_in_a_price_is_a_finding_with_its_line(tmp_path: Path) -> None:
    raw = read(tmp_path, STANDARD + "2024-03-04 11:00,1,n.a.,0.5,2,7\n2024-03-04 12:00,1,3,,2,7\n")
    (found,) = raw.findings
    assert (found.kind, found.severity, found.count, found.lines) == ("text-in-number", Severity.ERROR, 1, (3,))
    assert "'n.a.' in high (first: line 3)" in found.message
    assert np.isnan(raw.table["high"][1])
    assert np.isnan(raw.table["low"][2])


def test_text_in_a_volume_is_shown_once(tmp_path: Path) -> None:
    raw = read(tmp_path, STANDARD + '2024-03-04 11:00,1,3,0.5,2,"7,809"\n2024-03-04 12:00,1,3,0.5,2,\n')
    (found,) = raw.findings
    assert (found.kind, found.severity, found.count, found.lines) == ("text-in-volume", Severity.WARNING, 1, (3,))
    assert "'7,809', read as 0 (first: line 3)" in found.message
    begin = raw.table.time[0]
    market = Market(HOUR, neutral_sessions(begin, begin + 3 * HOUR))
    told = [(f.kind, f.count, f.lines) for f in inspect(raw, market).findings if "volume" in f.kind]
    assert told == [("text-in-volume", 1, (3,)), ("missing-volume", 1, (4,))]


def test_text_far_down_is_found_too(tmp_path: Path) -> None:
    rows = "".join(
        f"2024-03-{d:02d} {h:02d}:{m:02d},1,3,0.5,2,7\n" for d in range(1, 31) for h in range(24) for m in range(60)
    )
    raw = read(tmp_path, f"time,open,high,low,close,volume\n{rows}oops,1,3,0.5,two,7\n")
    kinds = {f.kind: f.lines for f in raw.findings}
    assert kinds == {"unreadable-time": (43_202,), "text-in-number": (43_202,)}
    assert len(raw.table) == 43_200


def test_ragged_rows_are_findings(tmp_path: Path) -> None:
    raw = read(
        tmp_path, STANDARD + "2024-03-04 11:00,1,3\n2024-03-04 12:00,1,3,0.5,2,7\n2024-03-04 13:00,1,3,0.5,2,7,8\n"
    )
    (found,) = raw.findings
    assert (found.kind, found.count, found.lines, found.drops) == ("ragged-rows", 2, (3, 5), True)
    assert list(raw.table["line"]) == [2, 4]


MANY = "symbol,time,open,high,low,close\nAAA,2024-03-04,1,3,0.5,2\nBBB,2024-03-04,5,7,4,6\nAAA,2024-03-05,2,3,1,2\n"


def test_a_symbol_column_selects(tmp_path: Path) -> None:
    raw = read(tmp_path, MANY, symbol="AAA")
    assert (list(raw.table["open"]), list(raw.table["line"]), raw.symbol) == ([1.0, 2.0], [2, 4], "AAA")


@pytest.mark.parametrize("symbol", ["", "AAB"])
def test_several_symbols_need_a_choice(tmp_path: Path, symbol: str) -> None:
    with pytest.raises(InvalidValue, match=r"symbol.*AAA, BBB"):
        read(tmp_path, MANY, symbol=symbol)


def test_one_symbol_names_the_bars(tmp_path: Path) -> None:
    assert read(tmp_path, "ticker,date,o,h,l,c\nAAA,2024-03-04,1,3,0.5,2\n").symbol == "AAA"


def test_facts_of_the_file_are_read(tmp_path: Path) -> None:
    head = "time,open,high,low,close,volume,available,session,nights,split,dividend"
    row = "2024-03-04T20:30:00Z,1,3,0.5,2,7,2024-03-04T21:00:00Z,19786,1,2.0,0.25"
    table = read(tmp_path, f"{head}\n{row}\n", UTC, zone="").table
    assert [int(table[name][0]) for name in ("available", "session", "nights")] == [
        1_709_586_000_000_000_000,
        19_786,
        1,
    ]
    assert (table["split"][0], table["dividend"][0]) == (2.0, 0.25)


def test_labels_at_the_end_move_to_the_start(tmp_path: Path) -> None:
    ends = ["10:30", "11:30", "12:30", "13:00"]
    rows = "".join(f"2024-03-04 {end},1,3,0.5,2\n" for end in ends)
    raw = read(tmp_path, f"time,open,high,low,close\n{rows}", label="end")
    assert [t[11:16] for t in times(raw)] == ["09:30", "10:30", "11:30", "12:30"]


def test_one_row_labelled_at_its_end_needs_a_step(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="step"):
        read(tmp_path, STANDARD, label="end")
    assert times(read(tmp_path, STANDARD, label="end", step="1h")) == ["2024-03-04T09:00:00Z"]

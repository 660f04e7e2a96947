"""The first difference of two files is named by row and column, key, line or byte."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.differences.difference import Difference
from tradecore.differences.files import first_difference

TABLE = "time,symbol,net\n2026-01-01T00:00:00Z,A,1.5\n2026-01-02T00:00:00Z,B,2.25\n"


def found(file: str, first: str | bytes, second: str | bytes) -> Difference | None:
    one, other = (text.encode() if isinstance(text, str) else text for text in (first, second))
    return first_difference(file, io.BytesIO(one), io.BytesIO(other))


def test_equal_files_have_no_difference() -> None:
    for name in ("a.csv", "a.json", "a.html", "a.png", "a"):
        assert found(name, TABLE, TABLE) is None
    assert found("a.csv", "", "") is None


def test_a_cell_is_named_with_its_row_its_time_and_its_column() -> None:
    difference = found("trades.csv", TABLE, TABLE.replace("2.25", "2.5"))
    place = "row 2 (time 2026-01-02T00:00:00Z), column net"
    assert difference == Difference("trades.csv", place, "2.25", "2.5", 2, 3, "net")
    assert difference.sentence == f"trades.csv differs in {place}: 2.25 then, 2.5 now (+0.25, 1.0e-01 of it)."


@pytest.mark.parametrize(
    ("second", "place", "values", "row"),
    [
        (TABLE.replace("B", ""), "row 2 (time 2026-01-02T00:00:00Z), column symbol", ("B", "an empty cell"), 2),
        (TABLE.replace("01-01", "01-03"), "row 1 (time 2026-01-01T00:00:00Z), column time", None, 1),
        (TABLE + "2026-01-03T00:00:00Z,C,1\n", "row 3 (time 2026-01-03T00:00:00Z)", ("nothing", None), 3),
        (TABLE.partition("2026-01-02")[0], "row 2 (time 2026-01-02T00:00:00Z)", (None, "nothing"), 2),
        (TABLE.replace("net", "gross"), "its columns", ("time, symbol, net", "time, symbol, gross"), 0),
        ("", "its columns", ("time, symbol, net", "nothing"), 0),
        (
            TABLE.replace("A,1.5", 'A,1.5,"x"'),
            "row 1 (time 2026-01-01T00:00:00Z), column number 4",
            ("nothing", "x"),
            1,
        ),
    ],
)
def test_rows_and_columns_that_one_side_lacks(
    second: str, place: str, values: tuple[str, str] | None, row: int
) -> None:
    difference = found("t.csv", TABLE, second)
    assert difference is not None
    assert (difference.place, difference.row) == (place, row)
    for value, shown in zip(values or (), (difference.first, difference.second), strict=False):
        assert value is None or value == shown


def test_a_row_is_counted_as_a_table_counts_it_and_a_line_as_the_file_does() -> None:
    first = 'time,why\n1,"two\nlines"\n2,x\n'
    difference = found("t.csv", first, first.replace("2,x", "2,y"))
    assert difference is not None
    assert (difference.row, difference.line, difference.column) == (2, 4, "why")


@pytest.mark.parametrize(
    ("first", "second", "place", "values"),
    [
        ({"a": {"b": [1, 2.5]}}, {"a": {"b": [1, 2.75]}}, "a.b[1]", ("2.5", "2.75")),
        ({"a": 1, "b": 2}, {"a": 1}, "b", ("2", "nothing")),
        ({"a": [1]}, {"a": [1, None]}, "a[1]", ("nothing", "null")),
        ({"a": 1}, {"a": 1.0}, "a", ("1", "1.0")),
        ({"a": 0}, {"a": False}, "a", ("0", "false")),
        ({"a": {}}, {"a": []}, "a", ("{}", "[]")),
        ([1], {"a": 1}, "its value", ("[1]", '{"a": 1}')),
        ({"a": "x" * 500}, {"a": "y"}, "a", ('"' + "x" * 119 + "...", '"y"')),
    ],
)
def test_a_key_is_named_by_its_path(first: object, second: object, place: str, values: tuple[str, str]) -> None:
    difference = found("metrics.json", json.dumps(first), json.dumps(second))
    assert difference is not None
    assert (difference.place, difference.first, difference.second) == (place, *values)


def test_what_reads_alike_and_is_written_differently_still_differs() -> None:
    difference = found("a.json", '{"a": 1, "b": 2}', '{"b": 2, "a": 1}')
    assert difference is not None
    assert difference.place == "byte 2 of 16"
    difference = found("a.csv", "time\n1\n", "time\r\n1\r\n")
    assert difference is not None
    assert (difference.place, difference.first, difference.second) == ("byte 4 of 7 and 9", "0x0a", "0x0d")


@pytest.mark.parametrize("broken", ["{", "[" * 100_000, '{"a": NaNN}', "\xff"])
def test_a_document_that_is_none_is_compared_by_bytes(broken: str) -> None:
    difference = found("a.json", broken, "{}")
    assert difference is not None
    assert difference.place.startswith("byte ")


def test_a_line_is_shown_around_the_difference() -> None:
    difference = found("report.html", f"<p>\n{'a' * 200}1{'b' * 200}\n", f"<p>\n{'a' * 200}2{'b' * 200}\n")
    assert difference is not None
    assert difference.place == "line 2"
    assert difference.first == f"...{'a' * 40}1{'b' * 79}..."
    assert found("a.txt", "x\n", "x\ny\n") == Difference("a.txt", "line 2", "nothing", "y", line=2)


def test_other_files_are_compared_by_bytes() -> None:
    block = b"\x00" * 2_000_000
    assert found("a.png", block + b"\x01", block + b"\x02") == Difference(
        "a.png", "byte 2,000,000 of 2,000,001", "0x01", "0x02"
    )
    assert found("a.png", b"ab", b"abc") == Difference("a.png", "byte 2 of 2 and 3", "the end", "0x63")


@given(st.binary(max_size=60), st.binary(max_size=60), st.sampled_from(["a.csv", "a.json", "a.txt", "a.bin"]))
def test_there_is_a_difference_whenever_bytes_differ(first: bytes, second: bytes, name: str) -> None:
    difference = found(name, first, second)
    assert (difference is None) == (first == second)


@given(st.lists(st.lists(st.text("ab,\"\n'", max_size=4), min_size=2, max_size=2), max_size=5), st.data())
def test_the_row_that_was_changed_is_the_row_that_is_named(rows: list[list[str]], data: st.DataObject) -> None:
    import csv

    def written(table: list[list[str]]) -> str:
        stream = io.StringIO()
        csv.writer(stream).writerows([["x", "y"], *table])
        return stream.getvalue()

    place = data.draw(st.integers(0, max(len(rows) - 1, 0)))
    column = data.draw(st.integers(0, 1))
    changed = [list(row) for row in rows]
    if changed:
        changed[place][column] += "!"
    difference = found("t.csv", written(rows), written(changed))
    expected = (place + 1, "xy"[column]) if rows else None
    assert (difference and (difference.row, difference.column)) == expected

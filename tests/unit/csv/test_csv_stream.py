"""A comma file as a feed: whole lines only, and word of what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tradecore.bars import HOUR
from tradecore.contracts.bars import BarsSpec
from tradecore.errors import LinkDown
from tradecore.instants import parse_instant
from tradecore.instruments import Instrument
from tradecore.ports.bar_stream import Corrected, Recovered, SourceBar, Stale, StreamWanted, Word
from tradecore_csv.stream import CsvStream

HEAD = "time,open,high,low,close,volume,split\n"


def line(hour: int, close: float = 10.5, split: float = 1.0) -> str:
    return f"2026-01-05T{hour:02}:30:00Z,10,11,9,{close},100,{split}\n"


def bar(hour: int, close: float = 10.5, split: float = 1.0) -> SourceBar:
    time = parse_instant(f"2026-01-05T{hour:02}:30:00Z")
    return SourceBar("AAPL", time, 10.0, 11.0, 9.0, close, 100.0, split)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "aapl.csv"
        self.path.write_text(HEAD)
        self.stream = CsvStream(str(folder))

    def begin(self, since: int = 0, **spec: Any) -> None:
        wanted = StreamWanted(Instrument("AAPL"), BarsSpec("aapl.csv", "AAPL", **spec), since)
        self.stream.begin([wanted], HOUR)

    def write(self, text: str) -> None:
        with self.path.open("a") as file:
            file.write(text)

    def words(self) -> list[Word]:
        return list(iter(lambda: self.stream.next(0.0), None))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.stream.close()


def test_a_line_counts_when_it_is_whole(desk: Desk) -> None:
    desk.begin()
    text = line(14)
    for place in range(1, len(text) - 1):
        desk.write(text[place - 1 : place])
        assert desk.words() == []
    desk.write(text[len(text) - 2 :])
    assert desk.words() == [bar(14)]


def test_facts_that_the_file_has_come_along(desk: Desk) -> None:
    desk.begin()
    desk.write(line(14) + line(15, split=2.0))
    assert desk.words() == [bar(14), bar(15, split=2.0)]


def test_a_bar_that_comes_again_is_dropped_or_a_correction(desk: Desk) -> None:
    desk.begin()
    desk.write(line(14) + line(15) + line(15) + line(14, 10.25))
    assert desk.words() == [bar(14), bar(15), Corrected(bar(14, 10.25))]


def test_a_label_at_the_end_begins_where_the_bar_before_ends(desk: Desk) -> None:
    desk.begin(label="end")
    desk.write(line(14))
    assert [one.time for one in desk.words() if isinstance(one, SourceBar)] == [bar(13).time]
    # Half an hour after the last: the hour's last bar was cut by the close.
    desk.write(line(14).replace("14:30", "15:00"))
    assert [one.time for one in desk.words() if isinstance(one, SourceBar)] == [bar(14).time]


@pytest.mark.parametrize("wrong", ["2026-01-05T15:30:00Z,10,11\n", "yesterday,10,11,9,10,100,1\n", "\x00\n"])
def test_a_line_that_is_none_is_told_and_the_next_good_one_too(desk: Desk, wrong: str) -> None:
    desk.begin()
    desk.write(line(14))
    assert desk.words() == [bar(14)]
    desk.write(wrong)
    [said] = desk.words()
    assert isinstance(said, Stale)
    assert said.symbol == "AAPL"
    assert "aapl.csv" in said.problem
    desk.write(line(16))
    assert desk.words() == [Recovered("AAPL"), bar(16)]


def test_a_file_that_is_cut_replaced_or_gone_is_a_link_that_is_down(desk: Desk) -> None:
    desk.write(line(14))
    desk.begin()
    assert desk.words() == [bar(14)]
    desk.path.write_text(HEAD)
    with pytest.raises(LinkDown, match="cut or replaced"):
        desk.stream.next(0.0)
    desk.path.unlink()
    desk.path.write_text(HEAD + line(14) + line(15))
    with pytest.raises(LinkDown, match="cut or replaced"):
        desk.stream.next(0.0)
    desk.begin(since=bar(15).time)
    assert desk.words() == [bar(15)]
    desk.path.unlink()
    with pytest.raises(LinkDown, match="gone"):
        desk.stream.next(0.0)
    with pytest.raises(LinkDown, match="cannot be opened"):
        desk.begin()

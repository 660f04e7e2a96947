"""Streams of live bars keep their contract."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tradecore.bars import HOUR, MINUTE, Bars, with_neutral_facts
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest, SetSource
from tradecore.errors import InvalidValue, LinkDown
from tradecore.instants import format_instant
from tradecore.ports.bar_stream import BarStream, Corrected, SourceBar, StreamsBars
from tradecore.table import Table
from tradecore_csv.stream import CsvStreams
from tradecore_parquet.sets import ParquetSets
from tradecore_parquet.stream import SetStreams
from tradecore_testing.contracts.bar_stream import SYMBOLS, BarStreamContract
from tradecore_testing.memory_stream import MemoryStream


class TestMemoryStream(BarStreamContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.memory = MemoryStream(MINUTE)

    def stream(self) -> BarStream:
        assert isinstance(self.memory, StreamsBars)
        return self.memory.stream()

    def publish(self, bars: Sequence[SourceBar]) -> None:
        self.memory.publish(*bars)


def line_of(bar: SourceBar) -> str:
    return f"{format_instant(bar.time)},{bar.open},{bar.high},{bar.low},{bar.close},{bar.volume}"


class TestCsvStream(BarStreamContract):
    wait, asks = 0.0, 3

    @pytest.fixture(autouse=True)
    def _files(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        for symbol in SYMBOLS:
            (tmp_path / f"{symbol}.csv").write_text("time,open,high,low,close,volume\n")
        self.csv = CsvStreams(str(tmp_path)).stream()
        yield
        self.csv.close()

    def stream(self) -> BarStream:
        return self.csv

    def publish(self, bars: Sequence[SourceBar]) -> None:
        for bar in bars:
            with (self.folder / f"{bar.symbol}.csv").open("a") as file:
                file.write(f"{line_of(bar)}\n")


class TestCsvStreamOfOneFile(BarStreamContract):
    """All symbols in one file, by a column."""

    wait, asks = 0.0, 3

    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> Iterator[None]:
        self.path = tmp_path / "all.csv"
        self.path.write_text("symbol;time;open;high;low;close;volume\n")
        self.csv = CsvStreams(str(tmp_path)).stream()
        yield
        self.csv.close()

    def stream(self) -> BarStream:
        return self.csv

    def spec(self, symbol: str) -> BarsSpec:
        return BarsSpec("all.csv", symbol, step="1min")

    def publish(self, bars: Sequence[SourceBar]) -> None:
        with self.path.open("a") as file:
            file.writelines(f"{bar.symbol},{line_of(bar)}\n".replace(",", ";") for bar in bars)


class TestSetStream(BarStreamContract):
    """Prepared sets that grow."""

    wait, asks = 0.06, 4

    @pytest.fixture(autouse=True)
    def _sets(self, tmp_path: Path) -> Iterator[None]:
        self.sets, self.held = ParquetSets(str(tmp_path)), dict.fromkeys(SYMBOLS, tuple[SourceBar, ...]())
        self.set_stream = SetStreams(str(tmp_path)).stream()
        yield
        self.set_stream.close()

    def stream(self) -> BarStream:
        return self.set_stream

    def spec(self, symbol: str) -> BarsSpec:
        return BarsSpec(symbol.lower(), symbol, source="set")

    def publish(self, bars: Sequence[SourceBar]) -> None:
        for bar in bars:
            self.put(bar.symbol, (*self.held[bar.symbol], bar))

    def put(self, symbol: str, bars: tuple[SourceBar, ...]) -> None:
        self.held[symbol] = bars
        table = Table([bar.time for bar in bars])
        prices = {name: [getattr(bar, name) for bar in bars] for name in ("open", "high", "low", "close", "volume")}
        whole = Bars(table.time, {**prices, **with_neutral_facts(table, MINUTE)}, symbol, MINUTE)
        source = (SetSource("x.csv", "ab" * 32),)
        with self.sets.opened(symbol.lower()) as place:
            manifest = SetManifest(symbol.lower(), symbol, "1min", rows=len(bars), sources=source)
            place.commit(place.write(manifest, whole))

    def test_a_revision_is_a_correction(self) -> None:
        self.publish([self.bar(0), self.bar(1), self.bar(0, "MSFT")])
        stream = self.begun(0, 1)
        assert len(self.taken(stream, 2)) == 2
        mended = replace(self.bar(0), volume=7.0)
        self.put("AAPL", (mended, self.bar(1), self.bar(2)))
        assert [stream.next(0.2), stream.next(0.0)] == [Corrected(mended), self.bar(2)]

    def test_a_set_of_another_step_is_refused(self) -> None:
        self.publish([self.bar(0), self.bar(0, "MSFT")])
        with pytest.raises(InvalidValue, match="1min"):
            self.stream().begin(self.wanted(0, 0), HOUR)

    def test_a_set_that_is_not_there_is_a_link_that_is_down(self) -> None:
        with pytest.raises(LinkDown, match="aapl"):
            self.stream().begin(self.wanted(0, 0), MINUTE)

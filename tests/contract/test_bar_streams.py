"""Streams of live bars keep their contract."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tradecore.bars import MINUTE
from tradecore.contracts.bars import BarsSpec
from tradecore.instants import format_instant
from tradecore.ports.bar_stream import BarStream, SourceBar, StreamsBars
from tradecore_csv.stream import CsvStreams
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

import gzip
from pathlib import Path

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.ports.bar_source import BarSource
from tradecore.ports.table_writer import TableWriter
from tradecore_csv.bars import CsvBars
from tradecore_csv.writer import CsvWriter
from tradecore_testing.contracts.bar_source import BarSourceContract
from tradecore_testing.contracts.table_writer import TableWriterContract

CONTENT = b"Date,Open,High,Low,Close,Volume\n2024-03-04,1,3,0.5,2,7\n2024-03-05,1,n.a.,0.5,2,7\n"


class TestCsvBars(BarSourceContract):
    @pytest.fixture(autouse=True, params=[False, True], ids=["plain", "gzip"])
    def folder(self, request: pytest.FixtureRequest, tmp_path: Path) -> None:
        (tmp_path / "bars.csv").write_bytes(gzip.compress(CONTENT, mtime=0) if request.param else CONTENT)
        self.path = tmp_path

    def source(self) -> BarSource:
        return CsvBars(str(self.path))

    def readable(self) -> BarsSpec:
        return BarsSpec("bars.csv")

    def missing(self) -> BarsSpec:
        return BarsSpec("bras.csv")


class TestCsvWriter(TableWriterContract):
    def writer(self) -> TableWriter:
        return CsvWriter()

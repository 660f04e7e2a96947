import io
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.ports.bar_source import BarSource
from tradecore.ports.data_store import DataStore
from tradecore.ports.table_writer import TableWriter
from tradecore_parquet.bars import ParquetBars
from tradecore_parquet.sets import ParquetSets
from tradecore_parquet.writer import ParquetWriter
from tradecore_testing.contracts.bar_source import BarSourceContract
from tradecore_testing.contracts.data_store import BARS, MANIFEST, DataStoreContract
from tradecore_testing.contracts.table_writer import TableWriterContract
from tradecore_testing.memory_sets import MemorySets

CONTENT = b"Date,Open,High,Low,Close,Volume\n2024-03-04,1,3,0.5,2,7\n2024-03-05,1,n.a.,0.5,2,7\n"


class TestParquetBars(BarSourceContract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        pq.write_table(pa.csv.read_csv(io.BytesIO(CONTENT)), tmp_path / "bars.parquet")
        self.path = tmp_path

    def source(self) -> BarSource:
        return ParquetBars(str(self.path))

    def readable(self) -> BarsSpec:
        return BarsSpec("bars.parquet")

    def missing(self) -> BarsSpec:
        return BarsSpec("bras.parquet")


class TestParquetSetsAsSource(BarSourceContract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.path = tmp_path
        with ParquetSets(str(tmp_path)).opened("wave") as place:
            place.commit(place.write(MANIFEST, BARS))

    def source(self) -> BarSource:
        return ParquetSets(str(self.path))

    def readable(self) -> BarsSpec:
        return BarsSpec("wave", source="set")

    def missing(self) -> BarsSpec:
        return BarsSpec("wavy", source="set")


class TestParquetSets(DataStoreContract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.path = tmp_path

    def store(self) -> DataStore:
        return ParquetSets(str(self.path))


class TestMemorySets(DataStoreContract):
    @pytest.fixture(autouse=True)
    def memory(self) -> None:
        self.sets = MemorySets()

    def store(self) -> DataStore:
        return self.sets


class TestParquetWriter(TableWriterContract):
    def writer(self) -> TableWriter:
        return ParquetWriter()

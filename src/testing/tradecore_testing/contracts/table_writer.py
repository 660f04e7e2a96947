"""What every table writer does."""

from abc import ABC, abstractmethod
from array import array
from io import BytesIO
from math import nan

from tradecore.ports.table_writer import TableWriter
from tradecore.table import Table

TABLE = Table(
    array("q", [1_767_268_800_000_000_000, 1_767_272_400_000_000_000]),
    {
        "exit_time": array("q", [1_767_272_400_000_000_000, 1_767_276_000_000_000_000]),
        "price": array("d", [0.1, nan]),
        "units": [3, -4],
        "reason": ["plain", "=HYPERLINK(1)"],
    },
)


class TableWriterContract(ABC):
    """Subclass and return the writer."""

    @abstractmethod
    def writer(self) -> TableWriter:
        """The writer under test."""

    def written(self, table: Table = TABLE) -> bytes:
        """The bytes of a table."""
        stream = BytesIO()
        self.writer().write(table, stream)
        return stream.getvalue()

    def test_equal_tables_give_equal_bytes(self) -> None:
        """Whoever holds the columns."""
        lists = Table(list(TABLE.time), {name: list(TABLE[name]) for name in TABLE.names})
        assert self.written() == self.written(lists) != b""

    def test_rows_matter(self) -> None:
        """Another order is another file."""
        assert self.written() != self.written(TABLE.take([1, 0]))

    def test_an_empty_table_is_written(self) -> None:
        """With its names."""
        assert b"price" in self.written(TABLE.slice(0, 0))

    def test_the_stream_stays_open(self) -> None:
        """Whoever opened it closes it."""
        stream = BytesIO()
        self.writer().write(TABLE, stream)
        assert not stream.closed

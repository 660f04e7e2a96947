"""Returns of trials in one Parquet file: a row a trial, a row group a batch."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.table import Column

COLUMNS = b"tradecore.columns"


class ParquetMatrix:
    """MatrixWriter for `parquet`: columns `trial` (int64) and `returns` (a list of float64 of one length)."""

    @contextmanager
    def begin(self, stream: BinaryIO, columns: Sequence[int]) -> Generator["OpenMatrix", None, None]:
        """A matrix whose columns are numbered so."""
        numbers = np.asarray(columns, np.int64)
        schema = pa.schema([("trial", pa.int64()), ("returns", pa.list_(pa.float64(), len(numbers)))])
        schema = schema.with_metadata({COLUMNS: numbers.astype("<i8").tobytes().hex()})
        with pq.ParquetWriter(stream, schema, compression="zstd", use_dictionary=False) as writer:
            yield OpenMatrix(writer, len(numbers))

    def columns(self, stream: BinaryIO) -> Sequence[int]:
        """The numbers of the columns."""
        text = (opened(stream).schema_arrow.metadata or {}).get(COLUMNS)
        if text is None:
            raise UnreadableFile(named(stream), "its columns are not numbered", "a matrix of returns")
        return np.frombuffer(bytes.fromhex(text.decode()), "<i8").tolist()

    def batches(self, stream: BinaryIO) -> Iterator[tuple[Sequence[int], Sequence[Column]]]:
        """What was appended, batch by batch."""
        width, file = len(self.columns(stream)), opened(stream)
        for k in range(file.num_row_groups):
            group = file.read_row_group(k).combine_chunks()
            values = group["returns"].combine_chunks().flatten().to_numpy()
            yield group["trial"].to_pylist(), list(values.reshape(-1, width))


class OpenMatrix:
    """The file while it is written."""

    def __init__(self, writer: pq.ParquetWriter, width: int) -> None:
        self._writer, self._width = writer, width

    def append(self, indices: Sequence[int], rows: Sequence[Column]) -> None:
        """Writes one row group."""
        for index, row in zip(indices, rows, strict=True):
            if len(row) != self._width:
                raise InvalidValue(f"returns of trial {index}", f"{len(row)} values", f"{self._width}, one a column")
        if not len(indices):
            return
        flat = pa.array(np.concatenate([np.asarray(row, np.float64) for row in rows]))
        returns = pa.FixedSizeListArray.from_arrays(flat, self._width)
        self._writer.write_table(pa.table([pa.array(indices, pa.int64()), returns], schema=self._writer.schema))


def opened(stream: BinaryIO) -> pq.ParquetFile:
    """The file for reading."""
    try:
        return pq.ParquetFile(stream)
    except pa.ArrowInvalid as error:
        raise UnreadableFile(named(stream), "not a whole Parquet file", "a matrix of returns") from error


def named(stream: BinaryIO) -> str:
    """The stream's file, where it has one."""
    return str(getattr(stream, "name", "matrix"))

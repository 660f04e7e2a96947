"""Tables as Parquet files that anybody's tools can read."""

from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tradecore.table import Column, Table

INSTANT = pa.timestamp("ns", tz="UTC")
# Written in pieces of so many rows, which are also what a reader can skip.
ROWS = 1 << 20


class ParquetWriter:
    """TableWriter for `parquet`: instants as timestamps in UTC, numbers as 64 bits, missing numbers as NaN."""

    def write(self, table: Table, stream: BinaryIO) -> None:
        """The same table gives the same bytes, by one version of pyarrow."""
        write_table(table, stream)


def write_table(table: Table, stream: BinaryIO) -> None:
    """Prices are not worth looking for repetitions in; what a calendar knows is little else."""
    columns = {"time": _instants(table.time), **{name: _values(name, column) for name, column in table.columns.items()}}
    written = pa.table(columns)
    few = [name for name in columns if name in ("session", "nights", "split", "dividend")]
    pq.write_table(
        written,
        stream,
        row_group_size=ROWS,
        compression="snappy",
        use_dictionary=few,  # pyright: ignore[reportArgumentType] - the names of columns
        write_statistics=["time"],  # pyright: ignore[reportArgumentType] - as above
    )


def is_time(name: str) -> bool:
    """As TableWriter says of the names of columns."""
    return name in {"time", "available", "train_end"} or name.endswith("_time")


def _values(name: str, column: Column) -> Any:  # noqa: ANN401 - a pyarrow.Array
    if is_time(name):
        return _instants(column)
    found = np.asarray(column)
    if found.dtype.kind in "fiub":
        return pa.array(found)
    return pa.array(list(column), from_pandas=False)


def _instants(column: Column) -> Any:  # noqa: ANN401 - a pyarrow.Array
    return pa.array(np.asarray(column, np.int64)).view(INSTANT)

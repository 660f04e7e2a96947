"""Bars of a Parquet file: the columns that are asked for, and no others, by our names."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import UnreadableFile
from tradecore.ports.bar_source import RawBars
from tradecore_kit.bar_files.arrow import compute
from tradecore_kit.bar_files.cells import INTEGERS, NUMBERS, Cells
from tradecore_kit.bar_files.files import locate
from tradecore_kit.bar_files.headers import Header, header_of
from tradecore_kit.bar_files.reading import raw_bars

ACCEPTED = "a whole Parquet file with one row a bar"
# What pandas calls the index of a frame when it has no name.
INDEX = "__index_level_0__"


def read_bars(workspace: str, spec: BarsSpec) -> RawBars:
    """What BarSource.read promises, of a file in or outside the workspace."""
    table, names = _table(locate(workspace, spec.path), spec.path)
    header = header_of(spec.path, names)
    wanted = {**header.places, **({"clock": header.clock} if header.clock >= 0 else {})}
    columns = {ours: _cells(spec.path, ours, table.column(place)) for ours, place in wanted.items()}
    return raw_bars(workspace, spec, header, Cells(columns, np.arange(1, table.num_rows + 1, dtype=np.int64)))


def _table(path: Path, name: str) -> tuple[Any, tuple[str, ...]]:
    """The file's table, and its columns as a header line would name them."""
    try:
        table = pq.ParquetFile(path, memory_map=True).read()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(name, f"cannot be read as Parquet ({error})", ACCEPTED) from error
    names = tuple(table.column_names)
    return table, tuple("time" if each == INDEX and not _timed(name, names) else each for each in names)


def _timed(path: str, names: tuple[str, ...]) -> bool:
    try:
        header: Header = header_of(path, names)
    except UnreadableFile:
        return False
    return header.places["time"] >= 0


def _cells(path: str, name: str, column: Any) -> Any:  # noqa: ANN401 - a pyarrow.ChunkedArray
    """Numbers as float64, text as plain text; what is neither is left to whoever reads times."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _cells(path, name, compute.cast(column, kind.value_type))
    if name in (*NUMBERS, *INTEGERS):
        if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
            return column if kind == pa.float64() else compute.cast(column, pa.float64(), safe=False)
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            raise UnreadableFile(path, f"has {kind} in the column for the {name}", "numbers")
    if pa.types.is_large_string(kind) or kind == pa.string_view():
        return compute.cast(column, pa.string())
    if pa.types.is_integer(kind) and name in ("time", "available") and kind != pa.int64():
        return compute.cast(column, pa.int64())
    return column

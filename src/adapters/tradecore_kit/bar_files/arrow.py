"""Arrow, as type checkers and a stopwatch can bear it.

Its compute functions are made at run time, and its ways to numpy, to scalars and from lists import pandas, which
takes longer than reading most files: what is clean goes through its buffers instead.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

compute: Any = pyarrow.compute
# A pyarrow.ChunkedArray: one column of a file.
Cells = Any


def values(column: Cells, missing: float) -> np.ndarray[Any, Any]:
    """A column of 64-bit numbers or instants as numpy has it, `missing` where a cell is empty."""
    kind = np.dtype(np.float64 if pa.types.is_floating(column.type) else np.int64)
    found = np.concatenate([np.zeros(0, kind), *(_of_chunk(chunk, kind) for chunk in _chunks(column))])
    if column.null_count:
        found[~valid(column)] = missing
    return found


def valid(column: Cells) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """True where a cell is not empty."""
    bits = [_bits(chunk) for chunk in _chunks(compute.is_valid(column))]
    return np.concatenate([np.zeros(0, np.bool_), *bits])


def instants(column: np.ndarray[Any, np.dtype[np.int64]]) -> Any:  # noqa: ANN401 - a pyarrow.Array
    """Nanoseconds as an Arrow column of naive timestamps."""
    return pa.Array.from_buffers(pa.timestamp("ns"), len(column), [None, pa.py_buffer(np.ascontiguousarray(column))])


def _chunks(column: Cells) -> list[Any]:
    return [column] if isinstance(column, pa.Array) else column.chunks


def _of_chunk(chunk: Any, kind: np.dtype[Any]) -> np.ndarray[Any, Any]:  # noqa: ANN401
    if not len(chunk):
        return np.zeros(0, kind)
    return np.frombuffer(chunk.buffers()[1], kind, len(chunk), chunk.offset * kind.itemsize)


def _bits(chunk: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:  # noqa: ANN401
    if not len(chunk):
        return np.zeros(0, np.bool_)
    packed = np.frombuffer(chunk.buffers()[1], np.uint8)
    return np.unpackbits(packed, bitorder="little")[chunk.offset : chunk.offset + len(chunk)].astype(np.bool_)

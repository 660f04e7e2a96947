"""The cells of a file as columns: quickly when they are clean, with every defect named when not."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from tradecore.errors import UnreadableFile
from tradecore_kit.bar_files.cells import INTEGERS, NUMBERS, Cells
from tradecore_kit.bar_files.headers import Header


def clean_cells(file: Path, head: bytes, header: Header, skipped: int) -> Cells | None:
    """The rows of a file in which each line after the header is a whole row; None where one is not.

    The file is parsed while it is read, and never held as text.
    """
    decimal = _decimal_point(head, header, skipped)
    try:
        with pa.OSFile(str(file)) as stream:
            table = _parse(stream, header, skipped, decimal, text=False, blank=False)
    except pa.ArrowInvalid:
        return None
    columns = {name: table.column(f"c{place}") for name, place in _wanted(header).items()}
    return Cells(columns, np.arange(skipped + 1, skipped + 1 + table.num_rows, dtype=np.int64))


def read_cells(path: str, content: bytes, header: Header, skipped: int) -> Cells:
    """Parses the rows after the header; `skipped` lines come before it and include it."""
    decimal = _decimal_point(content, header, skipped)
    try:
        table, ragged = _parse(pa.BufferReader(content), header, skipped, decimal, text=False), []
    except pa.ArrowInvalid:
        table, ragged = _parse_slowly(path, content, header, skipped, decimal)
    columns = {name: table.column(f"c{place}") for name, place in _wanted(header).items()}
    return Cells(columns, _lines(content, table.num_rows, skipped, ragged), tuple(ragged))


def _wanted(header: Header) -> dict[str, int]:
    return header.places | ({"clock": header.clock} if header.clock >= 0 else {})


def _parse(
    stream: Any,  # noqa: ANN401 - a pyarrow.NativeFile
    header: Header,
    skipped: int,
    decimal: str,
    *,
    text: bool,
    ragged: list[int] | None = None,
    blank: bool = True,
) -> Any:  # noqa: ANN401 - a pyarrow.Table
    wanted = _wanted(header)
    number = pa.string() if text else pa.float64()
    types = {f"c{wanted[name]}": number for name in NUMBERS if name in wanted}
    types |= {f"c{wanted[name]}": number for name in INTEGERS if name in wanted}
    types |= {f"c{wanted[name]}": pa.string() for name in ("symbol", "clock") if name in wanted}
    if text:
        types |= {f"c{wanted[name]}": pa.string() for name in ("time", "available") if name in wanted}

    def note(row: Any) -> str:  # noqa: ANN401 - a pyarrow.csv.InvalidRow
        if ragged is not None and row.number is not None:
            ragged.append(row.number)
        return "skip"

    return pc.read_csv(
        stream,
        read_options=pc.ReadOptions(
            column_names=[f"c{place}" for place in range(len(header.names))],
            skip_rows=skipped,
            use_threads=not text,
            block_size=1 << 22,
        ),
        parse_options=pc.ParseOptions(
            delimiter=header.delimiter,
            invalid_row_handler=note if ragged is not None else None,
            # Where blank lines are not passed over, as many rows as lines are sure to be one each.
            ignore_empty_lines=blank,
        ),
        convert_options=pc.ConvertOptions(
            column_types=types,
            include_columns=[f"c{place}" for place in dict.fromkeys(wanted.values())],
            decimal_point=decimal,
            strings_can_be_null=True,
        ),
    )


def _parse_slowly(path: str, content: bytes, header: Header, skipped: int, decimal: str) -> tuple[Any, list[int]]:
    ragged: list[int] = []
    try:
        table = _parse(pa.BufferReader(content), header, skipped, decimal, text=True, ragged=ragged)
    except pa.ArrowInvalid as error:
        raise UnreadableFile(path, f"cannot be read as comma-separated text ({error})", "UTF-8 text") from error
    return table, ragged


def _decimal_point(content: bytes, header: Header, skipped: int) -> str:
    """Files with semicolons often write 1,5."""
    if header.delimiter != ";":
        return "."
    lines = content[:65536].split(b"\n")
    return "," if any(b"," in line for line in lines[skipped:-1]) else "."


def _lines(content: bytes, rows: int, skipped: int, ragged: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """1-based line numbers; blank and ragged lines have no row."""
    newlines = content.count(b"\n") + (0 if content.endswith(b"\n") else 1)
    if newlines == rows + skipped:
        return np.arange(skipped + 1, skipped + 1 + rows, dtype=np.int64)
    out = set(ragged)
    numbers = [
        number
        for number, line in enumerate(io.BytesIO(content), 1)
        if number > skipped and line.strip() and number not in out
    ]
    # A line break inside quotes has no line of its own: then lines are only as good as a row's number.
    exact = np.asarray(numbers, dtype=np.int64)
    return exact if len(exact) == rows else np.arange(skipped + 1, skipped + 1 + rows, dtype=np.int64)

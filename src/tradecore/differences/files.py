"""The first difference of two files of one name."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from tradecore.differences.difference import Difference
from tradecore.differences.documents import document_difference
from tradecore.differences.lines import line_difference
from tradecore.differences.tables import table_difference

BLOCK = 1 << 20
Comparison = Callable[[str, BinaryIO, BinaryIO], Difference | None]
BY_ENDING: Mapping[str, Comparison] = {
    "csv": table_difference,
    "html": line_difference,
    "json": document_difference,
    "jsonl": line_difference,
    "txt": line_difference,
}


def first_difference(file: str, first: BinaryIO, second: BinaryIO) -> Difference | None:
    """The first place in which two files of one name differ; None where they are equal byte for byte.

    Tables (`.csv`) are compared row by row, JSON key by key, text line by line, anything else by bytes. Both
    streams must be seekable.
    """
    offset = _offset(first, second)
    if offset is None:
        return None
    found = None
    compare = BY_ENDING.get(file.rpartition(".")[2].lower())
    if compare is not None:
        first.seek(0)
        second.seek(0)
        found = compare(file, first, second)
    # What reads alike and is written differently still differs.
    return found or _bytes(file, offset, first, second)


def _offset(first: BinaryIO, second: BinaryIO) -> int | None:
    """The place of the first byte that differs."""
    done = 0
    while True:
        one, other = first.read(BLOCK), second.read(BLOCK)
        if one != other:
            shorter = min(len(one), len(other))
            return done + next((k for k in range(shorter) if one[k] != other[k]), shorter)
        if not one:
            return None
        done += len(one)


def _bytes(file: str, offset: int, first: BinaryIO, second: BinaryIO) -> Difference:
    sizes = [stream.seek(0, 2) for stream in (first, second)]
    place = f"byte {offset:,} of {sizes[0]:,}" + (f" and {sizes[1]:,}" if sizes[0] != sizes[1] else "")
    return Difference(file, place, _byte(first, offset), _byte(second, offset))


def _byte(stream: BinaryIO, offset: int) -> str:
    stream.seek(offset)
    found = stream.read(1)
    return f"0x{found[0]:02x}" if found else "the end"

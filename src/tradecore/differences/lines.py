"""The first difference of two texts."""

from itertools import zip_longest
from typing import BinaryIO

from tradecore.differences.difference import NOTHING, SHOWN, Difference, as_text, cut


def line_difference(file: str, first: BinaryIO, second: BinaryIO) -> Difference | None:
    """The first line that differs, shown from a little before the difference on."""
    one, other = as_text(first), as_text(second)
    try:
        for number, (a, b) in enumerate(zip_longest(one, other), 1):
            if a != b:
                start = _start(a or "", b or "")
                return Difference(file, f"line {number:,}", _part(a, start), _part(b, start), line=number)
    finally:
        one.detach()
        other.detach()
    return None


def _start(first: str, second: str) -> int:
    shorter = min(len(first), len(second))
    same = next((k for k in range(shorter) if first[k] != second[k]), shorter)
    return max(0, same - SHOWN // 3)


def _part(line: str | None, start: int) -> str:
    if line is None:
        return NOTHING
    return ("..." if start else "") + cut(line.rstrip("\r\n")[start:])

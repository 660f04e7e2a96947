"""Columns of floats as text that keeps every bit, for journals."""

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable

from tradecore.errors import InvalidValue

BYTES = 8


def pack(column: Iterable[float]) -> str:
    """The column as base64 of little-endian float64; NaN and infinities are kept too."""
    values = array("d", column)
    if sys.byteorder == "big":
        values.byteswap()
    return b64encode(values.tobytes()).decode("ascii")


def unpack(text: str) -> "array[float]":
    """The column that `pack` was given; raises InvalidValue for any other text."""
    try:
        content = b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidValue("column", f"{text[:20]}...", "base64") from error
    if len(content) % BYTES:
        raise InvalidValue("column", f"{len(content)} bytes", f"whole numbers of {BYTES} bytes each")
    values = array("d", content)
    if sys.byteorder == "big":
        values.byteswap()
    return values

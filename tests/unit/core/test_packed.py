"""Columns as text: every bit comes back."""

import struct
from array import array
from math import inf, nan

import pytest

from tradecore.errors import InvalidValue
from tradecore.packed import pack, unpack

BITS = [0.0, -0.0, 0.1 + 0.2, 5e-324, -1.7976931348623157e308, inf, -inf, nan]


def test_every_bit_comes_back() -> None:
    back = unpack(pack(BITS))
    assert back.typecode == "d"
    assert back.tobytes() == array("d", BITS).tobytes()


def test_the_text_is_the_same_on_every_machine() -> None:
    assert pack([1.0]) == "AAAAAAAA8D8="
    assert unpack("AAAAAAAA8D8=")[0] == struct.unpack("<d", bytes.fromhex("000000000000f03f"))[0]
    assert list(unpack(pack([]))) == []


@pytest.mark.parametrize("text", ["!", "AAAA", "AAAAAAAA8D8", "AAAA AAAA8D8="])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        unpack(text)

"""Frames: a length of four bytes, big endian, then fields that each end with a NUL."""

from collections.abc import Iterator
from struct import Struct

from tradecore_gateway.wire.fields import Value, written

HELLO = b"API\0"
LENGTH = Struct(">I")
# A real gateway closes a connection that announces more.
MOST = 0xFFFFFF


class BrokenFrame(ValueError):
    """What came is no frame of this protocol; the connection cannot be read any further."""


def framed(*values: Value) -> bytes:
    """One message of these fields, ready for the socket."""
    payload = "".join(f"{written(value)}\0" for value in values).encode("utf-8", "backslashreplace")
    return LENGTH.pack(len(payload)) + payload


class Frames:
    """Cuts a stream into messages, however the network has cut it into segments."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self.greeted = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The payloads that are complete now, in their order; raises BrokenFrame.

        The first one is the client's versions (`v157..176`), which `API` and a NUL precede.
        """
        self._kept += data
        if not self.greeted and not self._greet():
            return
        while len(self._kept) >= LENGTH.size:
            [size] = LENGTH.unpack_from(self._kept)
            if size > MOST:
                raise BrokenFrame(f"a message of {size:,} bytes. Accepted: up to {MOST:,}.")
            end = LENGTH.size + size
            if len(self._kept) < end:
                return
            payload = bytes(self._kept[LENGTH.size : end])
            del self._kept[:end]
            yield payload

    def _greet(self) -> bool:
        if not HELLO.startswith(self._kept[: len(HELLO)]):
            raise BrokenFrame(f"a connection begins with {HELLO!r}, not with {bytes(self._kept[: len(HELLO)])!r}.")
        if len(self._kept) < len(HELLO):
            return False
        del self._kept[: len(HELLO)]
        self.greeted = True
        return True

"""Fields: text of values, and values of text."""

from collections.abc import Sequence
from math import isfinite, isnan

Value = str | int | float | None
# What clients write for a number that was not given; empty text says the same.
UNSET = 1.7976931348623157e308
UNSET_INTEGER = 2**31 - 1


class Malformed(ValueError):
    """A field that is not what its place in the message asks for."""


def names(text: str) -> tuple[str, ...]:
    """The words of a text, which are names of fields."""
    return tuple(text.split())


def written(value: Value) -> str:
    """A field: 1 and 0 for flags, whole numbers without a point (older clients read integers), none as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < UNSET_INTEGER else repr(value)
    return str(value)


def fields_of(payload: bytes) -> list[str]:
    """The fields of a message; raises Malformed when the last one has no end."""
    texts = payload.decode("utf-8", "backslashreplace").split("\0")
    if texts.pop():
        raise Malformed("The message does not end with a NUL.")
    return texts


class Fields:
    """Reads one field after the other; every method raises Malformed."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts, self._place = texts, 0

    @property
    def left(self) -> int:
        """How many were not read yet."""
        return len(self._texts) - self._place

    def text(self) -> str:
        """The next one as it is."""
        if not self.left:
            raise Malformed(f"The message ends after {len(self._texts)} fields.")
        self._place += 1
        return self._texts[self._place - 1]

    def skip(self, count: int = 1) -> None:
        """Reads so many and forgets them."""
        for _ in range(count):
            self.text()

    def integer(self) -> int:
        """An integer; nothing is 0."""
        return int(self.number() or 0.0)

    def number(self) -> float | None:
        """A number, or None where none was given."""
        text = self.text()
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            raise Malformed(f"Field {self._place} is no number: {text[:40]!r}.") from None
        if isnan(found):
            raise Malformed(f"Field {self._place} is no number: {text[:40]!r}.")
        return None if abs(found) >= UNSET or found == UNSET_INTEGER else found

    def flag(self) -> bool:
        """Whether it is 1; some clients write `True`."""
        return self.text() in {"1", "True", "true"}

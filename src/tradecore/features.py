"""Names of computed columns: `sma(20)`, `talib.rsi(14)`, `column(target)`."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tradecore.errors import InvalidValue

_SHAPE = re.compile(r"(?:([a-z][a-z0-9_]*)\.)?([a-z][a-z0-9_]*)(?:\(([^()]*)\))?")
_WHOLE = re.compile(r"[1-9][0-9]{0,5}")
ACCEPTED = "name(numbers) or provider.name(numbers), such as sma(20) or talib.rsi(14)"


class Feature(NamedTuple):
    """One column to compute: `provider` is a registered feature set, `core` when none is named.

    `str(feature)` is its canonical spelling and the column's name everywhere.
    """

    name: str
    args: tuple[str, ...] = ()
    provider: str = "core"

    def __str__(self) -> str:
        prefix = "" if self.provider == "core" else f"{self.provider}."
        inner = f"({','.join(self.args)})" if self.args else ""
        return f"{prefix}{self.name}{inner}"

    def integers(self, *names: str) -> tuple[int, ...]:
        """The arguments as whole numbers above 0, one for each of `names`."""
        if len(self.args) != len(names) or not all(_WHOLE.fullmatch(a) for a in self.args):
            raise InvalidValue("feature", str(self), f"{self.name}({', '.join(names)}) in whole bars above 0")
        return tuple(int(a) for a in self.args)


def parse_feature(text: str) -> Feature:
    """Reads `provider.name(a,b)`; raises InvalidValue with the accepted shape."""
    match = _SHAPE.fullmatch(text.replace(" ", ""))
    if match is None:
        raise InvalidValue("feature", text, ACCEPTED)
    provider, name, inner = match.groups()
    args = tuple(inner.split(",")) if inner else ()
    return Feature(name, args, provider or "core")


def feature(name: str, *args: int) -> Feature:
    """A core feature with whole-number arguments, as strategies name them."""
    return Feature(name, tuple(str(a) for a in args))


def distinct(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """Each feature once, in order of first appearance."""
    return tuple(dict.fromkeys(features))

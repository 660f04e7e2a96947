"""What is traded."""

from dataclasses import dataclass
from typing import NamedTuple

from tradecore.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Instrument:
    """A tradable thing: prices in `currency`, sizes in multiples of `lot`, prices in multiples of `tick`.

    `tick` 0 means prices are not rounded. `margin` is the share of notional that a position ties up.
    """

    symbol: str
    currency: str = "USD"
    tick: float = 0.0
    lot: float = 1.0
    multiplier: float = 1.0
    margin: float = 1.0

    def __post_init__(self) -> None:
        if not self.symbol:
            raise InvalidValue("instrument.symbol", self.symbol, "a name such as AAPL")
        for key in ("lot", "multiplier", "margin"):
            if not getattr(self, key) > 0:
                raise InvalidValue(f"instrument.{key}", getattr(self, key), "a number above 0")
        if not self.tick >= 0:
            raise InvalidValue("instrument.tick", self.tick, "0 (no rounding) or a number above 0")


class Terms(NamedTuple):
    """The numbers of an instrument that the kernel needs; one row (or column entry) an instrument."""

    tick: float
    lot: float
    multiplier: float
    margin: float

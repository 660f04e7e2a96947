"""Buying closes that lie low in their recent range."""

from math import nan
from typing import Annotated, NamedTuple

from tradecore.features import Feature, feature
from tradecore.sizing import risk_to_stop
from tradecore.strategy import Account, Bar, Decision, NoState, Range, stay

HELD, HIGH, DIP = range(3)


class DipInputs(NamedTuple):
    """Where the close lies between the lowest low (0) and the highest high (1), and the range of a bar in price."""

    place: float = 0.0
    atr: float = 0.0


class BuyTheDip(NamedTuple):
    """Buys a close in the lowest `depth` of the range of the last `window` bars, and holds it for `hold` bars at most.

    The stop lies `width` ATRs below; what it would lose is `risk` of the equity.
    """

    window: Annotated[int, Range(5, 200, 5)] = 35
    depth: Annotated[float, Range(0.01, 0.5, 0.01)] = 0.1
    hold: Annotated[int, Range(1, 100, 1)] = 14
    width: Annotated[float, Range(0.5, 5.0, 0.5)] = 2.0
    risk: Annotated[float, Range(0.001, 0.05, 0.001)] = 0.01

    Inputs = DipInputs
    State = NoState
    REASONS = ("position open", "not low enough", "dip")

    def features(self) -> tuple[Feature, ...]:
        """One column for each field of the inputs, in their order."""
        return feature("position_in_range", self.window), feature("atr", 14)

    def decide(self, state: NoState, bar: Bar, inputs: DipInputs, account: Account) -> tuple[Decision, NoState]:
        """The whole wish, at every close again."""
        if account.position != 0.0:
            return stay(account, HELD), state
        if inputs.place > self.depth:
            return Decision(0.0, reason=HIGH), state
        stop = bar.close - self.width * inputs.atr
        units = risk_to_stop(account, bar.close, stop, self.risk)
        return Decision(units, nan, nan, stop, nan, self.hold, DIP), state

"""Long above the crossing of two moving averages, flat or short below it."""

from typing import Annotated, NamedTuple

from tradecore.features import Feature, feature
from tradecore.sizing import share_of_equity
from tradecore.strategy import Account, Bar, Decision, NoState, Range, stay

HELD, LONG, SHORT, FLAT = range(4)


class SmaCrossInputs(NamedTuple):
    """The two averages of the close, in price units."""

    fast: float = 0.0
    slow: float = 0.0


class SmaCross(NamedTuple):
    """Holds `share` of its part of equity, an equal one for each instrument, while the `fast` average is above `slow`.

    Below it is short when `short`, else flat. A position keeps its size until it ends.
    """

    fast: Annotated[int, Range(2, 200, 1)] = 10
    slow: Annotated[int, Range(3, 400, 1)] = 50
    share: Annotated[float, Range(0.01, 1.0, 0.01)] = 1.0
    short: bool = False

    Inputs = SmaCrossInputs
    State = NoState
    REASONS = ("held", "fast above slow", "fast below slow: short", "fast below slow: flat")

    def features(self) -> tuple[Feature, ...]:
        """The two averages."""
        return feature("sma", self.fast), feature("sma", self.slow)

    def problem(self) -> str:
        """The faster average must look at fewer bars."""
        return "" if self.fast < self.slow else f"fast is {self.fast} and slow is {self.slow}: fast must be below slow"

    def decide(self, state: NoState, bar: Bar, inputs: SmaCrossInputs, account: Account) -> tuple[Decision, NoState]:
        """Turns when the averages cross."""
        if inputs.fast > inputs.slow:
            if account.position > 0.0:
                return stay(account, HELD), state
            return Decision(share_of_equity(account, bar.close, self.share), reason=LONG), state
        if not self.short:
            return Decision(0.0, reason=FLAT), state
        if account.position < 0.0:
            return stay(account, HELD), state
        return Decision(-share_of_equity(account, bar.close, self.share), reason=SHORT), state

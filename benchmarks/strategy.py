"""The strategy that every contestant runs: so many units while one average is above another, else none."""

from typing import Annotated, NamedTuple

from tradecore.features import Feature, feature
from tradecore.strategy import Account, Bar, Decision, NoState, Range, stay

HELD, LONG, FLAT = range(3)


class CrossInputs(NamedTuple):
    """The two averages of the close, in price units."""

    fast: float = 0.0
    slow: float = 0.0


class Cross(NamedTuple):
    """Holds `units` while the `fast` average of the close is above the `slow` one."""

    fast: Annotated[int, Range(2, 200, 1)] = 10
    slow: Annotated[int, Range(3, 400, 1)] = 50
    units: Annotated[float, Range(1.0, 1e6, 1.0)] = 100.0

    Inputs = CrossInputs
    State = NoState
    REASONS = ("held", "fast above slow", "fast below slow")

    def features(self) -> tuple[Feature, ...]:
        """The two averages."""
        return feature("sma", self.fast), feature("sma", self.slow)

    def decide(self, state: NoState, bar: Bar, inputs: CrossInputs, account: Account) -> tuple[Decision, NoState]:  # noqa: ARG002
        """Turns when the averages cross."""
        if inputs.fast > inputs.slow:
            if account.position > 0.0:
                return stay(account, HELD), state
            return Decision(self.units, reason=LONG), state
        return Decision(0.0, reason=FLAT), state

"""Buy once, keep for ever: what every other strategy is held against."""

from typing import Annotated, NamedTuple

from tradecore.features import Feature
from tradecore.sizing import share_of_equity
from tradecore.strategy import Account, Bar, Decision, NoInputs, NoState, Range, stay

HELD, BUY = range(2)


class BuyAndHold(NamedTuple):
    """Puts `share` of its part of equity, an equal one for each instrument, into it at the first open it can."""

    share: Annotated[float, Range(0.01, 1.0, 0.01)] = 1.0

    Inputs = NoInputs
    State = NoState
    REASONS = ("held", "buy")

    def features(self) -> tuple[Feature, ...]:
        """None: it looks at prices only."""
        return ()

    def decide(
        self,
        state: NoState,
        bar: Bar,
        inputs: NoInputs,
        account: Account,
    ) -> tuple[Decision, NoState]:
        """Buys while flat."""
        if account.position != 0.0:
            return stay(account, HELD), state
        return Decision(share_of_equity(account, bar.close, self.share), reason=BUY), state

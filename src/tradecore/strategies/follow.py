"""Do what a column of targets says: anyone's signal, traded by our fill rules."""

from typing import NamedTuple

from tradecore.features import Feature, feature
from tradecore.strategy import Account, Bar, Decision, NoState

SIGNAL_FLAT, SIGNAL_LONG, SIGNAL_SHORT = range(3)


class FollowInputs(NamedTuple):
    """The target of this bar: units, or a share of equity."""

    target: float = 0.0


class Follow(NamedTuple):
    """Holds the signal's target from the next open on.

    The target is in units, or a share of equity (1 is all of it, -0.5 half of it short) with
    `as_share`. A bar without a signal changes nothing.
    """

    as_share: bool = False

    Inputs = FollowInputs
    State = NoState
    REASONS = ("signal flat", "signal long", "signal short")

    def features(self) -> tuple[Feature, ...]:
        """The signal's column."""
        return (feature("signal"),)

    def decide(self, state: NoState, bar: Bar, inputs: FollowInputs, account: Account) -> tuple[Decision, NoState]:
        """The wish is the signal."""
        target = inputs.target
        if self.as_share:
            target = inputs.target * account.equity / (bar.close * account.multiplier)
        reason = SIGNAL_FLAT
        if target > 0.0:
            reason = SIGNAL_LONG
        if target < 0.0:
            reason = SIGNAL_SHORT
        return Decision(target, reason=reason), state

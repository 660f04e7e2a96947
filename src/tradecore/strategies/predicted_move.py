"""Trade a predicted move when enough of it is left after doubt and noise."""

from math import nan
from typing import Annotated, NamedTuple

from tradecore.features import Feature, feature
from tradecore.sizing import risk_to_stop
from tradecore.strategy import Account, Bar, Decision, NoState, Range, stay

HELD, NO_MOVE, DOUBTFUL, SMALL, NO_SHORTS, TOO_FEW, LONG, SHORT = range(8)


class PredictedMoveInputs(NamedTuple):
    """The predicted return over the model's horizon, its out-of-sample sigma as a return, ATR in price units."""

    predicted: float = 0.0
    sigma: float = 0.0
    atr: float = 0.0


class PredictedMove(NamedTuple):
    """Enters when the predicted return, less `k_sigma` sigmas, is still `k_atr` ATRs of the close.

    What is left is the profit target; the stop is `reward_risk` times nearer; the size loses
    `risk_per_trade` of equity at the stop, and is none below `minimum` units. Shorts mirror it with
    thresholds of their own. `hold` closes after so many bars (0 never); nothing is entered
    while a position is open.
    """

    k_sigma: Annotated[float, Range(0.0, 5.0, 0.05)] = 0.1
    k_atr: Annotated[float, Range(0.0, 5.0, 0.05)] = 0.5
    k_sigma_short: Annotated[float, Range(0.0, 5.0, 0.05)] = 0.1
    k_atr_short: Annotated[float, Range(0.0, 5.0, 0.05)] = 0.5
    reward_risk: Annotated[float, Range(0.1, 20.0, 0.1)] = 1.0
    risk_per_trade: Annotated[float, Range(0.0001, 0.2, 0.001)] = 0.01
    minimum: Annotated[float, Range(0.0, 1_000_000.0, 1.0)] = 1.0
    atr_window: Annotated[int, Range(2, 200, 1)] = 14
    hold: Annotated[int, Range(0, 10_000, 1)] = 0
    short: bool = True

    Inputs = PredictedMoveInputs
    State = NoState
    REASONS = (
        "position open",
        "no move predicted",
        "move within the model's doubt",
        "move small beside ATR",
        "short not allowed",
        "size below the minimum",
        "long",
        "short",
    )

    def features(self) -> tuple[Feature, ...]:
        """The prediction and its sigma as returns, and the average true range."""
        return feature("predicted_return"), feature("predicted_sigma"), feature("atr", self.atr_window)

    def decide(
        self, state: NoState, bar: Bar, inputs: PredictedMoveInputs, account: Account
    ) -> tuple[Decision, NoState]:
        """One entry at a time; the filter that stopped it is the reason."""
        if account.position != 0.0:
            return stay(account, HELD), state
        side, k_sigma, k_atr, reason = 1.0, self.k_sigma, self.k_atr, LONG
        if inputs.predicted < 0.0:
            side, k_sigma, k_atr, reason = -1.0, self.k_sigma_short, self.k_atr_short, SHORT
        usable = abs(inputs.predicted) - k_sigma * inputs.sigma
        stop = bar.close * (1.0 - side * usable / self.reward_risk)
        units = 0.0
        if inputs.predicted == 0.0:
            reason = NO_MOVE
        elif usable <= 0.0:
            reason = DOUBTFUL
        elif usable < k_atr * inputs.atr / bar.close:
            reason = SMALL
        elif side < 0.0 and not self.short:
            reason = NO_SHORTS
        else:
            units = risk_to_stop(account, bar.close, stop, self.risk_per_trade)
        if units > 0.0 and units < max(self.minimum, account.lot):
            units, reason = 0.0, TOO_FEW
        if units <= 0.0:
            return Decision(0.0, reason=reason), state
        profit = bar.close * (1.0 + side * usable)
        return Decision(side * units, nan, nan, stop, profit, self.hold, reason), state

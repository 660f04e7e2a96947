"""The built-in strategies decide what their documents say."""

from math import isnan, nan

import pytest

from tradecore.errors import InvalidValue
from tradecore.features import feature
from tradecore.parameters import build
from tradecore.sizing import ROOM, affordable, risk_to_stop, share_of_equity
from tradecore.strategies import buy_and_hold, follow, predicted_move, sma_cross
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.strategies.follow import Follow, FollowInputs
from tradecore.strategies.predicted_move import PredictedMove, PredictedMoveInputs
from tradecore.strategies.sma_cross import SmaCross, SmaCrossInputs
from tradecore.strategy import Account, Bar, Decision, NoInputs, NoState, stay

BAR = Bar(0, 1, 0, 0, 99.0, 102.0, 98.0, 100.0, 1_000.0)
FLAT = Account(10_000.0, 10_000.0, 10_000.0, 0.0, 0.0, nan, nan, 0, 0, 1.0, 1.0, 1.0)
LONG = FLAT._replace(
    cash=5_000.0, buying_power=5_000.0, position=50.0, average_price=100.0, stop=95.0, profit=110.0, hold=7, age=2
)
SHORT = LONG._replace(position=-50.0, cash=15_000.0)
EAGER = PredictedMove(k_sigma=0.5, k_atr=0.5, k_sigma_short=0.25, k_atr_short=1.0, reward_risk=2.0, risk_per_trade=0.01)


def moved(
    predicted: float, sigma: float = 0.01, atr: float = 1.0, strategy: PredictedMove = EAGER, account: Account = FLAT
) -> Decision:
    decision, state = strategy.decide(NoState(), BAR, PredictedMoveInputs(predicted, sigma, atr), account)
    assert state == NoState()
    return decision


def test_predicted_move_takes_what_is_left_after_doubt_as_target_and_its_part_as_stop() -> None:
    decision = moved(0.025)  # usable 0.025 - 0.5 x 0.01 = 0.02, stop return 0.01
    assert decision.profit == pytest.approx(102.0)
    assert decision.stop == pytest.approx(99.0)
    assert decision.target == pytest.approx(
        10_000 * (1 - ROOM) / 100
    )  # 1% of equity / 1.00 is 100, beyond buying power
    assert decision.reason == predicted_move.LONG
    assert isnan(decision.limit)
    assert isnan(decision.trigger)


def test_predicted_move_sizes_by_the_money_lost_at_the_stop() -> None:
    decision = moved(0.105, strategy=EAGER._replace(reward_risk=1.0))  # usable 0.10, stop at 90
    assert decision.target == pytest.approx(100.0 / 10.0)


def test_predicted_move_mirrors_shorts_with_their_own_thresholds() -> None:
    decision = moved(-0.0425, strategy=EAGER._replace(reward_risk=1.0))  # usable 0.0425 - 0.25 x 0.01 = 0.04
    assert (decision.target, decision.reason) == (pytest.approx(-25.0), predicted_move.SHORT)
    assert (decision.stop, decision.profit) == (pytest.approx(104.0), pytest.approx(96.0))
    assert moved(-0.012).reason == predicted_move.SMALL  # 0.0095 is below one ATR, 0.01
    assert moved(0.012).reason == predicted_move.LONG  # 0.007 is above half an ATR, 0.005


@pytest.mark.parametrize(
    ("predicted", "change", "account", "reason"),
    [
        (0.0, {}, FLAT, predicted_move.NO_MOVE),
        (0.004, {}, FLAT, predicted_move.DOUBTFUL),
        (0.009, {}, FLAT, predicted_move.SMALL),
        (-0.05, {"short": False}, FLAT, predicted_move.NO_SHORTS),
        (0.5, {"minimum": 100.0}, FLAT, predicted_move.TOO_FEW),
        (0.5, {"risk_per_trade": 0.0001}, FLAT, predicted_move.TOO_FEW),
        (0.05, {}, LONG, predicted_move.HELD),
    ],
)
def test_predicted_move_says_which_filter_stopped_it(
    predicted: float, change: dict[str, float], account: Account, reason: int
) -> None:
    decision = moved(predicted, strategy=EAGER._replace(**change), account=account)
    assert decision.reason == reason
    assert decision.target == account.position


def test_predicted_move_needs_predictions_and_atr() -> None:
    assert PredictedMove(atr_window=20).features() == (
        feature("predicted_return"),
        feature("predicted_sigma"),
        feature("atr", 20),
    )


@pytest.mark.parametrize(
    ("target", "as_share", "units", "reason"),
    [
        (25.0, False, 25.0, follow.SIGNAL_LONG),
        (-25.0, False, -25.0, follow.SIGNAL_SHORT),
        (0.0, False, 0.0, follow.SIGNAL_FLAT),
        (0.5, True, 50.0, follow.SIGNAL_LONG),
        (-1.0, True, -100.0, follow.SIGNAL_SHORT),
    ],
)
def test_follow_does_what_the_signal_says(
    target: float,
    as_share: bool,  # noqa: FBT001
    units: float,
    reason: int,
) -> None:
    decision, _ = Follow(as_share).decide(NoState(), BAR, FollowInputs(target), FLAT)
    assert (decision.target, decision.reason) == (units, reason)


def test_sma_cross_turns_when_the_averages_cross_and_keeps_its_size() -> None:
    def asked(strategy: SmaCross, fast: float, slow: float, account: Account) -> Decision:
        return strategy.decide(NoState(), BAR, SmaCrossInputs(fast, slow), account)[0]

    entered = asked(SmaCross(share=0.5), 2.0, 1.0, FLAT)
    assert (entered.target, entered.reason) == (50.0, sma_cross.LONG)
    assert asked(SmaCross(), 2.0, 1.0, LONG) == stay(LONG, sma_cross.HELD)
    left = asked(SmaCross(), 1.0, 2.0, LONG)
    assert (left.target, left.reason) == (0.0, sma_cross.FLAT)
    turned = asked(SmaCross(short=True), 1.0, 2.0, LONG)
    assert (turned.target, turned.reason) == (pytest.approx(-10_000 * (1 - ROOM) / 100), sma_cross.SHORT)
    assert asked(SmaCross(short=True), 1.0, 2.0, SHORT) == stay(SHORT, sma_cross.HELD)


def test_sma_cross_refuses_averages_the_wrong_way_round() -> None:
    with pytest.raises(InvalidValue, match="fast must be below slow"):
        build(SmaCross, {"fast": 50, "slow": 10})
    assert build(SmaCross, {"fast": 9, "slow": 10}) == SmaCross(9, 10)


def test_buy_and_hold_buys_until_it_holds() -> None:
    bought, _ = BuyAndHold().decide(NoState(), BAR, NoInputs(), FLAT)
    assert (bought.target, bought.reason) == (pytest.approx(99.0), buy_and_hold.BUY)
    kept, _ = BuyAndHold().decide(NoState(), BAR, NoInputs(), LONG)
    assert kept == stay(LONG, buy_and_hold.HELD)


def test_staying_restates_the_position_and_its_protection() -> None:
    decision = stay(LONG, 3)
    assert (decision.target, decision.stop, decision.profit, decision.hold, decision.reason) == (
        50.0,
        95.0,
        110.0,
        7,
        3,
    )


def test_sizing_counts_what_the_position_ties_up_as_free_and_leaves_room() -> None:
    assert affordable(FLAT, 100.0) == affordable(LONG, 100.0) == pytest.approx(99.0)
    assert affordable(FLAT._replace(margin=0.5), 100.0) == pytest.approx(198.0)
    assert affordable(FLAT._replace(buying_power=-1.0), 100.0) == 0.0
    assert share_of_equity(FLAT, 100.0, 0.25) == 25.0
    assert share_of_equity(FLAT._replace(instruments=4), 100.0, 1.0) == 25.0
    assert share_of_equity(FLAT._replace(multiplier=50.0), 100.0, 1.0) == pytest.approx(1.98)
    assert risk_to_stop(FLAT, 100.0, 98.0, 0.01) == 50.0
    assert risk_to_stop(FLAT, 100.0, 102.0, 0.01) == 50.0
    assert risk_to_stop(FLAT, 100.0, 100.0, 0.01) == 0.0

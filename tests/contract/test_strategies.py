"""The built-in strategies pass what every strategy has to."""

from collections.abc import Mapping
from typing import Any

from tradecore.bars import Bars
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.table import Column
from tradecore_testing.contracts.strategy import StrategyContract


class TestSmaCross(StrategyContract):
    def strategy(self) -> Any:
        return SmaCross(3, 9, short=True)


class TestBuyAndHold(StrategyContract):
    def strategy(self) -> Any:
        return BuyAndHold()


class TestFollow(StrategyContract):
    def strategy(self) -> Any:
        return Follow()

    def given(self, bars: Bars) -> Mapping[str, Column]:
        return {"signal": [float(row // 9 % 2) for row in range(len(bars))]}


class TestPredictedMove(StrategyContract):
    def strategy(self) -> Any:
        return PredictedMove(k_atr=0.0)

    def given(self, bars: Bars) -> Mapping[str, Column]:
        predicted = [(row % 7 - 3) / 50.0 for row in range(len(bars))]
        return {"predicted_return": predicted, "predicted_sigma": [0.001] * len(bars)}

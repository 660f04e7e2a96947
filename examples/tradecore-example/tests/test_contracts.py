"""What tradecore asks of every strategy and of every learner."""

from typing import Any, ClassVar

from tradecore_example.binned import BinnedAverage
from tradecore_example.dip import BuyTheDip

from tradecore.ports.learner import Aim, Learner
from tradecore_testing.contracts.learner import LearnerContract
from tradecore_testing.contracts.strategy import StrategyContract


class TestBuyTheDip(StrategyContract):
    def strategy(self) -> Any:
        return BuyTheDip(window=10, depth=0.3)


class TestBinnedAverage(LearnerContract):
    def learner(self) -> Learner:
        return BinnedAverage()


class TestBinnedProbability(LearnerContract):
    aim: ClassVar[Aim] = "probability"
    parameters: ClassVar[Any] = {"bins": 3}

    def learner(self) -> Learner:
        return BinnedAverage()

"""Each built-in strategy with parameters and inputs drawn for a market."""

from math import nan
from random import Random
from typing import Any

from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross


def averages(closes: list[float], window: int) -> list[float]:
    """Anything that crosses now and then, with missing values at the start."""
    means, mean = [], closes[0]
    for place, close in enumerate(closes):
        mean += (close - mean) / window
        means.append(mean if place >= window else nan)
    return means


def crossing(draw: Random, closes: list[float]) -> tuple[Any, Any]:
    fast = draw.randint(2, 4)
    strategy = SmaCross(fast, draw.randint(fast + 1, 9), draw.choice((0.1, 0.5, 1.0)), short=draw.random() < 0.5)
    return strategy, strategy.Inputs(averages(closes, strategy.fast), averages(closes, strategy.slow))


def predicting(draw: Random, closes: list[float]) -> tuple[Any, Any]:
    predicted = [draw.choice((nan, 0.0, draw.gauss(0.0, 0.02))) for _ in closes]
    strategy = PredictedMove(
        k_sigma=draw.choice((0.0, 0.1)),
        k_atr=draw.choice((0.0, 0.5)),
        reward_risk=draw.choice((0.5, 1.0, 3.0)),
        hold=draw.randint(0, 4),
        short=draw.random() < 0.7,
    )
    return strategy, strategy.Inputs(predicted, [0.01] * len(closes), [close * 0.01 for close in closes])


def following(draw: Random, closes: list[float]) -> tuple[Any, Any]:
    strategy, whole = Follow(as_share=draw.random() < 0.5), draw.choice((1.0, 300.0))
    return strategy, strategy.Inputs([draw.choice((nan, whole * draw.uniform(-1.5, 1.5))) for _ in closes])


def holding(draw: Random, closes: list[float]) -> tuple[Any, Any]:
    strategy = BuyAndHold(draw.choice((0.01, 0.3, 1.0)))
    return strategy, strategy.Inputs([0.0] * len(closes))


BUILT_IN = {"sma_cross": crossing, "predicted_move": predicting, "follow": following, "buy_and_hold": holding}

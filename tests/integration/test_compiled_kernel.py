"""The compiled kernel equals the interpreted one to the last bit."""

from math import isnan, nan
from random import Random
from typing import Any

import pytest
from built_ins import averages
from scripted import Scripted, ScriptedInputs, bars_of

from tradecore.costs import IBKR_FIXED, IBKR_TIERED
from tradecore.instruments import Instrument
from tradecore.simulation.kernel import simulate
from tradecore.simulation.limits import Limits
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import NoInputs
from tradecore_numba.compiler import NumbaCompiler

HOUR = 3_600 * 10**9
GROUPS = 300
COMPILER = NumbaCompiler()
LIMITS = Limits(90_000.0, 60_000.0, 3.0, 0.03, 0.015)
RULES = Rules(
    IBKR_FIXED,
    0.0004,
    0.08,
    1.0,
    penetrate=True,
    wait=True,
    trim=True,
    limits=LIMITS,
    tiers=IBKR_TIERED,
    cap=0.1,
    leverage=2.0,
)


def market(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Three instruments with gaps, halts, a split each and dividends."""
    draw = Random(seed)
    return {symbol: series(draw, price) for symbol, price in (("AAA", 100.0), ("BBB", 20.0), ("CCC", 400.0))}


def series(draw: Random, price: float) -> list[dict[str, Any]]:
    bars: list[dict[str, Any]] = []
    split_at = draw.randrange(50, GROUPS - 50)
    for t in range(GROUPS):
        split = 3.0 if t == split_at else 1.0
        opening = price / split * (1.0 + draw.gauss(0.0, 0.01 if t % 7 == 0 else 0.001))
        price = opening * (1.0 + draw.gauss(0.0, 0.01))
        if draw.random() < 0.1 and t not in (0, split_at):
            continue
        bars.append(
            {
                "time": t * HOUR,
                "available": (t + 1) * HOUR,
                "session": t // 7,
                "open": opening,
                "high": max(opening, price) * (1.0 + abs(draw.gauss(0.0, 0.004))),
                "low": min(opening, price) * (1.0 - abs(draw.gauss(0.0, 0.004))),
                "close": price,
                "volume": 1_000.0,
                "nights": (3 if t % 35 == 34 else 1) if t % 7 == 6 else 0,
                "split": split,
                "dividend": 0.4 if draw.random() < 0.01 else 0.0,
            }
        )
    return bars


def inputs(strategy: Any, closes: list[float], instruments: list[int], draw: Random) -> Any:
    rows = len(closes)
    if isinstance(strategy, SmaCross):
        return strategy.Inputs(averages(closes, 7), averages(closes, 19))
    if isinstance(strategy, PredictedMove):
        predicted = [nan if draw.random() < 0.05 else draw.gauss(0.0, 0.01) for _ in range(rows)]
        return strategy.Inputs(predicted, [0.01] * rows, [close * 0.01 for close in closes])
    if isinstance(strategy, Follow):
        return strategy.Inputs([nan if draw.random() < 0.5 else draw.uniform(-0.6, 0.6) for _ in range(rows)])
    if isinstance(strategy, Scripted):
        return ScriptedInputs(*zip(*(wish(close, draw) for close in closes), strict=True))
    return NoInputs([0.0] * rows)


def wish(close: float, draw: Random) -> tuple[float, ...]:
    """A decision with every kind of price, some of them impossible to fill."""
    side = draw.choice((-1.0, 1.0))
    kind, price = draw.randrange(3), close * draw.uniform(0.98, 1.02)
    return (
        float(draw.random() < 0.4),
        side * draw.choice((0.0, 10.0, 250.0, 1e6)),
        close * (1.0 - side * draw.uniform(0.001, 0.04)) if draw.random() < 0.7 else -1.0,
        close * (1.0 + side * draw.uniform(0.001, 0.04)) if draw.random() < 0.7 else -1.0,
        float(draw.randrange(6)),
        price if kind == 1 else -1.0,
        price if kind == 2 else -1.0,
        float(draw.random() < 0.5),
    )


def comparable(columns: Any) -> list[list[object]]:
    return [["nan" if isinstance(v, float) and isnan(v) else v for v in column] for column in columns]


@pytest.mark.parametrize(
    "strategy",
    [
        Scripted(),
        SmaCross(7, 19, 0.5, short=True),
        PredictedMove(risk_per_trade=0.002, hold=9),
        Follow(as_share=True),
        BuyAndHold(0.3),
    ],
    ids=lambda one: type(one).__name__,
)
def test_compiled_and_interpreted_are_equal_to_the_last_bit(strategy: Any) -> None:
    assembled = assemble(bars_of(market(11)))
    columns = inputs(strategy, list(assembled.market.close), list(assembled.market.instrument), Random(5))
    instruments = [Instrument("AAA", tick=0.01), Instrument("BBB"), Instrument("CCC", lot=0.5)]
    compiled = COMPILER.compile(simulate, type(strategy))
    runs = [
        Simulation.start(assembled, instruments, strategy, columns, RULES, 100_000.0, kernel=kernel)
        for kernel in (simulate, compiled)
    ]
    for run in runs:
        run.advance(17)
        run.advance()
    interpreted, fast = runs
    assert sum(interpreted.book.tally.fills) >= 3, "a market that trades nothing proves nothing"
    for name in ("fills", "trades", "marks"):
        assert comparable(getattr(fast.tapes, name)) == comparable(getattr(interpreted.tapes, name)), name
    assert [comparable(part) for part in fast.book] == [comparable(part) for part in interpreted.book]
    assert (fast.cash, fast.curve, fast.group) == (interpreted.cash, interpreted.curve, interpreted.group)
    assert list(fast.reasons) == list(interpreted.reasons)

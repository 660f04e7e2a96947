"""Decisions and costs that the gold backtests run with."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger import Ledger, commission
from market import BARS_A_DAY, DIVIDEND_DAY, SESSIONS, SPLIT_DAY, market, numbers

CASH = 100_000.0
# An hour of every session is a bar: 7 bars a day, 252 days.
PERIODS_PER_YEAR = 1_764.0


@dataclass(frozen=True)
class Costs:
    """The costs of one scenario, named as in CostSettings."""

    commission: str = "none"
    rate: float = 0.0
    minimum: float = 0.0
    slippage_bps: float = 0.0
    borrow: float = 0.0


SCENARIOS: Mapping[str, Costs] = {
    "free": Costs(),
    "percent": Costs("fraction", rate=0.001, slippage_bps=5.0),
    "per_share": Costs("per_share", rate=0.01, minimum=2.0),
    "per_order": Costs("per_order", rate=4.95, borrow=0.08),
    "ibkr": Costs("ibkr_fixed", slippage_bps=2.0, borrow=0.03),
}


def decisions(seed: int = 5) -> dict[tuple[str, int], dict[str, Any]]:
    """Collect wishes by (symbol, place of the bar): entries, reversals, more, less, flat, some too large to fill.

    Stops and targets end in a tenth of a cent, so that no price touches them exactly. Around the split and
    the dividend the wishes are chosen by hand, so that positions and a working order meet them; one position stays open
    at the end and one order pending.
    """
    draw = numbers(seed)
    drawn = {
        (symbol, place): _wish(bar["close"], [next(draw) for _ in range(6)])
        for symbol, bars in market().items()
        for place, bar in enumerate(bars)
        if next(draw) % 5 == 0
    }
    last = SESSIONS * BARS_A_DAY - 1
    split, dividend = SPLIT_DAY * BARS_A_DAY, DIVIDEND_DAY * BARS_A_DAY
    quiet = {("AAA", split + i) for i in range(-4, 6)} | {("BBB", dividend + i) for i in range(-4, 6)}
    quiet |= {("BBB", last - i) for i in range(6)}
    chosen: dict[tuple[str, int], dict[str, Any]] = {
        ("AAA", split - 4): {"target": 40.0, "stop": 600.001},
        ("AAA", split - 1): {"target": 60.0, "stop": 630.001, "profit": 980.001},
        ("AAA", split + 2): {"target": 200.0, "stop": 90.001},
        ("AAA", split + 4): {"target": -100.0, "stop": 140.001, "hold": 12},
        ("BBB", dividend - 4): {"target": -300.0, "stop": 60.001},
        ("BBB", last - 5): {"target": 150.0},
        ("BBB", last): {"target": 0.0},
        ("BBB", dividend + 2): {"target": 250.0, "stop": 30.001, "profit": 70.001, "hold": 8},
    }
    return {key: wish for key, wish in drawn.items() if key not in quiet} | chosen


def crowded(seed: int) -> dict[tuple[str, int], dict[str, Any]]:
    """Many wishes, up to one a bar and instrument, with sizes that fight for the cash.

    Stops and targets lie near and on whole cents, so that prices touch them exactly and opens lie beyond them.
    """
    draw = numbers(seed * 31 + 1)
    wishes: dict[tuple[str, int], dict[str, Any]] = {}
    for symbol, bars in market().items():
        for place, bar in enumerate(bars):
            if next(draw) % (1 + seed % 3) == 0:
                wish = _wish(bar["close"], [next(draw) for _ in range(6)])
                wishes[symbol, place] = _crowded(wish, bar["close"], next(draw), next(draw))
    return wishes


def _crowded(wish: dict[str, Any], close: float, size: int, near: int) -> dict[str, Any]:
    sign = 1 if wish["target"] > 0 else -1
    if wish["target"]:
        wish["target"] = float(sign * int((10_000 + 2 * size) / close))
    for key, side in (("stop", -sign), ("profit", sign)):
        if key in wish:
            wish[key] = round(close * (1 + side * (near % 60) / 10_000), 2)
    return wish


def _wish(close: float, draw: list[int]) -> dict[str, Any]:
    choice, size, stop, profit, hold, side = draw
    if choice % 6 == 0:
        return {"target": 0.0}
    sign = 1 if side % 5 < 3 else -1
    money = 400_000 if choice % 23 == 1 else 4_000 + size % 14_000
    wish: dict[str, Any] = {"target": float(sign * int(money / close))}
    if stop % 3:
        wish["stop"] = round(close * (1 - sign * (30 + stop % 250) / 10_000), 2) + 0.001
    if profit % 3:
        wish["profit"] = round(close * (1 + sign * (30 + profit % 350) / 10_000), 2) + 0.001
    if hold % 4 == 0:
        wish["hold"] = 1 + hold % 9
    return wish


def run(costs: Costs, wishes: dict[tuple[str, int], dict[str, Any]] | None = None) -> Ledger:
    """The ledger of one scenario over the whole market; the wishes are `decisions()` unless given."""
    charged = commission(costs.commission, costs.rate, costs.minimum)
    asked = decisions() if wishes is None else wishes
    return Ledger(Fraction(CASH), charged, costs.slippage_bps, costs.borrow).run(market(), asked)

"""The demo's verdict does not flatter."""

from dataclasses import replace
from typing import Any

import pytest

from tradecore.contracts.backtest import BacktestResult
from tradecore.contracts.data import DataResult
from tradecore.contracts.optimize import OptimizeResult
from tradecore.contracts.predict import PredictResult
from tradecore.contracts.promote import Check, PromoteResult
from tradecore.contracts.walkforward import WalkForwardResult
from tradecore.jobs import ProcessMark
from tradecore.live.parity import Difference, Parity
from tradecore.live.pulse import Pulse
from tradecore_cli.demo.plan import cut_of, month_of
from tradecore_cli.demo.session import Rehearsed
from tradecore_cli.demo.verdict import (
    beyond_luck,
    forecast,
    gate,
    holding,
    hours,
    out_of_sample,
    prices,
    same_as_backtest,
    trading,
)

CHECKED = DataResult("AAPL", 3000, "2024-08-06T13:30:00Z", "2026-08-06T13:30:00Z", "1h", {"zero-volume": 8})
TRADED = BacktestResult(
    "predicted_move",
    1000,
    "2025-12-01T14:30:00Z",
    "2026-08-06T13:30:00Z",
    {
        "total_return": 0.05, "sharpe": 1.0, "max_drawdown": -0.1, "trades": 40, "win_rate": 0.5, "exposure": 0.4,
        "commission": 80.0, "slippage": 20.0, "net_profit": 5000.0,
    },
    {"total_return": 0.2, "sharpe": 1.5, "max_drawdown": -0.2},
)  # fmt: skip


def predicted(skill: float | None, ic: float | None, n: int = 700) -> PredictResult:
    return PredictResult("m", n, "2025-12-01", "2026-08-06", {"n": n, "skill": skill, "ic": ic})


@pytest.mark.parametrize(
    ("skill", "ic", "n", "answer"),
    [
        (-0.01, 0.5, 700, "? No. "),
        (0.0, 0.5, 700, "? No. "),
        (0.01, 0.05, 700, "? Not shown"),
        (0.01, 0.25, 700, "? Yes. "),
        (0.01, 0.25, 70, "? Not shown"),
        (None, None, 700, "? Not known"),
        (0.5, 0.9, 6, "? Not known"),
    ],
)
def test_a_forecast_counts_only_beyond_chance(skill: float | None, ic: float | None, n: int, answer: str) -> None:
    assert answer in forecast(predicted(skill, ic, n))


@pytest.mark.parametrize(
    ("deflated", "answer"),
    [(0.6, "? Not shown. The best of 90 sets"), (0.97, "? Perhaps. "), (None, "? No: of 90 sets")],
)
def test_a_search_counts_only_beyond_chance(deflated: float | None, answer: str) -> None:
    facts = {"deflated_sharpe": deflated, "chance_sharpe": 0.8, "overfitting": 0.4}
    searched = OptimizeResult(
        strategy="sma_cross",
        by="sharpe",
        axes=("fast", "slow"),
        trials=90,
        combinations=100,
        refused=10,
        eligible=80,
        before=0,
        bars=2300,
        start="2024-08-06T13:30:00Z",
        end="2025-12-01T14:30:00Z",
        best={"slow": 40, "fast": 10, "share": 1.0},
        metrics={"sharpe": 1.2},
        inference=facts,
    )
    text = beyond_luck(searched)
    assert answer in text
    assert deflated is None or "(fast=10, slow=40) has a Sharpe of 1.20 where the best of so many shows 0.80" in text


@pytest.mark.parametrize(
    ("verdict", "answer"), [("pass", "? Yes, here: a. "), ("warn", "? Not clearly: a. "), ("fail", "? No: a. ")]
)
def test_a_walk_is_answered_by_its_verdict(verdict: Any, answer: str) -> None:
    forward = WalkForwardResult(
        strategy="predicted_move",
        verdict=verdict,
        reasons=("a",),
        by="sharpe",
        axes=(),
        sets=9,
        before=0,
        bars=2300,
        start="2025-04-06T13:30:00Z",
        end="2026-08-06T13:30:00Z",
        metrics={"total_return": 0.02, "sharpe": 0.4},
        facts={"windows_profitable": 0},
    )
    assert answer in out_of_sample(forward)


@pytest.mark.parametrize(
    ("own", "sharpe", "answer"),
    [
        (0.05, 1.0, "? No. "),
        (0.30, 1.0, "? Not clearly: by return only"),
        (0.05, 2.0, "? Not clearly: by Sharpe ratio only"),
        (0.30, 2.0, "? Yes, here. "),
        (0.30, None, "? Not clearly"),
    ],
)
def test_holding_is_beaten_by_return_and_by_sharpe_or_not_at_all(own: float, sharpe: float | None, answer: str) -> None:
    result = replace(TRADED, metrics={**TRADED.metrics, "total_return": own, "sharpe": sharpe})
    assert answer in holding(result)


def test_losing_less_is_not_winning() -> None:
    result = replace(
        TRADED,
        metrics={**TRADED.metrics, "total_return": -0.05, "sharpe": -0.5},
        benchmark={"total_return": -0.2, "sharpe": -1.0, "max_drawdown": -0.3},
    )
    assert "which is not winning" in holding(result)


def test_no_trade_is_a_no() -> None:
    idle = {"total_return": 0.0, "sharpe": None, "max_drawdown": 0.0, "trades": 0, "win_rate": None, "exposure": 0.0}
    result = replace(TRADED, metrics=idle, benchmark={"total_return": -0.2, "sharpe": -1.0, "max_drawdown": -0.3})
    assert "? No: it did not trade" in holding(result)
    assert "0 closed" in trading(result)


def test_costs_stand_beside_what_was_made_before_them() -> None:
    assert "made 5,100 before costs, and costs took 100" in trading(TRADED)


def test_rows_left_out_are_owned_up_to() -> None:
    assert "left out" not in prices(CHECKED, accepted=False)
    assert "left out" in prices(CHECKED, accepted=True)
    assert "found: 8 zero volume" in prices(CHECKED, accepted=False)


def test_hours_that_differ_are_counted() -> None:
    assert "41 of them equal" in hours(replace(CHECKED, resampled=43, compared=43, differing=2))
    assert "43 of them equal" in hours(replace(CHECKED, resampled=43, compared=43))
    assert "none of which" in hours(replace(CHECKED, resampled=43))


def test_the_last_third_of_the_time_is_left_unseen() -> None:
    assert cut_of(CHECKED) == "2025-12-06"


def test_a_session_trades_the_last_month_and_nothing_that_was_learned_from() -> None:
    assert month_of(CHECKED) == "2026-07-07"
    short = replace(CHECKED, start="2026-06-06T13:30:00Z")
    assert month_of(short) == cut_of(short)


def test_a_session_is_the_backtest_or_it_is_not() -> None:
    pulse = Pulse("s", ProcessMark(1, 1.0, "here"), "", equity=101.0, initial=100.0)
    same = Rehearsed(pulse, Parity(140, 140, 4, 4, 101.0, 101.0, ()), "live/s")
    assert "? Yes, to the last bit. " in same_as_backtest(same)
    assert "return +1.0%" in same_as_backtest(same)
    other = Difference(0, "AAPL", "fill price", "1 at 2", "1 at 3", 5.0)
    assert "? No: 1 difference, see tradecore live parity s." in same_as_backtest(
        replace(same, parity=replace(same.parity, differences=(other,)))
    )


def test_the_gate_is_told_with_what_is_lacking_or_what_to_doubt() -> None:
    fails, passes = Check("leak check", passed=False, found="not run"), Check("file", passed=True, found="opens")
    refused = PromoteResult("m", promoted=False, overridden=False, checks=(fails, passes))
    assert gate(refused) == "May the model be traded? No: on record it lacks leak check."
    doubtful = PromoteResult(
        "m",
        promoted=True,
        overridden=False,
        checks=(passes,),
        sentences=("m is promoted: it passed all 1 checks.", "It did not."),
    )
    assert gate(doubtful) == "May the model be traded? All 1 checks of its record pass. It did not."

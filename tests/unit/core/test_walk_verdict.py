"""What a walk forward is graded by: a reason for each thing that speaks against it."""

from typing import Any

import pytest

from tradecore.contracts.walkforward import Drift
from tradecore.walk_verdict import judged

METRICS: dict[str, Any] = {
    "total_return": 0.2,
    "sharpe": 1.4,
    "probabilistic_sharpe": 0.98,
    "trades": 120,
    "unrealised": 0.0,
}
FACTS: dict[str, Any] = {
    "windows": 8,
    "windows_traded": 8,
    "windows_profitable": 6,
    "best_share": 0.3,
    "efficiency": 0.7,
    "at_edge": 0.25,
    "plateau": 0.8,
    "cost_paid": 2.0,
    "cost_bearable": 9.0,
    "sharpe_low": 0.3,
    "sharpe_high": 2.4,
}
HELD: dict[str, Any] = {"sharpe": 0.9}


def test_a_walk_that_nothing_speaks_against_passes() -> None:
    found = judged(METRICS, HELD, FACTS, (Drift("fast", 7, 2, 5.0, 10.0, 0.1),))
    assert found.verdict == "pass"
    assert found.reasons[0] == "6 of 8 windows gained"
    assert "it bears 4.5 times the costs paid" in found.reasons


@pytest.mark.parametrize(
    ("metrics", "facts", "reason"),
    [
        ({"total_return": -0.031}, {}, "it lost 3.1% out of sample"),
        ({"total_return": 0.0}, {}, "it made nothing"),
        ({"trades": 0}, {}, "nothing was traded"),
        ({}, {"windows_traded": 0}, "no window had a set with trades enough to choose"),
    ],
)
def test_without_profit_it_fails(metrics: dict[str, Any], facts: dict[str, Any], reason: str) -> None:
    found = judged({**METRICS, **metrics}, HELD, {**FACTS, **facts})
    assert (found.verdict, found.reasons) == ("fail", (reason,))


@pytest.mark.parametrize(
    ("metrics", "facts", "reason"),
    [
        ({}, {"sharpe_low": -0.4}, "its Sharpe ratio may well be -0.40 as well as 2.40"),
        ({"probabilistic_sharpe": 0.9499}, {}, "that its true Sharpe ratio is above 0 is only 94% probable"),
        ({"sharpe": 0.8}, {}, "holding has the better Sharpe ratio"),
        ({"trades": 29}, {}, "29 closed trades are few"),
        ({}, {"windows": 3, "windows_traded": 3, "windows_profitable": 3}, "3 windows are few"),
        ({}, {"best_share": 0.62}, "one window brought 62% of the profit"),
        ({}, {"windows_profitable": 3}, "only 3 of 8 windows gained"),
        ({}, {"cost_bearable": 3.5}, "the profit is gone at costs of 3.5 basis points, and 2.0 were paid"),
        ({}, {"at_edge": 0.75}, "in 75% of the windows the best set lies at an edge"),
        ({}, {"windows_traded": 7}, "1 of 8 windows had no set to trade"),
    ],
)
def test_each_doubt_is_named_alone(metrics: dict[str, Any], facts: dict[str, Any], reason: str) -> None:
    found = judged({**METRICS, **metrics}, HELD, {**FACTS, **facts})
    assert (found.verdict, found.reasons) == ("warn", (reason,))


def test_a_wandering_parameter_and_a_model_that_has_seen_it_are_doubts() -> None:
    restless, few = Drift("fast", 7, 7, 5.0, 50.0, 0.4), Drift("slow", 2, 2, 5.0, 50.0, 0.9)
    found = judged(METRICS, HELD, FACTS, (restless, few), in_sample=True)
    assert found.reasons == (
        "the predictions' model was trained on bars of it",
        "the best fast wanders over 40% of its axis from window to window",
    )


def test_what_is_not_known_is_no_doubt() -> None:
    unknown = dict.fromkeys(("best_share", "at_edge", "plateau", "cost_paid", "cost_bearable", "sharpe_low"))
    assert judged(METRICS, {}, {**FACTS, **unknown}).verdict == "pass"

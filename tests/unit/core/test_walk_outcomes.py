"""Numbers over windows: efficiency, drift, shares, the costs that a walk bears."""

from math import exp
from typing import Any

import pytest

from tradecore.contracts.walkforward import Drift, WindowOutcome
from tradecore.inference.resampling import Interval, Resampled
from tradecore.schemas import WALK
from tradecore.space import Axis
from tradecore.table import Table
from tradecore.usecases.walk_outcomes import drift_of, efficiency, facts_of
from tradecore.views.walk import wandering


def window(number: int = 1, **said: Any) -> WindowOutcome:
    usual: dict[str, Any] = {
        "train_start": "2026-01-01T00:00:00Z",
        "train_end": "2026-02-01T00:00:00Z",
        "test_start": "2026-02-02T00:00:00Z",
        "test_end": "2026-03-01T00:00:00Z",
        "train_bars": 200,
        "test_bars": 100,
        "between": 0,
        "parameters": {"fast": 5},
        "eligible": 4,
        "edges": (),
        "plateau": 0.5,
        "model": "",
        "learned": 0,
        "sigma": None,
        "sharpe": 1.0,
        "max_drawdown": -0.1,
        "inside": {"initial": 100.0, "final": 100.0 * exp(0.4)},
        "initial": 100.0,
        "final": 100.0 * exp(0.1),
        "trades": 3,
        "costs": 1.0,
    }
    return WindowOutcome(window=number, **{**usual, **said})


def test_efficiency_is_growth_a_bar_outside_over_inside() -> None:
    assert efficiency([window()]) == pytest.approx((0.1 / 100) / (0.4 / 200))
    assert efficiency([window(), window(final=100.0)]) == pytest.approx((0.1 / 200) / (0.8 / 400))
    assert efficiency([window(final=100.0 * exp(-0.2))]) == pytest.approx(-1.0)


def test_there_is_none_without_growth_inside() -> None:
    flat = {"initial": 100.0, "final": 100.0}
    for windows in ([window(inside=flat)], [window(inside={})], [window(parameters={})], [window(final=0.0)], []):
        assert efficiency(windows) is None


def test_drift_counts_the_borders_that_change_it() -> None:
    axes = (Axis("fast", (5, 10, 15, 20, 25)), Axis("slow", (50,)))
    windows = [window(k + 1, parameters={"fast": value, "slow": 50}) for k, value in enumerate((5, 15, 15, 10))]
    windows.insert(2, window(9, parameters={}))
    assert drift_of(axes, windows) == (Drift("fast", 3, 2, 5.0, 15.0, pytest.approx((2 + 0 + 1) / 3 / 4)),)
    assert wandering(drift_of(axes, windows)[0], windows) == (
        "fast changed at 2 of 3 borders, between 5 and 15, by 25% of its axis on average."
    )
    still = drift_of(axes, [window(), window(2)])[0]
    assert wandering(still, [window(), window(2)]) == "fast stayed at 5 in every window."


def test_facts_have_their_fields_and_costs_are_of_the_money_traded() -> None:
    windows = [window(edges=("fast",), share=0.75), window(2, share=0.25, plateau=0.9)]
    windows.append(window(3, parameters={}, share=0.0))
    metrics = {"commission": 30.0, "slippage": 10.0, "net_profit": 160.0}
    fills = Table((1, 2), {"notional": (60_000.0, 40_000.0)})
    drawn = Resampled(100, 0.95, 1.0, 1, Interval(-0.5, 2.0), None, Interval(-0.2, -0.1), ())
    facts = facts_of(windows, metrics, fills, drawn, varied=True)
    assert list(facts) == list(WALK.names)
    assert (facts["cost_paid"], facts["cost_bearable"]) == (pytest.approx(4.0), pytest.approx(20.0))
    assert (facts["windows"], facts["windows_traded"], facts["windows_profitable"]) == (3, 2, 2)
    assert (facts["at_edge"], facts["plateau"], facts["best_share"]) == (0.5, pytest.approx(0.7), 0.75)
    assert (facts["sharpe_low"], facts["sharpe_high"]) == (-0.5, 2.0)
    nothing = facts_of(windows, {**metrics, "net_profit": 0.0}, Table((), {"notional": ()}), None, varied=False)
    assert (nothing["cost_paid"], nothing["at_edge"], nothing["sharpe_low"]) == (None, None, None)

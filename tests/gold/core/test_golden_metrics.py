"""Metrics of the gold backtests: the ledger and its formulas against tradecore.metrics."""

from collections.abc import Mapping

import pytest
from golden import stored, summary
from ledger import Ledger
from scenario import CASH, PERIODS_PER_YEAR, SCENARIOS, run

from tradecore.metrics import activity, performance
from tradecore.schemas import METRICS
from tradecore.table import Table


def table(rows: list[dict[str, object]], *names: str) -> Table:
    return Table([row["time"] for row in rows], {name: [row[name] for row in rows] for name in names})


def measured(kept: Ledger) -> Mapping[str, float | int | None]:
    trades = table(kept.trades, "side", "net", "bars")
    fills = table(kept.fills, "notional", "commission", "slippage")
    return performance(
        [mark["equity"] for mark in kept.marks],
        CASH,
        PERIODS_PER_YEAR,
        trades,
        [int(mark["exposure"] > 0) for mark in kept.marks],
        activity(fills, len(kept.events)),
        [mark["available"] for mark in kept.marks],
    )


@pytest.mark.parametrize("name", SCENARIOS)
def test_metrics_are_those_written_down(name: str) -> None:
    found, expected = measured(run(SCENARIOS[name])), stored()[name]["metrics"]
    assert list(found) == list(expected) == list(METRICS.names)
    for key, value in expected.items():
        if isinstance(value, float):
            assert found[key] == pytest.approx(value, rel=1e-9, abs=1e-7), key
        else:
            assert found[key] == value, key


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_ledger_still_writes_the_stored_numbers(name: str) -> None:
    fresh, expected = summary(run(SCENARIOS[name])), stored()[name]
    assert fresh["equity_by_session"] == expected["equity_by_session"]
    assert fresh["net"] == expected["net"]
    assert {**fresh, "metrics": None} == {**expected, "metrics": None}
    for key, value in expected["metrics"].items():
        assert fresh["metrics"][key] == (value if value is None else pytest.approx(value, rel=1e-12)), key


def test_the_scenarios_exercise_every_rule_that_they_are_for() -> None:
    gold = stored()
    for name in SCENARIOS:
        assert set(gold[name]["fills_by_kind"]) == {"hold", "market", "profit", "stop"}
        assert set(gold[name]["not_taken"]) == {"beyond", "buying power"}
        assert gold[name]["metrics"]["unrealised"] != 0
    assert len({gold[name]["metrics"]["final"] for name in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_booked_and_open_profits_add_up_to_the_equity(name: str) -> None:
    kept = run(SCENARIOS[name])
    opened = sum((p.mark - p.paid) * p.units - p.entry_costs + p.carry for p in kept.pages if p.units)
    booked = sum(trade["net"] for trade in kept.trades)
    assert booked + float(opened) == pytest.approx(kept.marks[-1]["equity"] - CASH, abs=1e-6)

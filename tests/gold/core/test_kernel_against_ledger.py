"""The kernel keeps the same account as a ledger that was written from the fill rules alone."""

from math import isclose

import pytest
from ledger import Ledger
from market import market
from scenario import CASH, SCENARIOS, decisions, run
from scripted import start

from tradecore.contracts.settings import CostSettings
from tradecore.costs import schedule_from
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import equity_table, fills_table, trades_table


def simulated(name: str) -> Simulation:
    costs = SCENARIOS[name]
    settings = CostSettings(costs.commission, costs.rate, costs.minimum, costs.slippage_bps, costs.borrow)
    rules = Rules(schedule_from(settings), costs.slippage_bps / 10_000 or None, costs.borrow or None)
    simulation = start(market(), decisions(), rules, CASH)
    simulation.advance()
    return simulation


def close(ours: object, gold: object) -> bool:
    if isinstance(gold, float) and isinstance(ours, float):
        return isclose(ours, gold, rel_tol=1e-9, abs_tol=1e-6)
    return ours == gold


def compare(ours: list[dict[str, object]], gold: list[dict[str, object]], names: tuple[str, ...]) -> None:
    for place, (row, right) in enumerate(zip(ours, gold, strict=False)):
        for name in names:
            assert close(row[name], right[name]), f"row {place}, {name}: {row[name]} instead of {right[name]}\n{right}"
    assert len(ours) == len(gold)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_fills_trades_and_marks(name: str) -> None:
    simulation, gold = simulated(name), run(SCENARIOS[name])
    fills, trades, equity = fills_table(simulation), trades_table(simulation), equity_table(simulation)
    compare(
        rows(fills), gold.fills, ("time", "symbol", "quantity", "price", "notional", "commission", "slippage", "kind")
    )
    money = ("gross", "costs", "carry", "net")
    what = ("symbol", "side", "quantity", "entry_time", "entry_price", "exit_time", "exit_price", "bars")
    compare(rows(trades), gold.trades, (*what, *money))
    compare(rows(equity), gold.marks, ("time", "available", "equity", "cash", "position_value", "exposure"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_orders_are_refused(name: str) -> None:
    tally, gold = simulated(name).book.tally, run(SCENARIOS[name])
    assert sum(tally.beyond_buying_power) == refused(gold, "buying power") > 0
    assert sum(tally.beyond_protection) == refused(gold, "beyond")


def refused(gold: Ledger, reason: str) -> int:
    return sum(1 for _, _, why in gold.events if why == reason)


def rows(table: object) -> list[dict[str, object]]:
    names = table.names  # type: ignore[attr-defined]
    return [
        {"time": table.time[k], **{name: table[name][k] for name in names}}  # type: ignore[attr-defined, index]
        for k in range(len(table))  # type: ignore[arg-type]
    ]

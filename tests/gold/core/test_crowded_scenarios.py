"""The kernel against the ledger where wishes crowd: exact touches, gaps, reversals, and too little cash for all."""

from collections import Counter
from typing import Any

import pytest
from market import market
from scenario import CASH, SCENARIOS, Costs, crowded, run
from scripted import start

from tradecore.contracts.settings import CostSettings
from tradecore.costs import schedule_from
from tradecore.simulation.rows import Rules
from tradecore.simulation.tables import equity_table, fills_table, trades_table
from tradecore.table import Table

SEEDS = range(12)
NAMES = list(SCENARIOS)


def costs_of(seed: int) -> Costs:
    base = SCENARIOS[NAMES[seed % len(NAMES)]]
    return Costs(base.commission, base.rate, base.minimum, base.slippage_bps * (1 + 9 * (seed % 4)), base.borrow)


def same(ours: Table, gold: list[dict[str, Any]], *names: str) -> None:
    assert len(ours) == len(gold)
    for name in names:
        found = list(ours.time) if name == "time" else list(ours[name])
        expected = [row[name] for row in gold]
        if expected and isinstance(expected[0], float):
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-6), name
        else:
            assert found == expected, name


@pytest.mark.parametrize("seed", SEEDS)
def test_fills_trades_marks_and_refusals_are_the_ledgers(seed: int) -> None:
    costs, wishes = costs_of(seed), crowded(seed)
    gold = run(costs, wishes)
    settings = CostSettings(costs.commission, costs.rate, costs.minimum, costs.slippage_bps, costs.borrow)
    rules = Rules(schedule_from(settings), costs.slippage_bps / 10_000 or None, costs.borrow or None)
    simulation = start(market(), wishes, rules, CASH)
    simulation.advance()
    same(fills_table(simulation), gold.fills, "time", "symbol", "quantity", "price", "commission", "slippage", "kind")
    same(trades_table(simulation), gold.trades, "symbol", "side", "quantity", "entry_time", "exit_time", "bars", "net")
    same(equity_table(simulation), gold.marks, "time", "equity", "cash", "position_value", "exposure")
    refused = Counter(reason for _, _, reason in gold.events)
    assert sum(simulation.book.tally.beyond_buying_power) == refused["buying power"]
    assert sum(simulation.book.tally.beyond_protection) == refused["beyond"]


def test_the_seeds_are_crowded_enough() -> None:
    kept = [run(costs_of(seed), crowded(seed)) for seed in SEEDS]
    kinds = Counter(fill["kind"] for one in kept for fill in one.fills)
    reasons = Counter(reason for one in kept for _, _, reason in one.events)
    assert min(kinds[kind] for kind in ("market", "stop", "profit", "hold")) >= 10
    assert min(reasons[reason] for reason in ("buying power", "beyond")) >= 50

"""What holds for every market, every wish and every cost."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markets import scenarios
from scripted import start

from tradecore.bars import HOUR
from tradecore.costs import IBKR_FIXED, IBKR_TIERED, Commission
from tradecore.fees import us_stocks
from tradecore.simulation.limits import Limits
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation, fork
from tradecore.simulation.tables import fills_table, trades_table
from tradecore.table import Table

CASH = 100_000.0
RULES = (
    Rules(),
    Rules(IBKR_FIXED, 0.0003, 0.05),
    Rules(Commission(fraction=0.001), leverage=2.0),
    Rules(tiers=IBKR_TIERED, borrow=0.1),
    Rules(IBKR_FIXED, 0.0002, cap=0.05),
    Rules(Commission(per_unit=0.02), ticks=1.5, penetrate=True, wait=True, trim=True, leverage=1.5),
    Rules(limits=Limits(60_000.0, 20_000.0, 2.0, 0.01, 0.02, 1.5 * HOUR), fees=us_stocks()),
    Rules(Commission(per_order=3.0, per_unit=0.01, minimum=5.0), 0.001),
)
Scenario = tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, int], dict[str, float]]]


def whole(scenario: Scenario, rules: Rules) -> Simulation:
    simulation = start(*scenario, rules, CASH)
    simulation.advance()
    return simulation


def bits(columns: Sequence[Sequence[float]] | Table) -> list[list[object]]:
    """Values that compare equal where NaN stands on both sides."""
    if isinstance(columns, Table):
        columns = [columns.time, *columns.columns.values()]
    return [["nan" if isinstance(v, float) and isnan(v) else v for v in column] for column in columns]


def everything(simulation: Simulation) -> list[object]:
    book = simulation.book
    tapes = [bits(trades_table(simulation)), bits(fills_table(simulation)), bits(simulation.tapes.marks)]
    return [*tapes, *(bits(part) for part in book), simulation.cash, simulation.curve, list(simulation.reasons)]


@given(scenarios(), st.sampled_from(RULES))
def test_booked_and_open_profits_are_the_change_of_equity(scenario: Scenario, rules: Rules) -> None:
    simulation = whole(scenario, rules)
    positions, booked = simulation.book.positions, sum(trades_table(simulation)["net"])
    opened = sum(
        q * (mark - paid) - costs + carry
        for q, mark, paid, costs, carry in zip(
            positions.quantity, positions.mark, positions.average, positions.costs, positions.carry, strict=True
        )
        if q
    )
    assert booked + opened == pytest.approx(simulation.curve.equity - CASH, abs=1e-6 * CASH)


@given(scenarios(), st.sampled_from(RULES))
def test_money_and_positions_are_numbers(scenario: Scenario, rules: Rules) -> None:
    simulation = whole(scenario, rules)
    reached = simulation.group
    assert all(isfinite(v) for column in simulation.tapes.marks for v in column[:reached])
    assert all(isfinite(q) for q in simulation.book.positions.quantity)
    assert simulation.ruined == (not simulation.curve.equity > 0.0)


@given(scenarios(), st.sampled_from(RULES))
def test_cut_and_resumed_at_every_bar_it_is_the_whole(scenario: Scenario, rules: Rules) -> None:
    gold, running = everything(whole(scenario, rules)), start(*scenario, rules, CASH)
    for cut in range(running.groups + 1):
        running.advance(cut)
        resumed = fork(running)
        resumed.advance()
        assert everything(resumed) == gold
    assert everything(running) == gold


@given(scenarios(), st.sampled_from(RULES))
def test_what_comes_later_changes_nothing_before(scenario: Scenario, rules: Rules) -> None:
    market, told = scenario
    full = whole(scenario, rules)
    fills, times = fills_table(full), sorted({bar["time"] for bars in market.values() for bar in bars})
    for cut in range(1, len(times)):
        kept = {symbol: [bar for bar in bars if bar["time"] < times[cut]] for symbol, bars in market.items()}
        if not all(kept.values()):
            continue
        part = whole((kept, told), rules)
        reached = part.group
        assert bits(c[:reached] for c in part.tapes.marks) == bits(c[:reached] for c in full.tapes.marks)  # type: ignore[arg-type]
        before = sum(time < times[cut] for time in fills.time)
        assert bits(fills_table(part)) == bits(fills.slice(0, before))


@given(scenarios(), st.sampled_from(RULES))
def test_tapes_change_nothing(scenario: Scenario, rules: Rules) -> None:
    taped, bare = whole(scenario, rules), start(*scenario, rules, CASH, taped=False)
    bare.advance()
    assert (bare.cash, bare.curve) == (taped.cash, taped.curve)
    assert bits(bare.book.tally) == bits(taped.book.tally)


@given(scenarios(), st.integers(-3, 3))
@settings(max_examples=50)
def test_prices_times_two_and_sizes_halved_leave_the_equity(scenario: Scenario, power: int) -> None:
    market, told = scenario
    factor = 2.0**power
    prices = ("open", "high", "low", "close", "dividend")
    scaled = {
        s: [{k: v * factor if k in prices else v for k, v in bar.items()} for bar in bars] for s, bars in market.items()
    }
    wished = {
        key: {k: v / factor if k == "target" else v if k in ("hold", "day") else v * factor for k, v in wish.items()}
        for key, wish in told.items()
    }
    rules = Rules(Commission(fraction=0.0005), 0.0002)
    original = start(*scenario, rules, CASH)
    other = start(scaled, wished, rules, CASH, lot=1.0 / factor)
    for simulation in (original, other):
        simulation.advance()
    assert list(other.tapes.marks.equity) == list(original.tapes.marks.equity)

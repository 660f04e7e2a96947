"""What holds for every market whose orders fill on finer bars."""

from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markets import scenarios
from scripted import bars_of, start
from test_kernel_laws import CASH, HOUR, RULES, Scenario, everything

from tradecore.bars import MINUTE, Bars
from tradecore.simulation.finer import assemble_finer
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Finer, Rules
from tradecore.simulation.run import Simulation, fork
from tradecore.simulation.tables import fills_table, trades_table


def split_bar(bar: dict[str, Any], parts: int, chance: Random) -> list[dict[str, Any]]:
    """A bar as so many finer ones that make it together, in whatever order they reach its high and low."""
    turns = [bar["open"], bar["high"], bar["low"], bar["close"]]
    if chance.random() < 0.5:
        turns[1], turns[2] = turns[2], turns[1]
    borders = sorted(chance.sample(range(1, 4), parts - 1))
    cuts = [0, *borders, 4]
    made: list[dict[str, Any]] = []
    for n, (low, high) in enumerate(pairwise(cuts)):
        path = turns[max(low - 1, 0) : high]
        begin = bar["time"] + n * 15 * MINUTE
        prices = {"open": path[0], "high": max(path), "low": min(path), "close": path[-1]}
        made.append({**bar, **prices, "time": begin, "available": begin + 15 * MINUTE, "volume": bar["volume"] / parts})
    return made


def finer_of(market: dict[str, list[dict[str, Any]]], parts: int, seed: int) -> Finer:
    chance = Random(seed)
    split = {s: [f for bar in bars for f in split_bar(bar, parts, chance)] for s, bars in market.items()}
    fine = [Bars(one.time, one.columns, one.symbol, 15 * MINUTE) for one in bars_of(split)]
    bars = bars_of(market)
    finer, coverage = assemble_finer(bars, fine, assemble(bars))
    assert all(one.covered == one.bars and one.differing == one.outside == 0 for one in coverage)
    return finer


def whole(scenario: Scenario, rules: Rules, finer: Finer | None) -> Simulation:
    simulation = start(*scenario, rules, CASH, finer=finer)
    simulation.advance()
    return simulation


@given(scenarios(), st.sampled_from(RULES))
def test_finer_bars_that_are_the_bars_change_nothing(scenario: Scenario, rules: Rules) -> None:
    assert everything(whole(scenario, rules, finer_of(scenario[0], 1, 0))) == everything(whole(scenario, rules, None))


@given(scenarios(), st.sampled_from(RULES), st.integers(2, 4), st.integers(0, 99))
def test_cut_and_resumed_at_every_bar_it_is_the_whole(scenario: Scenario, rules: Rules, parts: int, seed: int) -> None:
    finer = finer_of(scenario[0], parts, seed)
    gold, running = everything(whole(scenario, rules, finer)), start(*scenario, rules, CASH, finer=finer)
    for cut in range(running.groups + 1):
        running.advance(cut)
        resumed = fork(running)
        resumed.advance()
        assert everything(resumed) == gold


@given(scenarios(), st.sampled_from(RULES), st.integers(2, 4), st.integers(0, 99))
def test_fills_lie_inside_their_finer_bar_and_profits_add_up(
    scenario: Scenario, rules: Rules, parts: int, seed: int
) -> None:
    finer = finer_of(scenario[0], parts, seed)
    simulation = whole(scenario, rules, finer)
    known = set(finer.market.time)
    assert all(time in known and time % HOUR < parts * 15 * MINUTE for time in fills_table(simulation).time)
    positions, booked = simulation.book.positions, sum(trades_table(simulation)["net"])
    columns = zip(positions.quantity, positions.mark, positions.average, positions.costs, positions.carry, strict=True)
    opened = sum(q * (mark - paid) - costs + carry for q, mark, paid, costs, carry in columns if q)
    assert booked + opened == pytest.approx(simulation.curve.equity - CASH, abs=1e-6 * CASH)

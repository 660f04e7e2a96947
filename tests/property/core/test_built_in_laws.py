"""A run of a built-in strategy may stop anywhere: what it carries is all that it needs."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from built_ins import BUILT_IN
from hypothesis import given
from hypothesis import strategies as st
from markets import markets
from scripted import bars_of
from test_kernel_laws import CASH, RULES, everything

from tradecore.instruments import Instrument
from tradecore.simulation.account import mark
from tradecore.simulation.broker import trade
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.rows import MarkRow, Rules, put
from tradecore.simulation.run import Simulation, fork
from tradecore.simulation.session import choose

Make = Callable[[Random, list[float]], tuple[Any, Any]]


def simulation_of(make: Make, assembled: Assembled, rules: Rules, seed: int) -> Simulation:
    strategy, inputs = make(Random(seed), list(assembled.market.close))
    instruments = [Instrument(f"I{i}") for i in sorted(set(assembled.market.instrument))]
    return Simulation.start(assembled, instruments, strategy, inputs, rules, CASH)


@pytest.mark.parametrize("make", BUILT_IN.values(), ids=list(BUILT_IN))
@given(markets(), st.sampled_from(RULES), st.integers(0, 10**6))
def test_cut_and_resumed_at_every_bar_it_is_the_whole(make: Make, market: Any, rules: Rules, seed: int) -> None:
    assembled = assemble(bars_of(market))
    gold, running = simulation_of(make, assembled, rules, seed), simulation_of(make, assembled, rules, seed)
    gold.advance()
    for cut in range(running.groups + 1):
        running.advance(cut)
        resumed = fork(running)
        resumed.advance()
        assert everything(resumed) == everything(gold)


@pytest.mark.parametrize("make", BUILT_IN.values(), ids=list(BUILT_IN))
@given(markets(), st.sampled_from(RULES), st.integers(0, 10**6))
def test_broker_account_and_session_called_a_group_at_a_time_are_the_whole(
    make: Make, market: Any, rules: Rules, seed: int
) -> None:
    assembled = assemble(bars_of(market))
    gold, live = simulation_of(make, assembled, rules, seed), simulation_of(make, assembled, rules, seed)
    gold.advance()
    for t in range(gold.group):
        rows = assembled.market, assembled.first[t], assembled.first[t + 1], live.floor
        live.cash = trade(*rows, live.cash)
        live.cash, live.curve, power = mark(*rows, live.cash, live.curve)
        put(live.tapes.marks, t, MarkRow(live.curve.equity, live.cash, live.curve.exposure))
        if live.curve.equity > 0.0:
            said = choose(*rows, live.strategy, live.inputs, live.cash, live.curve.equity, power, live.reasons)
            assert said == -1
    assert everything(live) == everything(gold)

"""Compiled and interpreted kernels are equal to the last bit, on random markets, rules, wishes and parameters."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import pytest
from built_ins import BUILT_IN
from hypothesis import given, settings
from hypothesis import strategies as st
from markets import markets, wishes
from scripted import Scripted, bars_of, inputs_of
from test_finer_laws import finer_of
from test_kernel_laws import CASH, HOUR, everything

from tradecore.costs import IBKR_TIERED, Commission
from tradecore.fees import us_stocks
from tradecore.instruments import Instrument
from tradecore.simulation.kernel import simulate
from tradecore.simulation.limits import Limits
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.rows import Finer, Rules
from tradecore.simulation.run import Simulation, fork
from tradecore_numba.compiler import NumbaCompiler

COMPILER = NumbaCompiler()
# Over all five strategies 200 examples, 2,000 in the thorough profile.
EXAMPLES = settings(max_examples=max(40, settings().max_examples // 5))
Market = dict[str, list[dict[str, Any]]]


class Case(NamedTuple):
    """A market of one shape, what trades on it, and by which rules."""

    assembled: Assembled
    strategy: Any
    inputs: Any
    rules: Rules
    finer: Finer | None = None
    lot: float = 1.0
    tick: float = 0.0

    def simulation(self, *, pruned: bool = False, compiled: bool = False) -> Simulation:
        kernel = COMPILER.compile(simulate, type(self.strategy)) if compiled else simulate
        symbols = sorted({f"I{i}" for i in self.assembled.market.instrument})
        instruments = [Instrument(symbol, lot=self.lot, tick=self.tick) for symbol in symbols]
        made = Simulation.start(
            self.assembled,
            instruments,
            self.strategy,
            self.inputs,
            self.rules,
            CASH,
            moments=True,
            sessions=99,
            kernel=kernel,
            finer=self.finer,
        )
        if not pruned:
            made.floor = made.floor._replace(alone=None, uneventful=None)
        return made


@st.composite
def all_rules(draw: st.DrawFn) -> Rules:
    """Every rule switched on, each with numbers that may matter or not."""
    number = lambda *choices: draw(st.sampled_from(choices))  # noqa: E731
    return Rules(
        Commission(number(0.0, 3.0), number(0.0, 0.01), number(0.0, 0.001), number(0.0, 1.0), number(0.0, 0.01)),
        number(0.0, 0.0003, 0.01),
        number(0.0, 0.05, 1.0),
        number(0.0, 1.0, 1.5),
        penetrate=True,
        wait=True,
        trim=True,
        limits=Limits(*(number(float("inf"), limit) for limit in (60_000.0, 20_000.0, 2.0, 0.01, 0.02, 1.5 * HOUR))),
        tiers=IBKR_TIERED,
        cap=number(0.01, 0.2, 1.0),
        fees=us_stocks(),
        leverage=number(1.0, 1.5, 4.0),
    )


def assert_equal(case: Case, *, pruned: bool = False) -> None:
    slow, fast = case.simulation(pruned=pruned), case.simulation(pruned=pruned, compiled=True)
    half = slow.groups // 2
    for simulation in (slow, fast):
        simulation.advance(half)
    halfway = fork(fast)
    for simulation in (slow, fast, halfway):
        simulation.advance()
    assert everything(fast) == everything(slow)
    assert everything(halfway) == everything(slow)
    assert list(fast.tapes.sessions.earned) == list(slow.tapes.sessions.earned)  # type: ignore[union-attr]


@pytest.mark.parametrize("make", BUILT_IN.values(), ids=list(BUILT_IN))
@EXAMPLES
@given(markets(), all_rules(), st.integers(0, 10**6))
def test_every_built_in_strategy(make: Callable[..., Any], market: Market, rules: Rules, seed: int) -> None:
    assembled = assemble(bars_of(market))
    strategy, inputs = make(Random(seed), list(assembled.market.close))
    assert_equal(Case(assembled, strategy, inputs, rules))


@EXAMPLES
@given(st.data(), all_rules(), st.sampled_from((1.0, 0.5, 10.0)), st.sampled_from((0.0, 0.01, 0.25)))
def test_every_kind_of_order(data: st.DataObject, rules: Rules, lot: float, tick: float) -> None:
    market = data.draw(markets())
    assembled = assemble(bars_of(market))
    inputs = inputs_of(market, data.draw(wishes(market)), assembled)
    assert_equal(Case(assembled, Scripted(), inputs, rules, lot=lot, tick=tick))


@EXAMPLES
@given(st.data(), st.sampled_from((0.0, 0.0005)))
def test_rules_that_are_off_and_one_instrument_without_events(data: st.DataObject, fraction: float) -> None:
    symbol, bars = next(iter(data.draw(markets()).items()))
    market = {symbol: [{**bar, "split": 1.0, "dividend": 0.0} for bar in bars]}
    assembled = assemble(bars_of(market))
    inputs = inputs_of(market, data.draw(wishes(market)), assembled)
    assert_equal(Case(assembled, Scripted(), inputs, Rules(Commission(fraction=fraction))), pruned=True)


@EXAMPLES
@given(st.data(), all_rules(), st.integers(1, 4), st.integers(0, 99))
def test_finer_bars(data: st.DataObject, rules: Rules, parts: int, seed: int) -> None:
    market = data.draw(markets())
    assembled = assemble(bars_of(market))
    inputs = inputs_of(market, data.draw(wishes(market)), assembled)
    assert_equal(Case(assembled, Scripted(), inputs, rules, finer_of(market, parts, seed)))

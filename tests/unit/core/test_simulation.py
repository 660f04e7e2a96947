"""A simulation's own keeping: tapes that grow, the curve, errors that say where."""

from typing import NamedTuple

import pytest
from scripted import start
from test_fill_rules import FREE, QUIET, bar, prices, traded

from tradecore.errors import StrategyError
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import drawdowns, equity_table, fills_table, trades_table
from tradecore.strategy import Account, Bar, Decision, NoInputs, NoState


def test_tapes_grow_with_what_is_traded() -> None:
    bars = 700
    told = {t: {"target": 10.0 if t % 2 else -10.0} for t in range(bars)}
    simulation = traded([QUIET] * bars, told)
    assert len(fills_table(simulation)) == 2 * (bars - 1) - 1
    assert len(trades_table(simulation)) == bars - 2
    assert [quantity for quantity, _ in prices(simulation)[:3]] == [-10.0, 10.0, 10.0]


def test_the_curve_keeps_peak_and_drawdown() -> None:
    rows = [QUIET, QUIET, (100.0, 120.0, 99.0, 120.0), (120.0, 120.0, 90.0, 90.0), (90.0, 110.0, 90.0, 110.0)]
    simulation = traded(rows, {0: {"target": 100}}, cash=10_000.0)
    equity = list(simulation.tapes.marks.equity)
    assert equity == [10_000.0, 10_000.0, 12_000.0, 9_000.0, 11_000.0]
    assert simulation.curve.peak == 12_000.0
    assert simulation.curve.drawdown == min(drawdowns(equity, 10_000.0)) == -0.25
    assert list(equity_table(simulation)["drawdown"]) == [0.0, 0.0, 0.0, -0.25, 11_000.0 / 12_000.0 - 1.0]


class Failing(NamedTuple):
    """Divides by zero on the third bar."""

    nothing: int = 0

    Inputs = NoInputs
    State = NoState
    REASONS = ("told",)

    def decide(self, state: NoState, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, NoState]:
        return Decision(1.0 / (bar.time - 2 * 3_600 * 10**9)), state


def test_a_strategy_that_raises_ends_the_run_with_its_name_symbol_and_time() -> None:
    market = {symbol: [bar(t, QUIET) for t in range(4)] for symbol in ("AAA", "BBB")}
    simulation = start(market, {}, FREE, 1e6)
    nothing = NoInputs([0.0] * 8)  # type: ignore[arg-type]
    failing = Simulation.start(simulation.assembled, simulation.instruments, Failing(), nothing, FREE, 1e6)
    with pytest.raises(StrategyError, match=r"ZeroDivisionError: .* \(test_simulation\.py, line \d+\)") as caught:
        failing.advance()
    assert (caught.value.strategy, caught.value.symbol) == ("Failing", "AAA")
    assert caught.value.time == "1970-01-01T02:00:00Z"


class Growing(NamedTuple):
    """Buys ten, then ten more, then leaves; each for a reason of its own."""

    nothing: int = 0

    Inputs = NoInputs
    State = NoState
    REASONS = ("first", "more", "leave")

    def decide(self, state: NoState, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, NoState]:
        step = min(int(account.age), 2)
        return Decision((10.0, 20.0, 0.0)[step], reason=step), state


def test_a_trade_keeps_the_reason_and_the_time_of_its_first_entry() -> None:
    simulation = start({"AAA": [bar(t, QUIET) for t in range(5)]}, {}, FREE, 1e6)
    nothing = NoInputs([0.0] * 5)  # type: ignore[arg-type]
    growing = Simulation.start(simulation.assembled, simulation.instruments, Growing(), nothing, FREE, 1e6)
    growing.advance()
    trades = trades_table(growing)
    assert (trades["entry_reason"][0], trades["exit_reason"][0]) == ("first", "leave")
    assert (trades["quantity"][0], trades["entry_time"][0]) == (20.0, 3_600 * 10**9)

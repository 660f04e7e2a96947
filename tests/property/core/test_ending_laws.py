"""What holds where a stretch of the market ends flat, and where the market is cut into stretches."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markets import scenarios
from test_kernel_laws import CASH, RULES, Scenario, bits, everything, whole

from tradecore.simulation.ending import close_out
from tradecore.simulation.market import stretch
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import equity_table, fills_table, trades_table

Drawn = tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, int], dict[str, float]]]


@given(scenarios(), st.sampled_from(RULES))
def test_nothing_is_open_and_all_is_booked(scenario: Drawn, rules: Rules) -> None:
    simulation = whole(scenario, rules)
    open_before = [quantity for quantity in simulation.book.positions.quantity if quantity]
    marked, before = simulation.curve.equity, equity_table(simulation)
    close_out(simulation)
    after, fills, trades = equity_table(simulation), fills_table(simulation), trades_table(simulation)
    assert not any(simulation.book.positions.quantity)
    assert not any(simulation.book.orders.working)
    assert simulation.curve.equity == simulation.cash == after["equity"][-1] == after["cash"][-1]
    assert after["exposure"][-1] == 0.0
    assert bits(after.slice(0, len(after) - 1)) == bits(before.slice(0, len(before) - 1))
    assert sum(trades["net"]) == pytest.approx(simulation.cash - CASH, abs=1e-6 * CASH)
    ended = [k for k, kind in enumerate(fills["kind"]) if kind == "ended"]
    assert len(ended) == len(open_before) == list(trades["exit_reason"]).count("window ended")
    paid = sum(fills["commission"][k] + fills["slippage"][k] for k in ended)
    assert simulation.cash == pytest.approx(marked - paid, abs=1e-6 * CASH)


@given(scenarios(), st.sampled_from(RULES))
def test_what_is_flat_already_stays_as_it_is(scenario: Drawn, rules: Rules) -> None:
    simulation = whole(scenario, rules)
    close_out(simulation)
    before = everything(simulation)[:2]
    close_out(simulation)
    assert everything(simulation)[:2] == before


@given(scenarios(), st.sampled_from(RULES), st.data())
def test_a_stretch_is_a_market_of_its_own(scenario: Scenario, rules: Rules, data: st.DataObject) -> None:
    """Groups, rows and places fit together, and the whole stretch is the whole market."""
    simulation = whole(scenario, rules)
    market, groups = simulation.assembled, len(simulation.assembled.first) - 1
    start = data.draw(st.integers(0, groups - 1))
    stop = data.draw(st.integers(start + 1, groups))
    part = stretch(market, range(start, stop))
    low, high = market.first[start], market.first[stop]
    assert [list(column) for column in part.market] == [list(column[low:high]) for column in market.market]
    assert list(part.first) == [place - low for place in market.first[start : stop + 1]]
    for i, places in enumerate(part.places):
        assert [part.market.instrument[k] for k in places] == [i] * len(places)
        assert [part.market.time[k] for k in places] == [
            market.market.time[k] for k in market.places[i] if low <= k < high
        ]
    assert sum(map(len, part.places)) == len(part.market.time)


def test_a_simulation_that_kept_nothing_cannot_be_closed_out() -> None:
    bar = {"time": 0, "available": 1, "session": 0, "open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0}
    bar |= {"volume": 1.0, "nights": 0, "split": 1.0, "dividend": 0.0}
    done = whole(({"AAA": [bar]}, {}), Rules())
    bare = Simulation.start(done.assembled, done.instruments, done.strategy, done.inputs, Rules(), CASH, taped=False)
    bare.advance()
    with pytest.raises(ValueError, match="tapes"):
        close_out(bare)

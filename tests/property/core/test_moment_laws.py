"""What the kernel adds up as it goes, against what it kept."""

from math import fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markets import scenarios
from positions import in_position
from scripted import start
from test_kernel_laws import CASH, RULES, everything

from tradecore.metrics.returns import returns
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation, fork
from tradecore.simulation.tables import equity_table, fills_table, session_returns, sessions_of, trades_table

Scenario = tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, int], dict[str, float]]]
ROOM = 24


def begun(scenario: Scenario, rules: Rules) -> Simulation:
    return start(*scenario, rules, CASH, moments=True, sessions=ROOM)


def whole(scenario: Scenario, rules: Rules) -> Simulation:
    simulation = begun(scenario, rules)
    simulation.advance()
    return simulation


@given(scenarios(), st.sampled_from(RULES))
def test_the_sums_are_those_of_the_kept_marks(scenario: Scenario, rules: Rules) -> None:
    simulation = whole(scenario, rules)
    kept, moments = equity_table(simulation), simulation.curve.moments
    earned = returns(kept["equity"], CASH)
    assert moments is not None
    for power, found in enumerate((moments.first, moments.second, moments.third, moments.fourth), 1):
        size = fsum(abs(one) ** power for one in earned)
        assert found == pytest.approx(fsum(one**power for one in earned), abs=1e-12 * size)
    assert moments.downside == pytest.approx(fsum(one * one for one in earned if one < 0.0), rel=1e-12)
    assert moments.held == sum(in_position(kept, fills_table(simulation)))


@given(scenarios(), st.sampled_from(RULES))
def test_the_tally_is_that_of_the_kept_trades(scenario: Scenario, rules: Rules) -> None:
    simulation = whole(scenario, rules)
    net, tally = list(trades_table(simulation)["net"]), simulation.book.tally
    assert sum(tally.wins) == sum(one > 0.0 for one in net)
    assert sum(tally.losses) == sum(one < 0.0 for one in net)
    assert max(tally.best) == max([0.0, *net])
    assert min(tally.worst) == min([0.0, *net])


@given(scenarios(), st.sampled_from(RULES))
def test_sessions_earn_what_the_marks_at_their_ends_say(scenario: Scenario, rules: Rules) -> None:
    simulation = begun(scenario, rules)
    days = sessions_of(simulation.assembled)
    simulation = start(*scenario, rules, CASH, sessions=len(days))
    simulation.advance()
    market, first = simulation.assembled.market, simulation.assembled.first
    ends: dict[int, float] = {}
    for t in range(simulation.group):
        newest = max([*ends, *market.session[first[t] : first[t + 1]]])
        ends[newest] = simulation.tapes.marks.equity[t]
    assert list(ends) == days[: len(ends)]
    assert list(session_returns(simulation)) == returns(list(ends.values()), CASH) + [0.0] * (len(days) - len(ends))


@given(scenarios(), st.sampled_from(RULES))
def test_cut_and_resumed_at_every_bar_they_are_the_whole(scenario: Scenario, rules: Rules) -> None:
    gold, running = whole(scenario, rules), begun(scenario, rules)
    for cut in range(running.groups + 1):
        running.advance(cut)
        resumed = fork(running)
        resumed.advance()
        assert everything(resumed) == everything(gold)
        assert session_returns(resumed) == session_returns(gold)


@given(scenarios(), st.sampled_from(RULES))
def test_summing_changes_nothing_else(scenario: Scenario, rules: Rules) -> None:
    summed, plain = whole(scenario, rules), start(*scenario, rules, CASH)
    plain.advance()
    assert summed.curve._replace(moments=None) == plain.curve
    assert [list(column) for column in summed.tapes.marks] == [list(column) for column in plain.tapes.marks]

"""Laws of challengers: by a session's log alone one decides as the session does, wherever it dies on the way."""

from contextlib import suppress
from typing import Any

from dying import Died, dying
from following import follow
from hypothesis import given
from hypothesis import strategies as st
from live_runs import desk_of
from scripted import start
from test_live_laws import CASH, RULES, assert_consistent, scenarios

from tradecore.live.events import OrderStatus
from tradecore.simulation.rows import Rules


@given(scenarios(), st.sampled_from(RULES))
def test_a_challenger_that_is_the_champion_does_what_it_does(scenario: Any, rules: Rules) -> None:
    champion, own = (desk_of(start(*scenario, rules, CASH)) for _ in range(2))
    champion.run()
    before = list(champion.kept)
    follow(champion, own)
    assert own.decisions == champion.decisions
    assert own.fills == champion.fills
    assert champion.kept == before


@given(scenarios(), st.sampled_from(RULES), st.lists(st.integers(1, 120), max_size=3))
def test_deaths_change_nothing_but_orders_that_had_not_left(scenario: Any, rules: Rules, deaths: list[int]) -> None:
    champion, own = (desk_of(start(*scenario, rules, CASH)) for _ in range(2))
    champion.run()
    for at in deaths:
        with suppress(Died):
            follow(champion, own, dying(at))
    _, engine = follow(champion, own)
    assert_consistent(own, engine)
    if not any(one.status == "lost" for one in own.bodies(OrderStatus)):
        assert own.decisions == champion.decisions
        assert own.fills == champion.fills

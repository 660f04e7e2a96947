"""Risk limits hold in a session, also right after a restart: what it had used up is in its log."""

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from dying import Died, dying
from hypothesis import given
from hypothesis import strategies as st
from live_runs import Desk, cases, desk_of
from markets import scenarios
from scripted import start
from test_kernel_laws import CASH
from test_live_laws import flat_bar

from tradecore.bars import HOUR
from tradecore.live import session
from tradecore.live.events import BarRow, BarsClosed, Decided, Intent, SessionBegan
from tradecore.live.orders import Order
from tradecore.simulation.limits import Limits
from tradecore.simulation.rows import Rules

LIMITS = Limits(60_000.0, 20_000.0, 2.0, 0.01, 0.02, 1.5 * HOUR)
NEARLY = 1.0 + 1e-9


def played(scenario: Any, rules: Rules, deaths: list[int]) -> Desk:
    desk = desk_of(start(*scenario, rules, CASH))
    for at in deaths:
        with suppress(Died):
            desk.run(dying(at))
    desk.run()
    return desk


def entries(desk: Desk) -> list[tuple[Decided, BarRow, Order]]:
    """Every order that made a position larger, with its decision and the bar that it was decided on."""
    bars = {(bar.symbol, bar.time): bar for closed in desk.bodies(BarsClosed) for bar in closed.rows}
    orders = {intent.order.ref: intent.order for intent in desk.bodies(Intent)}
    decided = [one for one in desk.bodies(Decided) if one.order in orders]
    found = [(one, bars[one.symbol, one.time], orders[one.order]) for one in decided]
    return [(one, bar, order) for one, bar, order in found if abs(order.target) > abs(one.account["position"] or 0.0)]


def openings(desk: Desk) -> dict[int, float]:
    """The equity at the close before each session's first bar."""
    found, last = dict[int, float](), CASH
    for closed in desk.bodies(BarsClosed):
        found.setdefault(closed.rows[0].session, last)
        last = desk.marks[closed.time][0]
    return found


def assert_within_limits(desk: Desk) -> None:
    """Judged by the log and the marks, not by the session's own counters."""
    sent, wanted, opened = Counter[int](), dict[str, float](), openings(desk)
    for one, bar, order in entries(desk):
        held = one.account["position"] or 0.0
        kept = held if held * order.target > 0.0 else 0.0
        assert abs(order.target) * bar.close <= LIMITS.position * NEARLY
        assert abs(order.target - kept) * bar.close <= LIMITS.order * NEARLY
        assert (one.account["equity"] or 0.0) >= opened[bar.session] * (1.0 - LIMITS.loss) / NEARLY
        for price in (order.limit, order.trigger):
            assert price is None or abs(price / bar.close - 1.0) <= LIMITS.collar + 0.01 / bar.close
        # A wish that is restated at another price is no new entry.
        if wanted.get(one.symbol) != order.target:
            sent[bar.session] += 1
        wanted[one.symbol] = order.target
    assert all(count <= LIMITS.orders for count in sent.values()), sent


@cases(500)
@given(scenarios(), st.lists(st.integers(1, 200), max_size=4))
def test_risk_limits_hold_also_right_after_a_restart(scenario: Any, deaths: list[int]) -> None:
    assert_within_limits(played(scenario, Rules(limits=LIMITS), deaths))


# Each bar wants more than the one before, within one session of four hours.
GREEDY = {"AAA": [flat_bar(t) for t in range(4)]}, {("AAA", t): {"target": 10.0 * (t + 1)} for t in range(4)}


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant: whoever starts again has sent nothing yet."""

    def began(state: Any, body: Any, actions: Any) -> None:
        session.on_session(state, body, actions)
        state.book.days.orders[0] = 0

    monkeypatch.setitem(session.HANDLERS, SessionBegan, began)  # type: ignore[arg-type]


def greedy_anywhere() -> None:
    for at in range(60, 90):
        assert_within_limits(played(GREEDY, Rules(limits=LIMITS), [at]))


def test_a_session_that_forgets_what_it_has_sent_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy_anywhere()
    forgetful(monkeypatch)
    with pytest.raises(AssertionError):
        greedy_anywhere()

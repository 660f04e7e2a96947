"""The kill switch in every state of the link, and bars that count up and are decided once, whoever dies."""

from collections import deque
from contextlib import suppress
from random import Random
from typing import Any

from dying import Died, dying
from hypothesis import given, settings
from hypothesis import strategies as st
from live_runs import Desk, cases, desk_of
from markets import scenarios
from scripted import start
from test_kernel_laws import CASH, RULES

from tradecore.bars import COLUMNS
from tradecore.errors import LinkDown
from tradecore.live.engine import Engine
from tradecore.live.events import BarsClosed, Clock, Connection, Decided, Reconcile
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.simulation.rows import Rules
from tradecore_testing.markets import walking_market

# So many sessions of seven hours.
DAYS = 100 if settings.get_current_profile_name() == "thorough" else 4
# What the link is like when the switch is thrown; None as it happens to be.
LINKS = (
    None,
    Connection(up=False, problem="pulled"),
    Connection(up=True, stale=True),
    Clock(0, skew=60 * 10**9),
    Reconcile(complete=False),
    Reconcile(complete=True, positions={"AAA": 1e6}),
)


@cases(300)
@given(
    scenario=scenarios(),
    rules=st.sampled_from(RULES),
    link=st.sampled_from(LINKS),
    moments=st.integers(0, 40),
    dropped=st.booleans(),
)
def test_no_new_order_leaves_after_the_kill_switch_whatever_the_link(
    scenario: Any, rules: Rules, link: Any, moments: int, *, dropped: bool
) -> None:
    desk, switch = desk_of(start(*scenario, rules, CASH)), [""]
    first, feed = desk.start()
    engine = Engine(first.state, first.log, desk.broker, feed, [desk.alerts], switch=lambda: switch[0])
    taken = -1
    for number in range(10**6):
        if number == moments:
            if link is not None:
                engine.take(link)
            if dropped:
                desk.broker.faults = deque(["drop after"])
            # Seen at the next look, or at the latest before an order: nobody looks here.
            switch[0], taken = "a drill", len(desk.broker.taken)
        if not engine.state.linked and number % 3 == 0:
            engine.connect()
        moment = feed.next(0.0)
        if isinstance(moment, Opened):
            engine.opened(moment)
        elif isinstance(moment, Closed):
            try:
                engine.closed(moment)
            except LinkDown:
                engine.connect()
        else:
            break
    assert taken in (-1, len(desk.broker.taken))


def test_over_many_days_bars_count_up_and_each_is_decided_once_whoever_dies() -> None:
    bars = walking_market(7 * DAYS)
    rows = [{name: bars[name][t] for name in COLUMNS} | {"time": bars.time[t]} for t in range(len(bars.time))]
    draw = Random(DAYS)
    wishes = {("AAA", t): {"target": draw.choice((-50.0, 0.0, 50.0))} for t in range(len(rows)) if draw.random() < 0.3}
    desk = desk_of(start({"AAA": rows}, wishes, Rules(), CASH))
    for _ in range(10):
        with suppress(Died):
            desk.run(dying(draw.randint(1, 6 * len(rows))))
    desk.run()
    assert_each_bar_once(desk)
    assert [closed.time for closed in desk.bodies(BarsClosed)] == list(bars.time)


@given(scenarios(), st.sampled_from(RULES), st.lists(st.integers(1, 200), max_size=4))
def test_bars_count_up_and_each_is_decided_once_whoever_dies(scenario: Any, rules: Rules, deaths: list[int]) -> None:
    desk = desk_of(start(*scenario, rules, CASH))
    for at in deaths:
        try:
            desk.run(dying(at))
        except Died:
            continue
    desk.run()
    assert_each_bar_once(desk)


def assert_each_bar_once(desk: Desk) -> None:
    times = [closed.time for closed in desk.bodies(BarsClosed)]
    assert times == sorted(set(times))
    decided = [(one.symbol, one.time) for one in desk.bodies(Decided)]
    assert len(decided) == len(set(decided))
    assert {time for _, time in decided} <= set(times)

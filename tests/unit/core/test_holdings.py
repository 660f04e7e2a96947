"""What is held and ordered, with the prices that a session's newest events tell."""

from dataclasses import replace

import pytest
from live_runs import Desk, desk_of
from scripted import start
from test_live_session import BARS, LONG

from tradecore.jobs import ProcessMark
from tradecore.live.events import Intent
from tradecore.live.pulse import Pulse, beat
from tradecore.simulation.rows import Rules
from tradecore.views.charts import Cell, Tone
from tradecore.views.holdings import held_grid, orders_grid

HERE = ProcessMark(1, 0.0, "here")
RISING = [{**bar, "close": 10.0 + 0.1 * place, "high": 11.0} for place, bar in enumerate(BARS)]
# Long from the second bar on; then an order that waits below the market.
WISHES = {("AAA", t): LONG for t in range(6)} | {("AAA", t): {**LONG, "target": 200.0, "limit": 9.0} for t in (6, 7)}


@pytest.fixture
def desk() -> Desk:
    return desk_of(start({"AAA": RISING}, WISHES, Rules(), 10_000.0))


def pulse_of(desk: Desk) -> Pulse:
    engine = desk.run()
    return beat(engine.state, HERE, "2026-03-28T21:00:00Z", "", engine.log.seq, 8)


def test_a_position_has_its_prices_and_what_it_has_gained(desk: Desk) -> None:
    pulse = pulse_of(desk)
    table = held_grid(pulse, desk.kept)
    assert table is not None
    gained = Cell("70.00", Tone.GOOD, 0.0), Cell("+7.00%", Tone.GOOD, 0.0)
    assert table.rows == (("AAA", "+100", "10.00", "10.70", *gained, "8.00", "12.00", "7"),)
    assert len(table.head) == len(table.rows[0])


def test_what_has_filled_since_leaves_its_prices_open(desk: Desk) -> None:
    pulse = replace(pulse_of(desk), positions={"AAA": 250.0, "BBB": -1.0})
    table = held_grid(pulse, desk.kept)
    assert table is not None
    assert table.rows[0] == ("AAA", "+250", "", "10.70", "", "", "", "", "")
    assert table.rows[1] == ("BBB", "-1", "", "", "", "", "", "", "")


def test_an_order_at_work_is_shown_as_it_left(desk: Desk) -> None:
    pulse = pulse_of(desk)
    [ref] = pulse.orders
    table = orders_grid(replace(pulse, orders=(ref, "x-exit")), desk.kept)
    assert table is not None
    assert table.rows == (
        ("AAA", "entry", "+100", "9.00", "", "8.00", "12.00", ref),
        ("", "exit", "", "", "", "", "", "x-exit"),
    )
    assert len(table.head) == len(table.rows[0])
    assert ref in [intent.order.ref for intent in desk.bodies(Intent)]


def test_nothing_held_and_nothing_ordered_is_no_table(desk: Desk) -> None:
    idle = replace(pulse_of(desk), positions={}, orders=())
    assert (held_grid(idle, desk.kept), orders_grid(idle, desk.kept)) == (None, None)

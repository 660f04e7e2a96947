"""What happens between a broker and its gateway, row by row: each fault is done to a gateway of our own."""

from collections.abc import Iterator
from typing import Any

import pytest
from ibkr_desk import IbkrDesk
from ibkr_faults import Faults

from tradecore.errors import LinkDown
from tradecore.live.events import BarRow, Commission, Fill, OrderStatus, Report
from tradecore.live.orders import Order
from tradecore_ibkr.broker import IbkrBroker

ENTRY = Order("a-entry", "AAPL", 10.0, 10.0, limit=100.0, stop=90.0, profit=120.0)


@pytest.fixture
def desk() -> Iterator[IbkrDesk]:
    made = IbkrDesk()
    yield made
    made.close()


@pytest.fixture
def faults(desk: IbkrDesk) -> Iterator[Faults]:
    made = Faults(desk)
    yield made
    made.heal()


@pytest.fixture
def broker(desk: IbkrDesk) -> IbkrBroker:
    made = desk.broker()
    made.connect()
    return made


def bar(desk: IbkrDesk, low: float = 98.0, high: float = 104.0, volume: float = 1e6) -> None:
    desk.move([BarRow("AAPL", 0, 0, 0, 100.0, high, low, 101.0, volume, 0, 1.0, 0.0)])


def told(broker: IbkrBroker, seconds: float = 1.0) -> list[Report]:
    found: list[Report] = []
    while more := broker.reports(seconds):
        found.extend(more)
    return found


def fills(reports: Any) -> list[tuple[str, float, float]]:
    return [(one.ref, one.quantity, one.price) for one in reports if isinstance(one, Fill)]


def statuses(reports: Any) -> list[tuple[str, str]]:
    return [(one.ref, one.status) for one in reports if isinstance(one, OrderStatus)]


def down(broker: IbkrBroker, seconds: float = 1.0) -> str:
    with pytest.raises(LinkDown) as caught:
        broker.reports(seconds)
    return caught.value.problem


def test_a_gateway_that_is_started_again_is_found_again(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    told(broker)
    faults.restart()
    assert down(broker)
    desk.pass_time(30.0)
    # It is up again, and yet nobody may go on as if nothing had been missed.
    assert broker.link.up
    assert down(broker) == "the link was lost, and is up again"
    broker.connect()
    assert broker.holdings().working == ("a-entry",)
    bar(desk)
    assert fills(told(broker)) == [("a-entry", 10.0, 100.0)]


def test_a_gateway_that_is_away_for_hours_is_tried_for_as_long(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.restart(4 * 3600.0)
    desk.pass_time(25.0)
    broker.connect()
    assert broker.holdings().complete


@pytest.mark.parametrize("lost", [False, True])
def test_behind_a_broken_gateway_fills_come_and_orders_do_not_leave(
    desk: IbkrDesk, faults: Faults, broker: IbkrBroker, *, lost: bool
) -> None:
    broker.submit(ENTRY)
    told(broker)
    faults.broken_off()
    assert not broker.link.up
    before = desk.gateway.order_messages
    with pytest.raises(LinkDown, match="Connectivity between IB"):
        broker.submit(Order("b-entry", "MSFT", 1.0, 1.0))
    assert desk.gateway.order_messages == before
    bar(desk)
    assert fills(broker.reports(1.0)) == [("a-entry", 10.0, 100.0)]
    down(broker)
    asked = desk.gateway.received["reqPositions"]
    faults.back(lost=lost)
    desk.pass_time(5.0)
    assert broker.link.up
    assert desk.gateway.received["reqPositions"] > asked
    down(broker)
    broker.connect()
    assert dict(broker.holdings().positions) == {"AAPL": 10.0}


def test_a_blip_that_nobody_saw_is_one(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.broken_off()
    faults.back()
    desk.pass_time(5.0)
    assert down(broker) == "the link was lost, and is up again"


def test_data_farms_that_break_leave_the_order_channel_alone(faults: Faults, broker: IbkrBroker) -> None:
    faults.say(2103, "Market data farm connection is broken:usfarm")
    faults.say(2105, "HMDS data farm connection is broken:ushmds")
    assert broker.link.stale == "broken off: usfarm, ushmds"
    broker.submit(ENTRY)
    assert statuses(told(broker)) == [("a-entry", "working")]
    faults.say(2104, "Market data farm connection is OK:usfarm")
    faults.say(2106, "HMDS data farm connection is OK:ushmds")
    assert broker.link.stale == ""


def test_a_competing_session_takes_the_data_and_not_the_orders(faults: Faults, broker: IbkrBroker) -> None:
    faults.say(10197, "No market data during competing live session")
    assert "another session" in broker.link.stale
    broker.submit(ENTRY)
    assert statuses(told(broker)) == [("a-entry", "working")]


def test_a_number_that_is_in_use_is_tried_until_it_is_free(desk: IbkrDesk) -> None:
    first, second = desk.broker(), desk.broker()
    first.connect()
    with pytest.raises(LinkDown, match="client number 1 is in use"):
        second.connect()
    first.close()
    desk.pass_time(25.0)
    second.connect()
    assert second.holdings().complete


def test_a_connection_that_is_half_open_is_found_out(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.half_open()
    broker.submit(ENTRY)
    desk.pass_time(16.0)
    assert "no answer to what time it is" in down(broker)
    faults.heal()
    desk.pass_time(30.0)
    broker.connect()
    assert broker.holdings().working == ()


def test_half_a_synchronisation_is_none(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.half_synchronised()
    down(broker)
    desk.pass_time(60.0)
    with pytest.raises(LinkDown, match="no answer to the orders that have ended"):
        broker.connect()
    faults.heal()
    desk.pass_time(30.0)
    broker.connect()


def test_an_order_that_is_swallowed_is_known_to_nobody(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.swallow()
    broker.submit(ENTRY)
    assert told(broker) == []
    desk.pass_time(10.0)
    assert broker.executions(0) == []
    assert broker.holdings().working == ()


def test_a_socket_that_dies_before_the_word_leaves_the_order_at_work(
    desk: IbkrDesk, faults: Faults, broker: IbkrBroker
) -> None:
    faults.drop_after()
    broker.submit(Order("a-entry", "AAPL", 10.0, 10.0))
    down(broker)
    bar(desk)
    desk.pass_time(30.0)
    broker.connect()
    assert fills(broker.executions(0)) == [("a-entry", 10.0, 100.0)]
    assert dict(broker.holdings().positions) == {"AAPL": 10.0}


def test_what_is_told_twice_counts_once(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.duplicate()
    broker.submit(ENTRY)
    bar(desk)
    reports = told(broker)
    assert fills(reports) == [("a-entry", 10.0, 100.0)]
    assert statuses(reports) == [("a-entry", "working"), ("a-entry", "filled")]


def test_a_commission_before_its_execution_is_not_lost(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.permute()
    broker.submit(ENTRY)
    bar(desk)
    found = [one for one in told(broker) if isinstance(one, Fill)]
    assert [one.ref for one in found] == ["a-entry"]
    desk.pass_time(31.0)
    late = [one for one in told(broker) if isinstance(one, Commission)]
    assert [found[0].commission, *(one.amount for one in late)] in ([1.0], [None, 1.0])


def test_a_commission_that_does_not_come_is_asked_for(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.without_commissions()
    broker.submit(ENTRY)
    desk.pass_time(1.0)
    bar(desk)
    [fill] = [one for one in broker.reports(0.0) if isinstance(one, Fill)]
    assert fill.commission is None
    faults.heal()
    desk.pass_time(31.0)
    told(broker)
    desk.pass_time(1.0)
    assert {one.id for one in told(broker) if isinstance(one, Commission)} <= {fill.id}
    assert broker.account.executions.charges == {fill.id: 1.0}


def test_a_correction_replaces_its_execution(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    bar(desk)
    [first] = [one for one in told(broker) if isinstance(one, Fill)]
    faults.correct(99.5)
    [second] = [one for one in told(broker) if isinstance(one, Fill)]
    assert (second.id, second.price) == (first.id, 99.5)
    assert fills(broker.executions(0)) == [("a-entry", 10.0, 99.5)]
    assert broker.account.executions.sum_of("a-entry") == 10.0


def test_a_status_is_no_fill(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    faults.without_executions()
    broker.submit(ENTRY)
    told(broker)
    bar(desk)
    # The executions are asked for before the order counts as filled.
    assert fills(told(broker)) == [("a-entry", 10.0, 100.0)]


@pytest.mark.parametrize("code", [321, 10349, 399, 201, 202, 110])
def test_no_error_ends_an_order(faults: Faults, broker: IbkrBroker, code: int) -> None:
    broker.submit(ENTRY)
    told(broker)
    faults.scold(code)
    assert statuses(told(broker)) == []
    assert broker.holdings().working == ("a-entry",)


def test_a_cancel_that_comes_too_late_tells_the_fill(desk: IbkrDesk, faults: Faults, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    told(broker)
    faults.slow()
    bar(desk)
    broker.cancel("a-entry")
    reports = told(broker, 3.0)
    assert fills(reports) == [("a-entry", 10.0, 100.0)]
    assert statuses(reports) == [("a-entry", "filled")]


def test_a_trade_by_hand_is_told_as_one(faults: Faults, broker: IbkrBroker) -> None:
    faults.trade_by_hand("AAPL", 7.0)
    [(ref, quantity, _)] = fills(told(broker))
    assert (ref.startswith("manual-"), quantity) == (True, 7.0)
    assert dict(broker.holdings().positions) == {"AAPL": 7.0}


def test_an_order_that_is_refused_says_why(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(Order("a-entry", "AAPL", 1e6, 1e6))
    [said] = told(broker)
    assert isinstance(said, OrderStatus)
    assert (said.status, "EQUITY WITH LOAN VALUE" in said.reason) == ("rejected", True)


def test_a_bar_count_that_cannot_be_kept_is_refused(broker: IbkrBroker) -> None:
    broker.submit(Order("a-entry", "AAPL", 1.0, 1.0, hold=3))
    assert statuses(told(broker)) == [("a-entry", "rejected")]

"""What happens between a broker and its gateway, row by row: each fault is done to a gateway of our own."""

from collections.abc import Iterator
from typing import Any

import pytest
from ibkr_desk import IbkrDesk

from tradecore.errors import LinkDown
from tradecore.live.events import BarRow, Commission, Fill, OrderStatus, Report
from tradecore.live.orders import Order
from tradecore_gateway.connection import Connection
from tradecore_gateway.wire import kinds
from tradecore_ibkr.broker import IbkrBroker

ENTRY = Order("a-entry", "AAPL", 10.0, 10.0, limit=100.0, stop=90.0, profit=120.0)


@pytest.fixture
def desk() -> Iterator[IbkrDesk]:
    made = IbkrDesk()
    yield made
    made.close()


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


def test_a_gateway_that_is_started_again_is_found_again(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    told(broker)
    desk.say("restart for 3s")
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
    desk.say("restart for 4h")
    desk.pass_time(4 * 3600.0)
    desk.pass_time(25.0)
    broker.connect()
    assert broker.holdings().complete


@pytest.mark.parametrize("lost", [False, True])
def test_behind_a_broken_gateway_fills_come_and_orders_do_not_leave(
    desk: IbkrDesk, broker: IbkrBroker, *, lost: bool
) -> None:
    broker.submit(ENTRY)
    told(broker)
    bar(desk)
    desk.say("error 1100")
    assert not broker.link.up
    before = desk.gateway.order_messages
    with pytest.raises(LinkDown, match="Connectivity between"):
        broker.submit(Order("b-entry", "MSFT", 1.0, 1.0))
    assert desk.gateway.order_messages == before
    assert fills(broker.reports(1.0)) == [("a-entry", 10.0, 100.0)]
    down(broker)
    asked = desk.gateway.received["reqPositions"]
    desk.say("error 1101" if lost else "error 1102")
    desk.pass_time(5.0)
    assert broker.link.up
    assert desk.gateway.received["reqPositions"] > asked
    down(broker)
    broker.connect()
    assert dict(broker.holdings().positions) == {"AAPL": 10.0}


def test_a_blip_that_nobody_saw_is_one(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("error 1100")
    desk.say("error 1102")
    desk.pass_time(5.0)
    assert down(broker) == "the link was lost, and is up again"


def test_data_farms_that_break_leave_the_order_channel_alone(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("error 2103", "error 2105")
    assert broker.link.stale == "broken off: usfarm, ushmds"
    broker.submit(ENTRY)
    assert statuses(told(broker)) == [("a-entry", "working")]
    desk.say("error 2104", "error 2106")
    assert broker.link.stale == ""


def test_a_competing_session_takes_the_data_and_not_the_orders(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.tell(10197, "No market data during competing live session")
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


def test_a_connection_that_is_half_open_is_found_out(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("half-open")
    broker.submit(ENTRY)
    desk.pass_time(16.0)
    assert "gave no answer to" in down(broker)
    desk.say("answer again")
    desk.pass_time(30.0)
    broker.connect()
    assert broker.holdings().working == ()


def test_half_a_synchronisation_is_none(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("ignore next reqCompletedOrders", "drop")
    down(broker)
    heard: set[str] = set()
    for _ in range(150):
        desk.pass_time(0.1)
        heard.add(broker.link.problem)
    assert "the gateway gave no answer to the orders that have ended" in heard
    desk.pass_time(20.0)
    broker.connect()


def test_an_order_that_is_swallowed_is_known_to_nobody(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("swallow next order")
    broker.submit(ENTRY)
    assert told(broker) == []
    desk.pass_time(10.0)
    assert broker.executions(0) == []
    assert broker.holdings().working == ()


def test_a_socket_that_dies_before_the_word_leaves_the_order_at_work(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("drop before next acknowledgement")
    broker.submit(Order("a-entry", "AAPL", 10.0, 10.0))
    down(broker)
    bar(desk)
    desk.pass_time(30.0)
    broker.connect()
    assert fills(broker.executions(0)) == [("a-entry", 10.0, 100.0)]
    assert dict(broker.holdings().positions) == {"AAPL": 10.0}


def test_what_is_told_twice_counts_once(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    bar(desk)
    desk.say("duplicate execution", "repeat executions")
    reports = told(broker)
    assert fills(reports) == [("a-entry", 10.0, 100.0)]
    assert statuses(reports) == [("a-entry", "working"), ("a-entry", "filled")]


def test_a_commission_before_its_execution_is_not_lost(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("next commission first")
    broker.submit(ENTRY)
    bar(desk)
    found = [one for one in told(broker) if isinstance(one, Fill)]
    assert [one.ref for one in found] == ["a-entry"]
    desk.pass_time(31.0)
    late = [one for one in told(broker) if isinstance(one, Commission)]
    assert [found[0].commission, *(one.amount for one in late)] in ([1.0], [None, 1.0])


def test_a_commission_that_does_not_come_is_asked_for(
    desk: IbkrDesk, broker: IbkrBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Connection.send

    def silent(connection: Connection, kind: int, *values: Any) -> None:
        if kind != kinds.COMMISSION_REPORT:
            send(connection, kind, *values)

    monkeypatch.setattr(Connection, "send", silent)
    broker.submit(ENTRY)
    bar(desk)
    [fill] = [one for one in told(broker) if isinstance(one, Fill)]
    assert fill.commission is None
    monkeypatch.undo()
    assert told(broker, 29.0) == []
    assert told(broker, 5.0) == [Commission(fill.id, 1.0)]


def test_a_correction_replaces_its_execution(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    bar(desk)
    [first] = [one for one in told(broker) if isinstance(one, Fill)]
    desk.say("correct execution to 99.5")
    [second] = [one for one in told(broker) if isinstance(one, Fill)]
    assert (second.id, second.price) == (first.id, 99.5)
    assert fills(broker.executions(0)) == [("a-entry", 10.0, 99.5)]
    assert broker.account.executions.sum_of("a-entry") == 10.0


def test_a_status_is_no_fill(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("hide next execution")
    broker.submit(ENTRY)
    told(broker)
    bar(desk)
    # The executions are asked for before the order counts as filled.
    assert fills(told(broker)) == [("a-entry", 10.0, 100.0)]


@pytest.mark.parametrize("code", [321, 10349, 399, 201, 202, 110])
def test_no_error_ends_an_order(desk: IbkrDesk, broker: IbkrBroker, code: int) -> None:
    broker.submit(ENTRY)
    told(broker)
    desk.say(f"error {code} on order")
    assert statuses(told(broker)) == []
    assert broker.holdings().working == ("a-entry",)


def test_a_cancel_that_comes_too_late_tells_the_fill(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(ENTRY)
    told(broker)
    desk.say("fill before next cancel")
    broker.cancel("a-entry")
    reports = told(broker)
    assert fills(reports) == [("a-entry", 10.0, 100.0)]
    assert statuses(reports) == [("a-entry", "filled")]


def test_a_trade_by_hand_is_told_as_one(desk: IbkrDesk, broker: IbkrBroker) -> None:
    desk.say("manual buy 7 AAPL")
    bar(desk)
    [(ref, quantity, _)] = fills(told(broker))
    assert (ref.startswith("manual-"), quantity) == (True, 7.0)
    assert dict(broker.holdings().positions) == {"AAPL": 7.0}


def test_an_order_that_is_refused_says_why(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(Order("a-entry", "AAPL", 1e6, 1e6))
    [said] = told(broker)
    assert isinstance(said, OrderStatus)
    assert (said.status, "EQUITY WITH LOAN VALUE" in said.reason) == ("rejected", True)


def test_a_bar_count_that_cannot_be_kept_is_refused(desk: IbkrDesk, broker: IbkrBroker) -> None:
    broker.submit(Order("a-entry", "AAPL", 1.0, 1.0, hold=3))
    assert statuses(told(broker)) == [("a-entry", "rejected")]

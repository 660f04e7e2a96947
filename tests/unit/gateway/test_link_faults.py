"""Faults of connections, as the real ib_insync meets them."""

import asyncio
from typing import Any

import pytest
from insync import LIBRARY, MONDAY, codes_of, connected, library, past, session, stock

from tradecore_gateway import Gateway, Plan
from tradecore_gateway.virtual import played


def test_a_restart_refuses_connections_for_its_time() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        gateway.play("after 10s restart for 40s")
        await asyncio.sleep(11)
        assert not ib.isConnected()
        with pytest.raises(ConnectionRefusedError):
            await ib.connectAsync("127.0.0.1", gateway.port, clientId=7)
        await asyncio.sleep(40)
        await ib.connectAsync("127.0.0.1", gateway.port, clientId=7)
        assert ib.isConnected()

    session(run)


def test_a_dropped_client_comes_back_and_others_stay() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        other = await connected(gateway, client=9)
        gateway.perform("drop client 7")
        await asyncio.sleep(1)
        assert (ib.isConnected(), other.isConnected()) == (False, True)
        other.disconnect()

    session(run)


def test_numbers_roll_back() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        await asyncio.sleep(90)
        trade = ib.placeOrder(contract, library().MarketOrder("BUY", 1))
        await asyncio.sleep(1)
        assert gateway.ledger.next_order(7) == trade.order.orderId + 1
        gateway.perform("roll back ids")
        gateway.perform("drop")
        await asyncio.sleep(1)
        assert gateway.ledger.next_order(7) == 1
        await ib.connectAsync("127.0.0.1", gateway.port, clientId=7)
        order = library().MarketOrder("BUY", 2)
        order.orderId = trade.order.orderId
        again = ib.placeOrder(contract, order)
        await asyncio.sleep(1)
        assert again.orderStatus.status == "Filled"
        assert [fill.execution.shares for fill in ib.fills()] == [1.0, 2.0]

    session(run)


def test_a_half_open_socket_takes_everything_and_answers_nothing() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        await asyncio.sleep(90)
        gateway.perform("half-open for 60s")
        trade = ib.placeOrder(contract, library().MarketOrder("BUY", 1))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(ib.reqCurrentTimeAsync(), 5)
        assert ib.isConnected()
        assert trade.orderStatus.status == "PendingSubmit"
        other = library().IB()
        with pytest.raises(asyncio.TimeoutError):
            await other.connectAsync("127.0.0.1", gateway.port, clientId=8, timeout=5)
        await asyncio.sleep(60)
        await ib.reqCurrentTimeAsync()
        assert gateway.received["placeOrder"] == 1
        assert not gateway.ledger.tickets

    session(run)


def test_the_link_to_the_broker_holds_orders_and_what_comes_of_them() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        heard, contract = codes_of(ib), await stock(ib)
        bars = await past(ib, contract, "1 D", "1 min", stays=True)
        await asyncio.sleep(90)
        gateway.perform("error 1100")
        seen = len(bars)
        trade = ib.placeOrder(contract, library().MarketOrder("BUY", 1))
        await asyncio.sleep(300)
        assert ib.isConnected()
        assert (trade.orderStatus.status, len(bars)) == ("PendingSubmit", seen)
        gateway.perform("error 1102")
        await asyncio.sleep(61)
        assert trade.orderStatus.status == "Filled"
        assert len(bars) > seen
        gateway.perform("error 1100")
        gateway.perform("error 1101")
        await asyncio.sleep(1)
        seen = len(bars)
        await asyncio.sleep(300)
        assert len(bars) == seen
        assert heard == [1100, 1102, 1100, 1101]

    session(run)


@pytest.mark.parametrize(("stops", "goes_on"), [("error 2103", "error 2104"), ("error 10197", "end competing session")])
def test_data_stop_and_go_on(stops: str, goes_on: str) -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        heard, contract = codes_of(ib), await stock(ib)
        bars = await past(ib, contract, "1 D", "1 min", stays=True)
        await asyncio.sleep(90)
        gateway.perform(stops)
        await asyncio.sleep(1)
        seen = len(bars)
        await asyncio.sleep(300)
        assert len(bars) == seen
        assert heard == [int(stops.split()[1])]
        gateway.perform(goes_on)
        await asyncio.sleep(120)
        assert len(bars) > seen

    session(run)


def test_bars_stall_silently_and_an_empty_answer_is_for_good() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        heard, contract = codes_of(ib), await stock(ib)
        bars = await past(ib, contract, "1 D", "1 min", stays=True)
        await asyncio.sleep(90)
        gateway.perform("stall bars")
        seen = len(bars)
        gateway.perform("next history empty")
        none = await past(ib, contract, "2 D", "1 min", stays=True)
        await asyncio.sleep(300)
        assert (len(bars), len(none), heard) == (seen, 0, [])
        gateway.perform("next history error 162")
        assert not await past(ib, contract, "3 D", "1 min", stays=True)
        assert heard == [162]

    session(run)


def test_a_client_id_in_use_is_told_before_the_socket_dies() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        gateway.perform("client 5 in use for 30s")
        other = library().IB()
        heard = codes_of(other)
        with pytest.raises((asyncio.TimeoutError, ConnectionError)):
            await other.connectAsync("127.0.0.1", gateway.port, clientId=5, timeout=4)
        assert heard == [326]
        await asyncio.sleep(30)
        await other.connectAsync("127.0.0.1", gateway.port, clientId=5, timeout=4)
        other.disconnect()

    session(run)


@pytest.mark.parametrize("name", ["reqPositions", "reqOpenOrders", "reqExecutions", "reqCompletedOrders"])
def test_a_first_synchronisation_stays_half_done(name: str) -> None:
    async def whole() -> None:
        gateway = Gateway(Plan(start=MONDAY))
        await gateway.start()
        gateway.perform(f"ignore next {name}")
        ib = library().IB()
        # One library fails then, the other logs it; of the rest both make a line in a log.
        if (name, LIBRARY) == ("reqExecutions", "ib_insync"):
            with pytest.raises(asyncio.TimeoutError):
                await ib.connectAsync("127.0.0.1", gateway.port, clientId=7, timeout=4)
        else:
            await ib.connectAsync("127.0.0.1", gateway.port, clientId=7, timeout=4)
        assert gateway.received[name] == 1
        ib.disconnect()
        await gateway.stop()

    played(whole())


def test_delays_and_clocks() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        loop = asyncio.get_running_loop()
        gateway.perform("delay 700ms")
        begun = loop.time()
        first = await ib.reqCurrentTimeAsync()
        assert loop.time() - begun == pytest.approx(0.7)
        gateway.perform("delay 0s")
        gateway.perform("clock ahead 40s")
        assert ((await ib.reqCurrentTimeAsync()) - first).total_seconds() == pytest.approx(40, abs=1)

    session(run)

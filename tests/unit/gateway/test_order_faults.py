"""Faults of orders, executions and commissions, as the real ib_insync meets them."""

import asyncio
from typing import Any

import pytest
from insync import WARNED, library, trading

from tradecore_gateway import Gateway


def buy(ib: Any, contract: Any, size: float = 100.0, ref: str = "x-entry") -> Any:
    return ib.placeOrder(contract, library().MarketOrder("BUY", size, orderRef=ref))


async def back(gateway: Gateway, ib: Any) -> None:
    await asyncio.sleep(1)
    await ib.connectAsync("127.0.0.1", gateway.port, clientId=7, timeout=20)


def test_a_swallowed_order_is_nowhere() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("swallow next order")
        trade = buy(ib, contract)
        await asyncio.sleep(60)
        assert trade.orderStatus.status == "PendingSubmit"
        assert await ib.reqAllOpenOrdersAsync() == await ib.reqCompletedOrdersAsync(apiOnly=False) == []
        assert buy(ib, contract)
        await asyncio.sleep(1)
        assert len(ib.fills()) == 1

    assert trading(run).order_messages == 2


@pytest.mark.parametrize(
    ("sentence", "position"),
    [("drop before next acknowledgement", 100.0), ("drop after next acknowledgement", 100.0), ("lose next order", 0.0)],
)
def test_the_socket_dies_around_the_acknowledgement(sentence: str, position: float) -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform(sentence)
        live: list[Any] = []
        states: list[str] = []
        ib.execDetailsEvent += lambda trade, fill: live.append(fill)
        ib.orderStatusEvent += lambda trade: states.append(trade.orderStatus.status)
        buy(ib, contract)
        await asyncio.sleep(1)
        assert not ib.isConnected()
        assert states == (["Submitted"] if "after" in sentence else [])
        await back(gateway, ib)
        assert sum(one.position for one in ib.positions()) == position
        assert [fill.execution.orderRef for fill in ib.fills()] == (["x-entry"] if position else [])
        # What is recovered raises no event in the library.
        assert live == []

    trading(run)


def test_a_rejected_order_says_so_and_is_among_the_ended() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("reject next order with 201 saying Order rejected - reason:no")
        heard: list[tuple[int, str]] = []
        ib.errorEvent += lambda request, code, message, _: heard.append((code, message))
        trade = buy(ib, contract)
        await asyncio.sleep(1)
        assert heard == [(201, "Order rejected - reason:no")]
        assert trade.orderStatus.status == "Inactive"
        [ended] = await ib.reqCompletedOrdersAsync(apiOnly=False)
        assert ended.orderStatus.status == "Inactive"

    trading(run)


def test_a_part_fills_and_the_rest_waits_for_the_next_bar() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("fill AAPL 60 of 100")
        trade = buy(ib, contract)
        await asyncio.sleep(1)
        assert (trade.orderStatus.status, trade.orderStatus.filled, trade.orderStatus.remaining) == (
            "Submitted",
            60,
            40,
        )
        await asyncio.sleep(60)
        assert trade.orderStatus.status == "Filled"
        assert [fill.execution.cumQty for fill in trade.fills] == [60.0, 100.0]
        assert sum(fill.commissionReport.commission for fill in trade.fills) == 1.0

    trading(run)


def test_executions_are_repeated_and_corrected() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        trade = buy(ib, contract)
        await asyncio.sleep(1)
        gateway.perform("duplicate execution")
        await asyncio.sleep(1)
        assert len(trade.fills) == 1
        price = trade.fills[0].execution.price
        gateway.perform(f"correct execution to {price + 1}")
        await asyncio.sleep(1)
        # The library counts it twice.
        assert [fill.execution.execId[-3:] for fill in trade.fills] == [".01", ".02"]
        assert trade.fills[1].execution.price == price + 1
        [position] = ib.positions()
        assert (position.position, position.avgCost) == (100.0, pytest.approx(price + 1 + 0.01))

    trading(run)


def test_commissions_come_early_late_and_never() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        heard: list[str] = []
        ib.commissionReportEvent += lambda trade, fill, report: heard.append(trade.order.orderRef)
        gateway.play("next commission first\nnext commission late 20s\nnext commission never")
        await asyncio.sleep(0)
        for ref in ("early", "late", "never", "plain"):
            buy(ib, contract, ref=ref)
            await asyncio.sleep(1)
        # One that is told before its fill is dropped by the library.
        assert heard == ["plain"]
        await asyncio.sleep(30)
        assert heard == ["plain", "late"]

    trading(run)


def test_a_hidden_execution_is_told_to_who_asks() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("hide next execution")
        trade = buy(ib, contract)
        await asyncio.sleep(1)
        assert (trade.orderStatus.status, trade.fills) == ("Filled", [])
        assert len(await ib.reqExecutionsAsync()) == 1

    trading(run)


def test_a_cancel_races_a_fill() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        heard: list[int] = []
        ib.errorEvent += lambda request, code, message, _: heard.append(code)
        trade = ib.placeOrder(contract, library().LimitOrder("BUY", 100, 100.0))
        await asyncio.sleep(1)
        gateway.perform("fill before next cancel")
        ib.cancelOrder(trade.order)
        await asyncio.sleep(1)
        assert heard == [10148]
        assert (trade.orderStatus.status, len(trade.fills)) == ("Filled", 1)

    trading(run)


@pytest.mark.parametrize("code", [399, 10349, 321])
def test_a_code_about_a_working_order_leaves_it_working(code: int) -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        trade = ib.placeOrder(contract, library().LimitOrder("BUY", 100, 100.0))
        await asyncio.sleep(1)
        gateway.perform(f"error {code} on order")
        await asyncio.sleep(1)
        # The library believes what is an error to it.
        believed = "Submitted" if code == 399 else "Cancelled"
        assert trade.orderStatus.status == (believed if code == 10349 else WARNED or believed)
        assert [one.order.orderId for one in await ib.reqAllOpenOrdersAsync()] == [trade.order.orderId]

    trading(run)


def test_a_trade_by_hand_changes_the_position_and_is_no_order_of_ours() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("manual buy 30 AAPL")
        gateway.perform("manual sell 10 AAPL at 900")
        await asyncio.sleep(1)
        assert [one.position for one in ib.positions()] == [30.0]
        assert ib.fills() == ib.openTrades() == []
        [fill] = await ib.reqExecutionsAsync()
        assert (fill.execution.orderId, fill.execution.clientId, fill.execution.orderRef) == (0, 0, "")
        [other] = await ib.reqAllOpenOrdersAsync()
        assert (other.order.orderId, other.order.lmtPrice) == (0, 900.0)

    assert trading(run).order_messages == 0


def test_an_order_is_held_and_a_symbol_frozen() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("hold next order for 20s")
        trade = buy(ib, contract)
        await asyncio.sleep(19)
        assert trade.orderStatus.status == "PendingSubmit"
        gateway.perform("freeze AAPL")
        await asyncio.sleep(120)
        assert trade.orderStatus.status == "Submitted"
        gateway.perform("fill AAPL 40")
        gateway.perform("thaw AAPL")
        await asyncio.sleep(1)
        assert trade.orderStatus.filled == 40.0
        await asyncio.sleep(60)
        assert trade.orderStatus.status == "Filled"

    trading(run)


def test_prices_move_and_stops_are_hit() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        trade = buy(ib, contract)
        await asyncio.sleep(1)
        price = trade.orderStatus.avgFillPrice
        stop = ib.placeOrder(contract, library().StopOrder("SELL", 100, round(price * 0.98, 2)))
        await asyncio.sleep(1)
        assert stop.orderStatus.status == "PreSubmitted"
        gateway.perform("move AAPL -5%")
        await asyncio.sleep(61)
        assert stop.orderStatus.avgFillPrice == pytest.approx(price * 0.95, rel=0.005)
        assert ib.positions() == []

    trading(run)


def test_a_bracket_is_swallowed_or_rejected_as_one() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("swallow next order")
        for order in ib.bracketOrder("BUY", 10, 150.0, 200.0, 100.0):
            ib.placeOrder(contract, order)
        await asyncio.sleep(1)
        assert await ib.reqAllOpenOrdersAsync() == []
        gateway.perform("reject next order")
        trades = [ib.placeOrder(contract, order) for order in ib.bracketOrder("BUY", 10, 150.0, 200.0, 100.0)]
        await asyncio.sleep(1)
        assert [trade.orderStatus.status for trade in trades] == ["Inactive", "Cancelled", "Cancelled"]
        assert not gateway.ledger.working()

    trading(run)

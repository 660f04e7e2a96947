"""Orders of every kind, as the real ib_insync gives, changes and cancels them."""

import asyncio
from typing import Any

import pytest
from insync import MONDAY, WARNED, codes_of, connected, library, trading

from tradecore.instants import parse_instant
from tradecore_gateway import AccountPlan, Gateway, Plan

CLOSED = parse_instant("2026-03-02T22:30:00Z")
HALF_DAY = parse_instant("2026-11-27T17:58:30Z")


def states(*trades: Any) -> list[str]:
    return [trade.orderStatus.status for trade in trades]


async def price_of(gateway: Gateway) -> float:
    return gateway.tape.last(gateway.listings[0])


def test_a_bracket_guards_what_its_parent_has_filled() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        price = await price_of(gateway)
        gateway.perform("freeze AAPL")
        orders = ib.bracketOrder("BUY", 100, round(price + 1, 2), round(price * 1.02, 2), round(price * 0.98, 2))
        trades = [ib.placeOrder(contract, order) for order in orders]
        await asyncio.sleep(1)
        assert states(*trades) == ["Submitted", "PreSubmitted", "PreSubmitted"]
        assert [trade.orderStatus.whyHeld for trade in trades] == ["", "child", "child"]
        assert [trade.orderStatus.parentId for trade in trades[1:]] == [orders[0].orderId] * 2
        gateway.perform("thaw AAPL")
        await asyncio.sleep(61)
        assert states(*trades) == ["Filled", "Submitted", "PreSubmitted"]
        gateway.perform("move AAPL -5%")
        await asyncio.sleep(61)
        assert states(*trades) == ["Filled", "Cancelled", "Filled"]
        assert ib.positions() == []
        assert trades[2].fills[0].commissionReport.realizedPNL < 0

    trading(run)


def test_only_the_last_order_of_a_family_sends_it() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        parent, target, stop = ib.bracketOrder("BUY", 10, 500.0, 900.0, 5.0)
        ib.placeOrder(contract, parent)
        ib.placeOrder(contract, target)
        await asyncio.sleep(60)
        assert await ib.reqAllOpenOrdersAsync() == []
        ib.placeOrder(contract, stop)
        await asyncio.sleep(1)
        assert len(ib.fills()) == 1
        assert len(await ib.reqAllOpenOrdersAsync()) == 2

    trading(run)


def test_a_parent_that_is_cancelled_takes_its_children_unless_it_has_filled() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        trades = [ib.placeOrder(contract, order) for order in ib.bracketOrder("BUY", 10, 100.0, 900.0, 5.0)]
        await asyncio.sleep(1)
        ib.cancelOrder(trades[0].order)
        await asyncio.sleep(1)
        assert states(*trades) == ["Cancelled"] * 3
        gateway.perform("fill AAPL 4 of 10")
        trades = [ib.placeOrder(contract, order) for order in ib.bracketOrder("BUY", 10, 500.0, 900.0, 5.0)]
        await asyncio.sleep(1)
        ib.cancelOrder(trades[0].order)
        await asyncio.sleep(1)
        assert states(*trades) == ["Cancelled", "Submitted", "PreSubmitted"]
        assert [trade.order.totalQuantity for trade in trades[1:]] == [4.0, 4.0]

    trading(run)


@pytest.mark.parametrize(("kind", "left"), [(1, []), (3, [70.0])])
def test_orders_of_one_group_cancel_or_reduce_each_other(kind: int, left: list[float]) -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        orders = [library().LimitOrder("BUY", 100, 100.0), library().LimitOrder("BUY", 100, 99.0)]
        for order in ib.oneCancelsAll(orders, "group", kind):
            ib.placeOrder(contract, order)
        await asyncio.sleep(1)
        gateway.perform("fill AAPL 30")
        await asyncio.sleep(1)
        assert [trade.order.totalQuantity for trade in ib.openTrades() if trade.order.lmtPrice == 99.0] == left

    trading(run)


def test_an_order_is_changed_while_it_works() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        heard, price = codes_of(ib), await price_of(gateway)
        order = library().LimitOrder("BUY", 100, 100.0)
        trade = ib.placeOrder(contract, order)
        await asyncio.sleep(1)
        order.totalQuantity, order.lmtPrice = 50, 101.0
        ib.placeOrder(contract, order)
        await asyncio.sleep(1)
        [seen] = await ib.reqAllOpenOrdersAsync()
        assert (seen.order.totalQuantity, seen.order.lmtPrice) == (50.0, 101.0)
        order.lmtPrice = round(price + 5, 2)
        ib.placeOrder(contract, order)
        await asyncio.sleep(1)
        assert (trade.orderStatus.status, trade.orderStatus.filled) == ("Filled", 50.0)
        ib.client.placeOrder(order.orderId, contract, order)
        await asyncio.sleep(1)
        assert heard == [104]

    trading(run)


def test_stops_and_stop_limits_trigger_where_they_are_touched() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        price = await price_of(gateway)
        stop = ib.placeOrder(contract, library().StopOrder("BUY", 10, round(price * 1.01, 2)))
        both = ib.placeOrder(
            contract, library().StopLimitOrder("BUY", 10, round(price * 1.02, 2), round(price * 1.01, 2))
        )
        await asyncio.sleep(1)
        assert states(stop, both) == ["PreSubmitted", "PreSubmitted"]
        gateway.perform("move AAPL +5%")
        await asyncio.sleep(61)
        # The open has passed the limit of one; the other takes what is there.
        assert states(stop, both) == ["Filled", "Submitted"]
        assert stop.orderStatus.avgFillPrice == pytest.approx(price * 1.05, rel=0.005)
        gateway.perform("move AAPL -3.5%")
        await asyncio.sleep(61)
        assert both.orderStatus.avgFillPrice <= round(price * 1.02, 2)

    trading(run)


def test_each_client_has_its_own_orders_and_a_global_cancel_has_all() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        other = await connected(gateway, client=8)
        heard = codes_of(other)
        mine = ib.placeOrder(contract, library().LimitOrder("BUY", 1, 100.0))
        theirs = other.placeOrder(contract, library().LimitOrder("BUY", 2, 100.0))
        await asyncio.sleep(1)
        gateway.perform("manual buy 3 AAPL at 100")
        assert [trade.order.totalQuantity for trade in await ib.reqOpenOrdersAsync()] == [1.0]
        assert [trade.order.totalQuantity for trade in await other.reqAllOpenOrdersAsync()] == [1.0, 2.0, 3.0]
        other.client.cancelOrder(mine.order.orderId + 50)
        await asyncio.sleep(1)
        assert (heard, states(mine)) == ([10147], ["Submitted"])
        other.reqGlobalCancel()
        await asyncio.sleep(1)
        assert states(mine, theirs) == ["Cancelled", "Cancelled"]
        assert await ib.reqAllOpenOrdersAsync() == []
        other.disconnect()

    trading(run)


def test_client_0_binds_what_is_given_by_hand() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        gateway.perform("manual buy 3 AAPL at 100")
        first = await connected(gateway, client=0)
        await asyncio.sleep(1)
        [trade] = first.openTrades()
        assert trade.order.orderId < 0
        first.client.cancelOrder(trade.order.orderId)
        await asyncio.sleep(1)
        assert not gateway.ledger.working()
        first.disconnect()

    trading(run)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"orderType": "PEG MID"}, 321),
        ({"orderType": "MOO"}, 387),
        ({"totalQuantity": 0}, 321),
        ({"totalQuantity": 1.5}, 10243),
        ({"lmtPrice": 100.001}, 110),
        ({"tif": "XYZ"}, 321),
        ({"account": "DU999"}, 321),
        ({"parentId": 77}, 135),
        ({"totalQuantity": 10_000_000}, 201),
        ({"whatIf": True}, 321),
        ({"algoStrategy": "Twap"}, 321),
        ({"orderId": 1}, 103),
    ],
    ids=lambda change: "-".join(change) if isinstance(change, dict) else str(change),
)
def test_what_is_wrong_with_an_order_is_told_in_the_vendor_s_codes(change: dict[str, Any], code: int) -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        heard = codes_of(ib)
        ib.placeOrder(contract, library().LimitOrder("BUY", 1, 100.0))
        order = library().LimitOrder("BUY", 10, 100.0)
        for name, value in change.items():
            setattr(order, name, value)
        order.orderId = order.orderId or ib.client.getReqId()
        ib.client.placeOrder(order.orderId, contract, order)
        await asyncio.sleep(1)
        assert heard == [code]
        assert len(gateway.ledger.working()) == 1

    trading(run)


def test_an_order_of_several_accounts_has_to_name_one() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        heard = codes_of(ib)
        ib.placeOrder(contract, library().MarketOrder("BUY", 1))
        await asyncio.sleep(1)
        assert heard == [435]
        ib.placeOrder(contract, library().MarketOrder("BUY", 1, account="U7654321"))
        await asyncio.sleep(1)
        assert [(one.account, one.position) for one in ib.positions()] == [("U7654321", 1.0)]
        assert ib.managedAccounts() == ["DF1111111", "U7654321"]

    trading(run, Plan(accounts=(AccountPlan("DF1111111"), AccountPlan("U7654321", 5_000.0)), start=MONDAY))


def test_an_order_that_comes_at_night_waits_for_the_open_and_says_so() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        heard = codes_of(ib)
        trade = ib.placeOrder(contract, library().MarketOrder("BUY", 1, tif="GTC"))
        await asyncio.sleep(1)
        assert (heard, states(trade)) == ([399], [WARNED or "PreSubmitted"])
        await asyncio.sleep(17 * 3600)
        assert states(trade) == ["Filled"]
        assert f"{trade.fills[0].execution.time:%Y-%m-%d %H:%M}" == "2026-03-03 14:30"

    trading(run, Plan(start=CLOSED))


def test_a_half_day_ends_orders_of_the_day_at_one() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        [details] = await ib.reqContractDetailsAsync(contract)
        assert details.liquidHours.startswith("20261127:0930-20261127:1300;20261128:CLOSED")
        day = ib.placeOrder(contract, library().LimitOrder("BUY", 1, 100.0, tif="DAY"))
        good = ib.placeOrder(contract, library().LimitOrder("BUY", 1, 100.0, tif="GTC"))
        await asyncio.sleep(60)
        assert states(day, good) == ["Cancelled", "Submitted"]

    trading(run, Plan(start=HALF_DAY), wait=40.0)


def test_a_flip_is_one_order_that_closes_and_opens() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        ib.placeOrder(contract, library().MarketOrder("BUY", 100))
        await asyncio.sleep(1)
        ib.placeOrder(contract, library().MarketOrder("SELL", 150))
        await asyncio.sleep(1)
        [position] = ib.positions()
        bought, sold = (fill.execution.price for fill in ib.fills())
        assert position.position == -50.0
        assert position.avgCost == pytest.approx(sold, abs=0.05)
        assert gateway.ledger.accounts["DU1234567"].cash == pytest.approx(1e6 - 100 * bought + 150 * sold - 2.0)

    trading(run)


def test_futures_and_pairs_are_traded_with_their_multipliers() -> None:
    async def run(gateway: Gateway, ib: Any, contract: Any) -> None:
        [future] = await ib.qualifyContractsAsync(library().Future("ES", "202603", "CME"))
        assert (future.localSymbol, future.multiplier, future.lastTradeDateOrContractMonth) == (
            "ESH6",
            "50",
            "20260320",
        )
        [pair] = await ib.qualifyContractsAsync(library().Forex("EURUSD"))
        assert (pair.localSymbol, pair.exchange) == ("EUR.USD", "IDEALPRO")
        bought = ib.placeOrder(future, library().MarketOrder("BUY", 1))
        changed = ib.placeOrder(pair, library().MarketOrder("SELL", 20_000))
        await asyncio.sleep(1)
        assert states(bought, changed) == ["Filled", "Filled"]
        costs = {one.contract.symbol: one.avgCost for one in ib.positions()}
        assert costs["ES"] == pytest.approx(bought.orderStatus.avgFillPrice * 50 + 2.25)
        assert bought.fills[0].commissionReport.commission == 2.25
        assert changed.fills[0].commissionReport.commission == 2.0
        hours = (await ib.reqContractDetailsAsync(future))[0]
        assert (hours.timeZoneId, hours.liquidHours[:27]) == ("US/Central", "20260302:0830-20260302:1500")

    trading(run)

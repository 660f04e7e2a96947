"""The real ib_insync over a real socket: what it asks the gateway for, and what it makes of the answers."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from insync import MONDAY, NEWEST, connected, library, past, session, stock

from tradecore_gateway import AccountPlan, Gateway, Plan
from tradecore_gateway.virtual import played


def test_it_connects_and_knows_its_account() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        assert ib.client.serverVersion() == NEWEST
        assert ib.managedAccounts() == ["DU1234567"]
        values = {value.tag: value.value for value in ib.accountValues() if value.currency == "USD"}
        assert values["NetLiquidation"] == values["TotalCashValue"] == "1000000.00"
        assert values["BuyingPower"] == "4000000.00"
        assert ib.positions() == ib.openTrades() == ib.fills() == []
        assert (await ib.reqCurrentTimeAsync()) == datetime(2026, 3, 2, 14, 29, tzinfo=UTC)
        summary = {value.tag for value in await ib.accountSummaryAsync()}
        assert {"NetLiquidation", "BuyingPower", "AccountType"} <= summary

    gateway = session(run)
    assert gateway.order_messages == 0
    assert gateway.received["reqPositions"] == gateway.received["startApi"] == 1


@pytest.mark.parametrize("version", [157, 160, 163, 164, 166, 170, 176])
def test_a_contract_is_qualified_whatever_version_is_agreed(version: int) -> None:
    async def whole() -> None:
        gateway = Gateway(Plan(start=MONDAY))
        await gateway.start()
        ib = await connected(gateway, version=version)
        assert ib.client.serverVersion() == version
        contract = await stock(ib)
        assert (contract.conId, contract.primaryExchange, contract.exchange) == (265598, "NASDAQ", "SMART")
        [details] = await ib.reqContractDetailsAsync(contract)
        assert (details.minTick, details.timeZoneId, details.longName) == (0.01, "US/Eastern", "APPLE INC")
        assert details.liquidHours.startswith("20260302:0930-20260302:1600;20260303:0930-20260303:1600;")
        assert details.tradingHours.endswith(";20260307:CLOSED")
        ib.disconnect()
        await gateway.stop()

    played(whole())


def test_a_market_order_is_filled_reported_and_charged() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        heard: list[str] = []
        ib.execDetailsEvent += lambda trade, fill: heard.append(f"fill {fill.execution.shares:g}")
        ib.commissionReportEvent += lambda trade, fill, report: heard.append(f"commission {report.commission:g}")
        ib.orderStatusEvent += lambda trade: heard.append(trade.orderStatus.status)
        await asyncio.sleep(90)
        trade = ib.placeOrder(contract, library().MarketOrder("BUY", 300, orderRef="abc-entry"))
        await asyncio.sleep(1)
        assert heard == ["Submitted", "fill 300", "Filled", "commission 1.5"]
        assert trade.orderStatus.permId == trade.order.permId > 0
        assert trade.fills[0].execution.orderRef == "abc-entry"
        [position] = ib.positions()
        assert (position.account, position.position) == ("DU1234567", 300.0)
        [item] = ib.portfolio()
        assert item.averageCost == pytest.approx(trade.orderStatus.avgFillPrice + 1.5 / 300)
        [fill] = await ib.reqExecutionsAsync()
        assert fill.execution.execId == trade.fills[0].execution.execId
        assert fill.execution.time == datetime(2026, 3, 2, 14, 30, 30, tzinfo=UTC)
        [done] = await ib.reqCompletedOrdersAsync(apiOnly=False)
        assert (done.orderStatus.status, done.order.orderRef) == ("Filled", "abc-entry")

    assert session(run).order_messages == 1


def test_bars_of_minutes_and_days_come_as_seconds_and_dates() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        await asyncio.sleep(5 * 60)
        minutes = await past(ib, contract, "1 D", "1 min")
        assert [bar.date.minute for bar in minutes] == [30, 31, 32, 33]
        assert all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in minutes)
        fives = await past(ib, contract, "2 D", "5 mins", "20260227-21:00:00")
        assert len(fives) == 156
        hours = await past(ib, contract, "1 D", "1 hour", "20260227-21:00:00")
        assert [f"{bar.date:%H:%M}" for bar in hours[:2]] == ["14:30", "15:00"]
        assert hours[0].open == fives[78].open
        assert hours[-1].close == fives[-1].close
        days = await past(ib, contract, "1 M", "1 day")
        assert f"{days[-2].date:%Y-%m-%d}" == "2026-02-27"
        assert days[-2].close == fives[-1].close
        first = await ib.reqHeadTimeStampAsync(contract, "TRADES", useRTH=True, formatDate=2)
        assert first == datetime(2004, 1, 2, 14, 30, tzinfo=UTC)

    session(run)


def test_bars_that_stay_up_to_date_are_those_of_history() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        await asyncio.sleep(70)
        bars = await past(ib, contract, "1 D", "1 min", stays=True)
        news: list[bool] = []
        bars.updateEvent += lambda _, new: news.append(new)
        await asyncio.sleep(10 * 60)
        assert news.count(True) == 10
        assert len(bars) == 11
        again = await past(ib, contract, "1 D", "1 min")
        assert list(bars)[:10] == list(again)[:10]

    session(run)


def test_an_unknown_symbol_is_an_error_200() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        codes: list[int] = []
        ib.errorEvent += lambda request, code, message, contract: codes.append(code)
        assert not any(await ib.qualifyContractsAsync(library().Stock("NOSUCH", "SMART", "USD")))
        assert codes == [200]

    session(run)


def test_a_second_client_with_the_same_id_is_sent_away() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        other = library().IB()
        codes: list[int] = []
        other.errorEvent += lambda request, code, message, contract: codes.append(code)
        with pytest.raises((asyncio.TimeoutError, ConnectionError)):
            await other.connectAsync("127.0.0.1", gateway.port, clientId=7, timeout=3)
        assert codes == [326]
        assert ib.isConnected()

    session(run)


def test_the_account_outlives_the_gateway() -> None:
    async def whole() -> None:
        gateway = Gateway(Plan(accounts=(AccountPlan("DU7654321", 50_000.0),), start=MONDAY))
        await gateway.start()
        ib = await connected(gateway)
        contract = await stock(ib)
        await asyncio.sleep(90)
        ib.placeOrder(contract, library().MarketOrder("BUY", 10))
        ib.placeOrder(contract, library().LimitOrder("BUY", 10, 100.0, tif="GTC", orderRef="rests"))
        await asyncio.sleep(1)
        await gateway.stop()
        await asyncio.sleep(0.1)
        assert not ib.isConnected()
        again = Gateway(gateway.plan, ledger=gateway.ledger)
        await again.start()
        ib = await connected(again)
        assert [position.position for position in ib.positions()] == [10.0]
        assert [trade.order.orderRef for trade in ib.openTrades()] == ["rests"]
        assert len(ib.fills()) == 1
        assert ib.client.getReqId() > max(trade.order.orderId for trade in ib.openTrades())
        ib.disconnect()
        await again.stop()

    played(whole())

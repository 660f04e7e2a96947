"""Ticks, small bars, profit and the vendor's limits, as the real ib_insync meets them."""

import asyncio
from typing import Any

import pytest
from insync import MONDAY, codes_of, library, past, session, stock

from tradecore_gateway import Gateway, Plan


def test_ticks_follow_the_market() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        await asyncio.sleep(90)
        ticker = ib.reqMktData(contract)
        seen: list[float] = []
        ticker.updateEvent += lambda one: seen.append(one.last)
        await asyncio.sleep(1)
        assert (round(ticker.ask - ticker.bid, 6), ticker.minTick) == (0.02, 0.01)
        assert ticker.bid < ticker.last < ticker.ask
        await asyncio.sleep(300)
        assert ticker.last == gateway.tape.last(gateway.listings[0])
        assert len(set(seen)) > 5
        ib.cancelMktData(contract)
        await asyncio.sleep(1)
        count = len(seen)
        await asyncio.sleep(300)
        assert len(seen) == count
        [snapshot] = await ib.reqTickersAsync(contract)
        assert snapshot.last == gateway.tape.last(gateway.listings[0])

    session(run)


def test_bars_of_five_seconds_add_up_to_those_of_minutes() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        small = ib.reqRealTimeBars(contract, 5, "TRADES", useRTH=True)
        await asyncio.sleep(60 + 5 * 60)
        minutes = await past(ib, contract, "1 D", "1 min")
        assert len(small) == 60
        for k, bar in enumerate(list(minutes)[:5]):
            parts = small[12 * k : 12 * (k + 1)]
            assert (parts[0].time, parts[0].open_, parts[-1].close) == (bar.date, bar.open, bar.close)
            assert (max(one.high for one in parts), min(one.low for one in parts)) == (bar.high, bar.low)
            assert sum(one.volume for one in parts) == bar.volume
        ib.cancelRealTimeBars(small)
        await asyncio.sleep(60)
        assert len(small) == 60

    session(run)


def test_profit_and_loss_of_an_account_and_of_a_position() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        whole, one = ib.reqPnL("DU1234567"), ib.reqPnLSingle("DU1234567", "", contract.conId)
        await asyncio.sleep(90)
        ib.placeOrder(contract, library().MarketOrder("BUY", 100))
        await asyncio.sleep(1)
        assert (whole.unrealizedPnL, whole.realizedPnL) == (pytest.approx(-1.0), 0.0)
        assert (one.position, one.unrealizedPnL) == (100, pytest.approx(-1.0))
        ib.placeOrder(contract, library().MarketOrder("SELL", 100))
        await asyncio.sleep(1)
        assert (whole.unrealizedPnL, whole.realizedPnL) == (0.0, pytest.approx(-2.0))

    session(run)


def test_symbols_are_looked_for_and_rules_of_prices_told() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        found = await ib.reqMatchingSymbolsAsync("micro")
        assert [one.contract.symbol for one in found] == ["MSFT"]
        [rule] = await ib.reqMarketRuleAsync(26)
        assert (rule.lowEdge, rule.increment) == (0.0, 0.01)

    session(run)


def test_history_is_paced() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        heard, contract = codes_of(ib), await stock(ib)
        end = "20260227-21:00:00"
        assert await past(ib, contract, "1 D", "1 hour", end)
        assert not await past(ib, contract, "1 D", "1 hour", end)
        assert heard == [162]
        await asyncio.sleep(16)
        assert await past(ib, contract, "1 D", "1 hour", end)
        await asyncio.sleep(16)
        for hour in range(6):
            await past(ib, contract, "1 D", "1 hour", f"20260226-{15 + hour}:00:00")
        assert heard == [162, 162]
        await asyncio.sleep(600)
        for minute in range(61):
            await past(ib, contract, "1 D", "1 hour", f"20260225-15:{minute % 60:02d}:{minute // 60:02d}")
            await asyncio.sleep(2)
        assert heard == [162, 162, 162]

    session(run, Plan(start=MONDAY))


def test_messages_are_paced_unless_the_plan_says_otherwise() -> None:
    async def flood(gateway: Gateway, ib: Any) -> None:
        ib.client.MaxRequests = 0
        for _ in range(60):
            ib.client.reqIds(1)
        await asyncio.sleep(1)

    async def counted(gateway: Gateway, ib: Any) -> None:
        heard = codes_of(ib)
        await asyncio.sleep(2)
        await flood(gateway, ib)
        assert heard == ([100] * 10 if gateway.plan.pacing else [])

    session(counted)
    session(counted, Plan(start=MONDAY, pacing=False))


def test_a_year_of_minutes_is_the_same_however_it_is_asked_for() -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        contract = await stock(ib)
        whole = await past(ib, contract, "1 W", "1 min", "20260227-21:00:00")
        joined: list[Any] = []
        for day in range(23, 28):
            await asyncio.sleep(2)
            joined += await past(ib, contract, "1 D", "1 min", f"202602{day}-21:00:00")
        assert [bar.date for bar in whole][-len(joined) :] == [bar.date for bar in joined]
        assert list(whole)[-len(joined) :] == joined
        assert len(joined) == 5 * 390

    session(run)

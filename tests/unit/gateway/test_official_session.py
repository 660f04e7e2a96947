"""The vendor's own client from PyPI passes a session: a second reading of the protocol, by other people."""

import threading
from collections.abc import Callable, Generator
from typing import Any

import pytest
from ibapi.client import EClient
from ibapi.contract import Contract
from ibapi.execution import ExecutionFilter
from ibapi.order import Order
from ibapi.wrapper import EWrapper

from tradecore_testing.gateways import ServedGateway

PATIENCE = 20.0


class Client(EWrapper, EClient):
    """Keeps every answer by the name of its call, and lets others wait for one."""

    def __init__(self) -> None:
        EClient.__init__(self, wrapper=self)
        self.heard: dict[str, list[tuple[Any, ...]]] = {}
        self.changed = threading.Condition()

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name in ANSWERS:
            return lambda *values: self.keep(name, values)
        return found

    def keep(self, name: str, values: tuple[Any, ...]) -> None:
        with self.changed:
            self.heard.setdefault(name, []).append(values)
            self.changed.notify_all()

    def wait(self, name: str, fits: Callable[..., bool] = lambda *_: True) -> tuple[Any, ...]:
        def found() -> tuple[Any, ...] | None:
            return next((values for values in self.heard.get(name, ()) if fits(*values)), None)

        with self.changed:
            assert self.changed.wait_for(lambda: found() is not None, PATIENCE), (name, self.heard)
        answer = found()
        assert answer is not None
        return answer


ANSWERS = {name for name, method in vars(EWrapper).items() if callable(method) and not name.startswith("_")} - {
    "logAnswer",
    "connectAck",
}


@pytest.fixture
def client(gateway: ServedGateway) -> Generator[Client]:
    found = Client()
    found.connect("127.0.0.1", gateway.port, 11)
    thread = threading.Thread(target=found.run)
    thread.start()
    found.wait("nextValidId")
    reader = found.reader
    yield found
    found.disconnect()
    thread.join(PATIENCE)
    reader.join(PATIENCE)


def apple() -> Contract:
    contract = Contract()
    contract.symbol, contract.secType, contract.exchange, contract.currency = "AAPL", "STK", "SMART", "USD"
    return contract


def market(action: str, quantity: float) -> Order:
    order = Order()
    order.action, order.totalQuantity, order.orderType, order.orderRef = action, quantity, "MKT", "ref-entry"
    return order


def test_connect_history_order_fill_positions_executions(client: Client, gateway: ServedGateway) -> None:
    assert client.serverVersion() == 157
    assert client.wait("managedAccounts") == ("DU1234567",)
    client.reqContractDetails(1, apple())
    _, details = client.wait("contractDetails")
    assert (details.contract.conId, details.minTick, details.timeZoneId) == (265598, 0.01, "US/Eastern")
    assert details.liquidHours.startswith("20260302:0930-20260302:1600;")
    client.reqHistoricalData(2, apple(), "", "2 D", "5 mins", "TRADES", 1, 2, keepUpToDate=False, chartOptions=[])
    client.wait("historicalDataEnd")
    bars = [bar for _, bar in client.heard["historicalData"]]
    assert len(bars) in range(79, 84)
    assert bars[0].low <= bars[0].open <= bars[0].high
    [number] = client.wait("nextValidId")
    client.placeOrder(number, apple(), market("BUY", 100))
    status = client.wait("orderStatus", lambda order, state, *_: state == "Filled")
    assert status[2:4] == (100.0, 0.0)
    _, contract, execution = client.wait("execDetails")
    assert (contract.symbol, execution.side, execution.shares) == ("AAPL", "BOT", 100.0)
    assert (execution.orderRef, execution.acctNumber) == ("ref-entry", "DU1234567")
    [report] = client.wait("commissionReport")
    assert (report.execId, report.commission) == (execution.execId, 1.0)
    order, told, asked, state = client.heard["openOrder"][0]
    assert (order, told.symbol, asked.totalQuantity, asked.orderRef) == (number, "AAPL", 100.0, "ref-entry")
    assert state.status in {"Submitted", "Filled"}
    client.reqPositions()
    account, held, quantity, cost = client.wait("position")
    assert (account, held.conId, quantity) == ("DU1234567", 265598, 100.0)
    assert cost == pytest.approx(execution.price + 0.01)
    client.reqExecutions(3, ExecutionFilter())
    again = client.wait("execDetails", lambda request, *_: request == 3)
    assert again[2].execId == execution.execId
    client.reqCompletedOrders(apiOnly=False)
    _, done, ended = client.wait("completedOrder")
    assert (done.orderRef, ended.status, ended.completedStatus) == ("ref-entry", "Filled", "Filled Size: 100")
    assert gateway.ask(lambda one: one.order_messages) == 1


def test_an_order_rests_is_changed_and_cancelled(client: Client) -> None:
    [number] = client.wait("nextValidId")
    order = market("BUY", 10)
    order.orderType, order.lmtPrice, order.tif = "LMT", 100.0, "GTC"
    client.placeOrder(number, apple(), order)
    client.wait("orderStatus", lambda _, state, *rest: state == "Submitted")
    order.lmtPrice, order.totalQuantity = 101.0, 20
    client.placeOrder(number, apple(), order)
    client.wait("openOrder", lambda _, contract, told, state: (told.lmtPrice, told.totalQuantity) == (101.0, 20.0))
    client.reqAllOpenOrders()
    client.wait("openOrderEnd")
    client.cancelOrder(number)
    client.wait("orderStatus", lambda _, state, *rest: state == "Cancelled")
    assert client.wait("error", lambda request, code, text: code == 202)[0] == number
    client.cancelOrder(number + 1)
    client.wait("error", lambda request, code, text: code == 10147)


def test_account_values_and_summary(client: Client) -> None:
    client.reqAccountUpdates(subscribe=True, acctCode="DU1234567")
    client.wait("accountDownloadEnd")
    values = {tag: value for tag, value, *_ in client.heard["updateAccountValue"]}
    assert values["NetLiquidation"] == "1000000.00"
    client.reqAccountSummary(9, "All", "NetLiquidation,BuyingPower")
    client.wait("accountSummaryEnd")
    assert {tag for _, _, tag, *_ in client.heard["accountSummary"]} == {"NetLiquidation", "BuyingPower"}
    client.reqCurrentTime()
    client.wait("currentTime")

"""What every broker does."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import pytest

from tradecore.bars import HOUR
from tradecore.errors import LinkDown
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow, Fill, OrderStatus, Report
from tradecore.live.orders import Order, Protection
from tradecore.ports.broker import Broker

START = 1_767_268_800_000_000_000
INSTRUMENTS = (Instrument("AAPL"), Instrument("MSFT"))
CASH = 100_000.0


class BrokerContract(ABC):
    """Subclass as `class TestMine(BrokerContract)`.

    The broker has an account of CASH in INSTRUMENTS, takes prices from `move`, and fills no more of a bar than its
    volume. One that is reached over a wire
    answers within `patience` seconds of its own clock.
    """

    patience = 0.0
    _bars = 0

    @abstractmethod
    def broker(self) -> Broker:
        """The broker under test, not connected; the same one during one test."""

    @abstractmethod
    def move(self, rows: Sequence[BarRow]) -> None:
        """Lets the market go through these bars."""

    def reconnect(self) -> None:
        """Lets the broker lose its link and find it again; one that has none to lose is connected as it is."""
        self.broker().connect()

    def reports(self, broker: Broker) -> Sequence[Report]:
        """All that it has to tell by now."""
        found: list[Report] = []
        while more := broker.reports(self.patience):
            found.extend(more)
        return found

    def connected(self) -> Broker:
        """The broker with its link up."""
        broker = self.broker()
        broker.connect()
        return broker

    def bar(self, low: float, high: float, symbol: str = "AAPL", opening: float = 100.0, volume: float = 1e6) -> None:
        """One hour that opens at 100 and closes in the middle."""
        time = START + self._bars * HOUR
        self._bars += 1
        close = (low + high) / 2
        self.move([BarRow(symbol, time, time + HOUR, 20_454, opening, high, low, close, volume, 0, 1.0, 0.0)])

    def fills(self, reports: Sequence[Report]) -> list[tuple[str, float, float]]:
        """Leg, quantity and price of the executions among reports."""
        return [(r.ref.rpartition("-")[2], r.quantity, r.price) for r in reports if isinstance(r, Fill)]

    def statuses(self, reports: Sequence[Report]) -> list[str]:
        """What became of orders, by reports."""
        return [report.status for report in reports if isinstance(report, OrderStatus)]

    def long(self) -> Broker:
        """A broker that holds 10 AAPL, bought at 100, with a stop at 90 and a target at 120."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, stop=90.0, profit=120.0))
        self.bar(98.0, 104.0)
        self.reports(broker)
        return broker

    def test_long_from_zero(self) -> None:
        """At the next open, known as working before."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0))
        assert self.statuses(self.reports(broker)) == ["working"]
        assert broker.holdings().working == ("a-entry",)
        self.bar(98.0, 104.0)
        reports = self.reports(broker)
        assert self.fills(reports) == [("entry", 10.0, 100.0)]
        assert self.statuses(reports) == ["filled"]
        assert dict(broker.holdings().positions) == {"AAPL": 10.0}
        assert broker.holdings().working == ()

    def test_close(self) -> None:
        """An exit ends the position and its protection."""
        broker = self.long()
        broker.submit(Order("b-exit", "AAPL", -10.0, 0.0))
        self.bar(98.0, 104.0)
        assert self.fills(self.reports(broker)) == [("exit", -10.0, 100.0)]
        assert dict(broker.holdings().positions) == {}
        assert broker.holdings().protection == ()

    def test_short_from_zero(self) -> None:
        """Sold first."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", -10.0, -10.0))
        self.bar(98.0, 104.0)
        assert self.fills(self.reports(broker)) == [("entry", -10.0, 100.0)]
        assert dict(broker.holdings().positions) == {"AAPL": -10.0}

    def test_flip(self) -> None:
        """A reversal is one order, whose executions sum up to its quantity."""
        broker = self.long()
        broker.submit(Order("b-entry", "AAPL", -15.0, -5.0))
        self.bar(98.0, 104.0)
        assert sum(quantity for _, quantity, _ in self.fills(self.reports(broker))) == -15.0
        assert dict(broker.holdings().positions) == {"AAPL": -5.0}

    def test_a_limit_waits_for_its_price(self) -> None:
        """And fills at it."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, limit=95.0))
        self.bar(96.0, 104.0)
        assert self.fills(self.reports(broker)) == []
        self.bar(94.0, 104.0)
        assert self.fills(self.reports(broker)) == [("entry", 10.0, 95.0)]

    def test_a_trigger_waits_for_its_price(self) -> None:
        """And buys above it."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, trigger=105.0))
        self.bar(96.0, 104.0)
        assert self.fills(self.reports(broker)) == []
        self.bar(96.0, 106.0)
        assert self.fills(self.reports(broker)) == [("entry", 10.0, 105.0)]

    def test_a_stop_waits_for_its_price(self) -> None:
        """And fills at it when the market comes from the other side."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, trigger=106.0))
        self.bar(98.0, 104.0)
        assert self.fills(self.reports(broker)) == []
        assert broker.holdings().working == ("a-entry",)
        self.bar(98.0, 107.0)
        assert self.fills(self.reports(broker)) == [("entry", 10.0, 106.0)]

    def test_an_order_fills_in_parts(self) -> None:
        """Each an execution of its own; the order works until the last, and what is held is protected before."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, limit=100.0, stop=90.0))
        self.reports(broker)
        self.bar(98.0, 104.0, volume=4.0)
        first = self.reports(broker)
        assert self.fills(first) == [("entry", 4.0, 100.0)]
        assert "filled" not in self.statuses(first)
        held = broker.holdings()
        assert (dict(held.positions), held.working) == ({"AAPL": 4.0}, ("a-entry",))
        assert [(one.stop, one.quantity) for one in held.protection] == [(90.0, 4.0)]
        self.bar(98.0, 104.0)
        rest = self.reports(broker)
        assert self.fills(rest) == [("entry", 6.0, 100.0)]
        assert self.statuses(rest) == ["filled"]
        [protection] = broker.holdings().protection
        assert (protection.stop, protection.quantity) == (90.0, 10.0)

    def test_cancelled_in_the_middle_an_order_leaves_what_it_has_filled_protected(self) -> None:
        """The rest never comes."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, limit=100.0, stop=90.0))
        self.bar(98.0, 104.0, volume=4.0)
        self.reports(broker)
        broker.cancel("a-entry")
        assert self.statuses(self.reports(broker)) == ["cancelled"]
        self.bar(98.0, 104.0)
        assert dict(broker.holdings().positions) == {"AAPL": 4.0}
        self.bar(89.0, 104.0)
        assert self.fills(self.reports(broker)) == [("stop", -4.0, 90.0)]

    def test_a_link_that_was_lost_brings_back_what_happened_meanwhile(self) -> None:
        """Positions, orders and executions are as they became."""
        broker = self.long()
        broker.submit(Order("b-exit", "AAPL", -10.0, 0.0))
        self.reports(broker)
        self.reconnect()
        broker.connect()
        self.bar(98.0, 104.0)
        executed = [r for r in broker.executions(0) if isinstance(r, Fill)]
        assert [fill.ref for fill in executed] == ["a-entry", "b-exit"]
        held = broker.holdings()
        assert (held.complete, dict(held.positions), held.working, held.protection) == (True, {}, (), ())

    def test_the_account_has_its_money_and_its_positions(self) -> None:
        """Cash pays for what is bought, at its average price."""
        broker = self.long()
        held = broker.holdings()
        assert held.complete
        assert held.cash is not None
        assert CASH - 1_010.0 <= held.cash <= CASH - 1_000.0
        assert 100.0 <= held.averages["AAPL"] <= 101.0

    def test_a_bracket_protects_from_the_fill_on(self) -> None:
        """The stop ends the position, and the target with it."""
        broker = self.long()
        [resting] = broker.holdings().protection
        assert (resting.ref, resting.stop, resting.profit, resting.quantity) == ("a", 90.0, 120.0, 10.0)
        self.bar(89.0, 104.0)
        assert self.fills(self.reports(broker)) == [("stop", -10.0, 90.0)]
        self.bar(98.0, 125.0)
        assert self.fills(self.reports(broker)) == []
        assert dict(broker.holdings().positions) == {}

    def test_a_target_takes_the_profit(self) -> None:
        """At its price."""
        broker = self.long()
        self.bar(98.0, 121.0)
        assert self.fills(self.reports(broker)) == [("target", -10.0, 120.0)]

    def test_cancelled_an_order_fills_no_more(self) -> None:
        """A second cancel does no harm."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0, limit=95.0))
        self.reports(broker)
        broker.cancel("a-entry")
        assert self.statuses(self.reports(broker)) == ["cancelled"]
        broker.cancel("a-entry")
        self.bar(90.0, 104.0)
        assert self.fills(self.reports(broker)) == []
        assert broker.holdings().working == ()

    def test_amended_an_order_leads_elsewhere(self) -> None:
        """To the new target."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0))
        broker.amend("a-entry", 4.0)
        self.bar(98.0, 104.0)
        assert dict(broker.holdings().positions) == {"AAPL": 4.0}

    def test_protection_is_replaced(self) -> None:
        """The old stop counts no more."""
        broker = self.long()
        broker.protect(Protection("b", "AAPL", 10.0, 95.0, None))
        [resting] = broker.holdings().protection
        assert (resting.ref, resting.stop, resting.profit) == ("b", 95.0, None)
        self.bar(94.0, 125.0)
        assert self.fills(self.reports(broker)) == [("stop", -10.0, 95.0)]

    def test_an_order_beyond_the_money_is_rejected(self) -> None:
        """With a reason, and without an execution."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10_000.0, 10_000.0))
        self.bar(98.0, 104.0)
        reports = self.reports(broker)
        assert self.statuses(reports)[-1] == "rejected"
        assert self.fills(reports) == []

    def test_an_order_is_never_taken_twice(self) -> None:
        """The same orderRef again is rejected, also after the first has filled."""
        broker = self.long()
        broker.submit(Order("a-entry", "AAPL", 10.0, 20.0))
        self.bar(98.0, 104.0)
        assert dict(broker.holdings().positions) == {"AAPL": 10.0}

    def test_what_happened_while_the_link_was_down_is_told_when_asked_for(self) -> None:
        """Executions with the ids that they had."""
        broker = self.connected()
        broker.submit(Order("a-entry", "AAPL", 10.0, 10.0))
        self.bar(98.0, 104.0)
        told = [report for report in self.reports(broker) if isinstance(report, Fill)]
        broker.connect()
        again = [report for report in broker.executions(0) if isinstance(report, Fill)]
        assert again == told
        assert len({fill.id for fill in again}) == len(again)

    def test_nothing_is_answered_without_a_link(self) -> None:
        """LinkDown, from every question."""
        broker = self.broker()
        for ask in (broker.reports, broker.holdings, lambda: broker.executions(0)):
            with pytest.raises(LinkDown):
                ask()

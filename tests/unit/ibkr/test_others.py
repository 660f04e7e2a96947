"""Somebody in panic is another client: of a daemon that is gone, and of one that hangs and keeps its connection."""

from collections.abc import Iterator

import pytest
from ibkr_desk import IbkrDesk

from tradecore.live.events import BarRow
from tradecore.live.orders import Order
from tradecore.usecases.panic import sweep
from tradecore_ibkr.broker import IbkrBroker


@pytest.fixture
def desk() -> Iterator[IbkrDesk]:
    made = IbkrDesk()
    yield made
    made.close()


def told(broker: IbkrBroker) -> None:
    while broker.reports(1.0):
        pass


@pytest.fixture
def daemon(desk: IbkrDesk) -> IbkrBroker:
    """A session that holds 10 AAPL, protected, and has an entry at work in MSFT."""
    made = desk.broker()
    made.connect()
    made.submit(Order("a-entry", "AAPL", 10.0, 10.0, stop=90.0, profit=120.0))
    desk.move([BarRow("AAPL", 0, 0, 0, 100.0, 104.0, 98.0, 101.0, 1e6, 0, 1.0, 0.0)])
    made.submit(Order("b-entry", "MSFT", 5.0, 5.0, limit=50.0, stop=40.0))
    told(made)
    return made


def at_work(desk: IbkrDesk) -> list[tuple[str, float]]:
    return sorted((one.ref, one.remaining) for one in desk.gateway.ledger.working())


PROTECTED = [("a-stop", 10.0), ("a-target", 10.0)]


def test_where_the_daemon_is_gone_its_entries_are_taken_back_and_nothing_else(
    desk: IbkrDesk, daemon: IbkrBroker
) -> None:
    daemon.close()
    kept = {one.perm for one in desk.gateway.ledger.working() if one.ref.startswith("a-")}
    panic = desk.broker(beside=True)
    swept = sweep(panic, desk.account, desk.now())
    assert (swept.cancelled, swept.complete) == (("b-entry",), True)
    assert at_work(desk) == PROTECTED
    assert {one.perm for one in desk.gateway.ledger.working()} == kept
    # The number of the daemon is free again.
    panic.close()
    again = desk.broker()
    again.connect()
    assert dict(again.holdings().positions) == {"AAPL": 10.0}


def test_where_the_daemon_hangs_all_orders_go_and_protection_comes_back(desk: IbkrDesk, daemon: IbkrBroker) -> None:
    panic = desk.broker(beside=True)
    sweep(panic, desk.account, desk.now())
    desk.pass_time(1.0)
    assert at_work(desk) == PROTECTED
    [resting] = panic.holdings().protection
    assert (resting.ref, resting.stop, resting.profit, resting.quantity) == ("a", 90.0, 120.0, 10.0)
    # The daemon, once it wakes, replaces what the other client has put there.
    panic.close()
    told(daemon)
    [seen] = daemon.holdings().protection
    assert seen == resting


def test_everything_is_everything(desk: IbkrDesk, daemon: IbkrBroker) -> None:
    desk.say("manual buy 3 MSFT at 20")
    swept = sweep(desk.broker(beside=True), desk.account, desk.now(), everything=True)
    assert (len(swept.cancelled), swept.unprotected) == (2, ("AAPL",))
    desk.pass_time(1.0)
    assert at_work(desk) == []


def test_panic_flattens(desk: IbkrDesk, daemon: IbkrBroker) -> None:
    panic = desk.broker(beside=True)
    swept = sweep(panic, desk.account, desk.now(), flatten=True)
    assert swept.closing == ("AAPL",)
    desk.move([BarRow("AAPL", 0, 0, 0, 100.0, 104.0, 98.0, 101.0, 1e6, 0, 1.0, 0.0)])
    told(panic)
    desk.pass_time(2.0)
    told(panic)
    assert dict(panic.holdings().positions) == {}
    assert at_work(desk) == []

"""The simulated broker dies and comes back, and does wrong on request."""

from dataclasses import replace
from pathlib import Path

import pytest

from tradecore.bars import HOUR
from tradecore.contracts.live import Faults
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow, Fill
from tradecore.live.orders import Order
from tradecore.ports.broker import AccountWanted
from tradecore.simulation.rows import Rules
from tradecore_simulated.broker import FILE, SimulatedBroker

BAR = BarRow("AAPL", 0, HOUR, 0, 100.0, 104.0, 98.0, 101.0, 100.0, 0, 1.0, 0.0)
ENTRY = Order("a-entry", "AAPL", 10.0, 10.0, stop=90.0)


def account(folder: Path, **faults: object) -> AccountWanted:
    return AccountWanted("SIM1", (Instrument("AAPL"),), Rules(), 10_000.0, str(folder), Faults(**faults))  # type: ignore[arg-type]


def later(hours: int) -> BarRow:
    return replace(BAR, time=hours * HOUR, available=(hours + 1) * HOUR)


def test_opened_again_it_is_where_it_was(tmp_path: Path) -> None:
    first = SimulatedBroker(account(tmp_path))
    first.connect()
    first.submit(ENTRY)
    first.trade([BAR])
    happened, held = first.executions(0), first.holdings()
    second = SimulatedBroker(account(tmp_path))
    second.connect()
    assert second.executions(0) == happened
    assert second.holdings() == held
    second.trade([BAR])
    assert second.executions(0) == happened
    assert second.reports() == []
    first.close()
    second.close()


def test_two_clients_have_one_account(tmp_path: Path) -> None:
    session, panic = SimulatedBroker(account(tmp_path)), SimulatedBroker(account(tmp_path))
    session.connect()
    session.submit(ENTRY)
    session.reports()
    panic.connect()
    assert panic.holdings().working == (ENTRY.ref,)
    panic.cancel(ENTRY.ref)
    # The session hears of it without asking, and the market finds no order.
    assert [(one.ref, one.status) for one in session.reports()] == [(ENTRY.ref, "cancelled")]  # type: ignore[union-attr]
    panic.submit(replace(ENTRY, ref="b-entry"))
    session.trade([BAR])
    assert session.holdings() == panic.holdings()
    assert [one.ref for one in panic.executions(0) if isinstance(one, Fill)] == ["b-entry"]
    again = SimulatedBroker(account(tmp_path))
    again.connect()
    assert again.executions(0) == session.executions(0) == panic.executions(0)
    for broker in (session, panic, again):
        broker.close()


def test_a_call_that_was_torn_never_happened(tmp_path: Path) -> None:
    broker = SimulatedBroker(account(tmp_path))
    broker.connect()
    broker.submit(ENTRY)
    broker.close()
    content = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(content[:-7])
    again = SimulatedBroker(account(tmp_path))
    again.connect()
    assert again.holdings().working == ()
    again.close()
    assert (tmp_path / FILE).read_bytes() == b""


def test_orders_are_rejected_by_their_number(tmp_path: Path) -> None:
    broker = SimulatedBroker(account(tmp_path, reject=(1,)))
    broker.connect()
    broker.submit(ENTRY)
    broker.submit(replace(ENTRY, ref="b-entry"))
    assert [report.status for report in broker.reports()] == ["rejected", "working"]  # type: ignore[union-attr]
    broker.close()


def test_reports_come_late(tmp_path: Path) -> None:
    broker = SimulatedBroker(account(tmp_path, delay=1))
    broker.connect()
    broker.submit(ENTRY)
    assert broker.reports() == []
    broker.trade([BAR])
    assert len(broker.reports()) == 1
    broker.trade([later(1)])
    assert isinstance(broker.reports()[0], Fill)
    broker.close()


def test_a_bar_fills_a_part(tmp_path: Path) -> None:
    broker = SimulatedBroker(account(tmp_path, partial=0.04))
    broker.connect()
    broker.submit(ENTRY)
    for hours in range(3):
        broker.trade([later(hours)])
    assert [report.quantity for report in broker.reports() if isinstance(report, Fill)] == [4.0, 4.0, 2.0]
    broker.close()


@pytest.mark.parametrize("faults", [{"reject": (0,)}, {"delay": -1}, {"partial": 1.5}])
def test_faults_have_bounds(tmp_path: Path, faults: dict[str, object]) -> None:
    with pytest.raises(Exception, match="faults"):
        account(tmp_path, **faults)

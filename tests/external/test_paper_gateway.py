"""What a real paper gateway can do, capability by capability, in the order of the numbers: `nox -s external`.

It needs TWS or IB Gateway, logged in to a paper account whose number stands in TRADECORE_IBKR_ACCOUNT, listening at
TRADECORE_IBKR_PORT (4002). It orders TRADECORE_IBKR_UNITS (by default 20,000) of TRADECORE_IBKR_SYMBOL (EUR.USD), and
takes back and closes what it began. Markets have to be open.
"""

import os
from collections.abc import Iterator, Sequence
from time import time_ns
from typing import Any

import pytest

from tradecore.bars import DAY, HOUR, SECOND
from tradecore.contracts.live import Faults
from tradecore.contracts.settings import GatewaySettings
from tradecore.errors import AccountRefused, LinkDown
from tradecore.instruments import Instrument
from tradecore.live.events import Fill, OrderStatus, Report
from tradecore.live.orders import Order, Protection
from tradecore.ports.broker import AccountWanted
from tradecore.simulation.rows import Rules
from tradecore_ibkr.broker import IbkrBroker
from tradecore_ibkr.guard import PAPER

SYMBOL = os.environ.get("TRADECORE_IBKR_SYMBOL", "EUR.USD")
UNITS = float(os.environ.get("TRADECORE_IBKR_UNITS", "20000"))
WAIT = 15.0
# Refs of this run, which none before it has used.
RUN = f"x{time_ns() // SECOND:x}"


def wanted(**fields: Any) -> AccountWanted:
    account = os.environ.get("TRADECORE_IBKR_ACCOUNT", "")
    if not PAPER.fullmatch(account):
        pytest.exit("Set TRADECORE_IBKR_ACCOUNT to the number of a paper account, which begins with DU or DF.", 2)
    host = os.environ.get("TRADECORE_IBKR_HOST", "127.0.0.1")
    port = int(os.environ.get("TRADECORE_IBKR_PORT", "4002"))
    gateway = GatewaySettings(host, port, remote=host != "127.0.0.1")
    currency = SYMBOL.partition(".")[2] or "USD"
    given = {"account": account, "instruments": (Instrument(SYMBOL, currency),), "mode": "paper", "gateway": gateway}
    given |= fields
    return AccountWanted(rules=Rules(), cash=0.0, folder="", faults=Faults(), **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def broker() -> Iterator[IbkrBroker]:
    made = IbkrBroker(wanted())
    made.connect()
    if made.holdings().positions.get(SYMBOL):
        pytest.exit(f"The account holds {SYMBOL}: close that, or set TRADECORE_IBKR_SYMBOL to something else.", 2)
    yield made
    for ref in made.holdings().working:
        if ref.startswith(RUN):
            made.cancel(ref)
    made.reports(WAIT)
    made.close()


def told(broker: IbkrBroker, done: Any, seconds: float = WAIT) -> list[Report]:
    """Reports until one of them is what is waited for."""
    found: list[Report] = []
    deadline = time_ns() + int(seconds * SECOND)
    while not any(done(one) for one in found):
        assert time_ns() < deadline, found
        found.extend(broker.reports(1.0))
    return found


def status(ref: str, *accepted: str) -> Any:
    return lambda one: isinstance(one, OrderStatus) and one.ref == ref and one.status in accepted


def fills(reports: Sequence[Report], ref: str) -> float:
    return sum(one.quantity for one in reports if isinstance(one, Fill) and one.ref == ref)


def held(broker: IbkrBroker) -> float:
    said = broker.holdings()
    assert said.complete
    return said.positions.get(SYMBOL, 0.0)


@pytest.fixture(scope="module")
def level(broker: IbkrBroker) -> float:
    """About what a unit costs, by the newest bar; asked for once, as the rules of pacing want it."""
    contract = broker.account.contracts[SYMBOL].contract
    bars = broker.link.ask(
        "a bar",
        lambda ib: ib.reqHistoricalDataAsync(contract, "", "3600 S", "1 min", "MIDPOINT", useRTH=False, formatDate=2),
    )
    return float(bars[-1].close)


def test_01_an_account_that_is_not_this_one_is_refused() -> None:
    other = IbkrBroker(wanted(account="DU0000001", beside=True))
    with pytest.raises(AccountRefused):
        other.connect()
    other.close()


def test_02_the_link_is_made_and_the_clocks_agree(broker: IbkrBroker) -> None:
    time = broker.time()
    assert time is not None
    assert abs(time - time_ns()) < 30 * SECOND


def test_03_the_contract_and_its_hours_are_known(broker: IbkrBroker) -> None:
    assert broker.account.contracts[SYMBOL].tick > 0.0
    hours = broker.hours(SYMBOL)
    assert hours
    assert all(0 < end - begin <= DAY + HOUR for begin, end in hours)


def test_04_the_account_is_told_whole(broker: IbkrBroker) -> None:
    said = broker.holdings()
    assert said.complete
    assert said.cash is not None


def test_05_history_comes(level: float) -> None:
    assert level > 0.0


def test_06_a_limit_far_away_rests_is_changed_and_is_cancelled(broker: IbkrBroker, level: float) -> None:
    ref, before = f"{RUN}a-entry", held(broker)
    broker.submit(Order(ref, SYMBOL, UNITS, before + UNITS, limit=level * 0.9))
    told(broker, status(ref, "working"))
    assert ref in broker.holdings().working
    broker.amend(ref, before + UNITS / 2)
    told(broker, status(ref, "amended"))
    broker.cancel(ref)
    told(broker, status(ref, "cancelled"))
    assert ref not in broker.holdings().working


def test_07_a_bracket_fills_and_its_protection_rests(broker: IbkrBroker, level: float) -> None:
    ref, before = f"{RUN}b-entry", held(broker)
    broker.submit(Order(ref, SYMBOL, UNITS, before + UNITS, stop=level * 0.95, profit=level * 1.05))
    reports = told(broker, status(ref, "filled"), 60.0)
    assert fills(reports, ref) == UNITS
    assert held(broker) == before + UNITS
    assert {one.ref for one in broker.account.legs(SYMBOL)} >= {f"{RUN}b-stop", f"{RUN}b-target"}


def test_08_executions_and_commissions_are_told_again(broker: IbkrBroker) -> None:
    broker.reports(5.0)
    [*found] = [one for one in broker.executions(0) if isinstance(one, Fill) and one.ref == f"{RUN}b-entry"]
    assert sum(one.quantity for one in found) == UNITS
    assert all(one.commission is not None for one in found)


def test_09_protection_is_replaced(broker: IbkrBroker, level: float) -> None:
    broker.protect(Protection(f"{RUN}c", SYMBOL, held(broker), level * 0.96, level * 1.04))
    broker.reports(5.0)
    broker.holdings()
    refs = {one.ref for one in broker.account.legs(SYMBOL)}
    assert refs >= {f"{RUN}c-stop", f"{RUN}c-target"}
    assert f"{RUN}b-stop" not in refs


def test_10_a_dropped_socket_is_found_again_with_everything(broker: IbkrBroker) -> None:
    before = held(broker)
    broker.link.drop("told to")
    with pytest.raises(LinkDown):
        broker.reports(1.0)
    deadline = time_ns() + 60 * SECOND
    while not broker.link.up and time_ns() < deadline:
        broker.link.pump.pump(1.0)
    broker.connect()
    assert held(broker) == before
    assert {one.ref for one in broker.account.legs(SYMBOL)} >= {f"{RUN}c-stop"}


def test_11_an_order_is_refused_with_a_reason(broker: IbkrBroker) -> None:
    ref = f"{RUN}d-entry"
    broker.submit(Order(ref, SYMBOL, 1e12, 1e12))
    [*said] = told(broker, status(ref, "rejected", "cancelled"), 60.0)
    assert any(isinstance(one, OrderStatus) and one.reason for one in said)


def test_12_an_exit_ends_position_and_protection(broker: IbkrBroker) -> None:
    ref = f"{RUN}e-exit"
    broker.submit(Order(ref, SYMBOL, -UNITS, held(broker) - UNITS))
    reports = told(broker, status(ref, "filled"), 60.0)
    assert fills(reports, ref) == -UNITS
    broker.reports(5.0)
    broker.holdings()
    assert not any(one.ref.startswith(RUN) for one in broker.account.legs(SYMBOL))

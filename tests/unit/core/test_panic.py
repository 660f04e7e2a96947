"""Panic at a broker: what is taken back, and what stays."""

from collections.abc import Sequence

import pytest

from tradecore.bars import HOUR
from tradecore.live.events import BarRow
from tradecore.live.exchange import Exchange
from tradecore.live.orders import Order
from tradecore.simulation.rows import Rules
from tradecore.usecases.panic import Swept, sweep
from tradecore_testing.contracts.broker import CASH, INSTRUMENTS
from tradecore_testing.live_fakes import MemoryBroker

HELD, OTHER = (one.symbol for one in INSTRUMENTS)


def bar(hour: int, symbol: str) -> BarRow:
    return BarRow(symbol, hour * HOUR, (hour + 1) * HOUR, 0, 100.0, 104.0, 98.0, 101.0, 1e6, 0, 1.0, 0.0)


@pytest.fixture
def broker() -> MemoryBroker:
    """Holds 10 of one, protected, with an exit at work for the next open, and is to buy another."""
    made = MemoryBroker(Exchange.opened(INSTRUMENTS, Rules(), CASH))
    made.connect()
    made.submit(Order("a-entry", HELD, 10.0, 10.0, stop=1.0))
    made.trade([bar(1, HELD), bar(1, OTHER)])
    made.submit(Order("b-exit", HELD, -10.0, 0.0))
    made.submit(Order("c-entry", OTHER, 5.0, 5.0))
    return made


@pytest.mark.parametrize(
    ("everything", "flatten", "swept", "working", "stop"),
    [
        (False, False, Swept(("c-entry",)), ["b-exit"], 1.0),
        (True, False, Swept(("b-exit", "c-entry"), (HELD,)), [], None),
        (False, True, Swept(("b-exit", "c-entry"), (), (HELD,)), ["exit"], 1.0),
    ],
)
def test_entries_go_the_rest_as_asked(
    broker: MemoryBroker, *, everything: bool, flatten: bool, swept: Swept, working: Sequence[str], stop: float | None
) -> None:
    assert sweep(broker, "SIM1", 7, everything=everything, flatten=flatten) == swept
    found = broker.holdings()
    assert [ref if ref == "b-exit" else ref.rpartition("-")[2] for ref in found.working] == working
    assert [one.stop for one in found.protection] == [stop]
    broker.trade([bar(2, HELD), bar(2, OTHER)])
    assert dict(broker.holdings().positions) == ({HELD: 10.0} if everything else {})

"""The gateway's broker fills as the core's own exchange does: prices, quantities and costs, whatever the market."""

from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from tradecore.costs import IBKR_FIXED
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow, Fill, OrderStatus
from tradecore.live.exchange import Exchange
from tradecore.live.orders import Order
from tradecore.simulation.rows import Rules
from tradecore_gateway.exchange import broker as broker_room
from tradecore_gateway.exchange import filling as filling_room
from tradecore_gateway.exchange import prices as prices_room
from tradecore_gateway.exchange.account import Account
from tradecore_gateway.exchange.broker import Broker
from tradecore_gateway.exchange.ledger import Ledger
from tradecore_gateway.exchange.prices import Range, price_of, trigger
from tradecore_gateway.exchange.ticket import Ticket
from tradecore_gateway.market.listing import Listing

LISTING = Listing(1, "AAPL")
CASH, SLIPPAGE = 1e6, 0.0004
TICKS = st.integers(9_000, 11_000)
Prices = list[tuple[float, float, float, float]]


def price(ticks: int) -> float:
    return round(ticks / 100, 2)


@st.composite
def bars(draw: st.DrawFn) -> Prices:
    """Open, high, low and close of a few bars on the grid."""
    found: Prices = []
    for _ in range(draw(st.integers(2, 12))):
        four = sorted(draw(st.tuples(TICKS, TICKS, TICKS, TICKS)))
        middle = draw(st.permutations(four[1:3]))
        found.append((price(middle[0]), price(four[3]), price(four[0]), price(middle[1])))
    return found


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """An entry of any kind, with protection or without."""
    side = draw(st.sampled_from((1.0, -1.0)))
    kind = draw(st.sampled_from(("market", "limit", "trigger")))
    given_price = price(draw(TICKS))
    guards = draw(st.tuples(st.none() | TICKS, st.none() | TICKS))
    return {
        "quantity": side * draw(st.integers(1, 500)),
        "limit": given_price if kind == "limit" else None,
        "trigger": given_price if kind == "trigger" else None,
        "stop": None if guards[0] is None else price(guards[0]),
        "profit": None if guards[1] is None else price(guards[1]),
    }


def exchange_fills(
    market: list[tuple[float, float, float, float]], wish: dict[str, Any]
) -> list[tuple[float, ...]] | None:
    """What the core's exchange makes of it; None where it does not take the entry."""
    exchange = Exchange.opened((Instrument("AAPL", tick=0.01),), Rules(IBKR_FIXED, SLIPPAGE, leverage=4.0), CASH)
    exchange.submit(Order("a-entry", "AAPL", target=wish["quantity"], **wish))
    found: list[tuple[float, ...]] = []
    for time, (opens, high, low, close) in enumerate(market, start=1):
        said = exchange.trade([BarRow("AAPL", time, time + 1, 0, opens, high, low, close, 1e9, 0, 1.0, 0.0)])
        if any(isinstance(one, OrderStatus) and one.status == "rejected" for one in said):
            return None
        found += [
            (time, one.quantity, one.price, round(one.commission or 0.0, 6)) for one in said if isinstance(one, Fill)
        ]
    return found


def gateway_fills(market: Prices, wish: dict[str, Any]) -> list[tuple[float, ...]]:
    """What the gateway's broker makes of a bracket that says the same."""
    now = [0]
    ledger = Ledger({"DU1": Account("DU1", CASH)})
    broker = Broker(ledger, {1: LISTING}, lambda: now[0], lambda _: None, lambda _: 100.0)
    side, size = (1 if wish["quantity"] > 0 else -1), abs(wish["quantity"])
    kind = "LMT" if wish["limit"] is not None else "STP" if wish["trigger"] is not None else "MKT"
    entry = Ticket(0, 1, 1, "DU1", 1, side, size, kind, wish["limit"], wish["trigger"], "GTC", transmit=False)
    broker.place(entry)
    legs = (("LMT", wish["profit"], None), ("STP", None, wish["stop"]))
    for number, (which, limit, stop) in enumerate(legs, start=2):
        if limit is not None or stop is not None:
            child = Ticket(0, 1, number, "DU1", 1, -side, size, which, limit, stop, "GTC", parent=entry.perm)
            child.transmit = False
            broker.place(child)
    for ticket in ledger.tickets.values():
        ticket.status = "PreSubmitted"
        ticket.held = "child" if ticket.parent else ""
    for time, (opens, high, low, _) in enumerate(market, start=1):
        now[0] = time
        found = Range(opens, opens, opens, LISTING.tick, SLIPPAGE)
        broker.open_phase(LISTING, found)
        broker.inside_phase(LISTING, found._replace(lowest=low, highest=high))
    return [(one.time, one.side * one.quantity, one.price, one.commission) for one in ledger.executions]


@given(bars(), orders())
def test_the_gateway_fills_as_the_exchange_of_the_core(market: Prices, wish: dict[str, Any]) -> None:
    expected = exchange_fills(market, wish)
    # An entry beyond its own protection is not taken by the core; a broker takes it.
    assume(expected is not None)
    event(f"{len(expected or ())} fills")
    assert gateway_fills(market, wish) == expected


@given(bars(), orders())
def test_an_account_is_worth_what_its_executions_say(market: Prices, wish: dict[str, Any]) -> None:
    now = [0]
    account = Account("DU1", CASH)
    ledger = Ledger({"DU1": account})
    broker = Broker(ledger, {1: LISTING}, lambda: now[0], lambda _: None, lambda _: 100.0)
    side, size = (1 if wish["quantity"] > 0 else -1), abs(wish["quantity"])
    for number in (1, 2, 3):
        broker.place(Ticket(0, 1, number, "DU1", 1, side if number != 2 else -side, size + number, "MKT", tif="GTC"))
        opens, high, low, _ = market[number % len(market)]
        found = Range(opens, opens, opens, LISTING.tick, SLIPPAGE)
        broker.open_phase(LISTING, found)
        broker.inside_phase(LISTING, found._replace(lowest=low, highest=high))
    cash = sum(-one.side * one.quantity * one.price - one.commission for one in ledger.executions)
    held = sum(one.side * one.quantity for one in ledger.executions)
    assert abs(account.cash - CASH - cash) < 1e-6
    assert account.quantity(1) == held
    profits = sum(one.realized or 0.0 for one in ledger.executions)
    holding = account.holdings.get(1)
    unrealized = 0.0 if holding is None else holding.quantity * (100.0 - holding.average) - holding.fees
    assert abs(account.cash + held * 100.0 - CASH - profits - unrealized) < 1e-6


def bracket(quantity: float, **prices: float) -> dict[str, Any]:
    return {"quantity": quantity, "limit": None, "trigger": None, "stop": None, "profit": None} | prices


QUIET = (100.0, 100.5, 99.5, 100.0)
# Markets and wishes in which each rule decides something.
TELLING = [
    ([QUIET, (100.0, 105.0, 95.0, 100.0)], bracket(10.0, stop=96.0, profit=104.0)),
    ([QUIET, (90.0, 91.0, 89.0, 90.0)], bracket(10.0, stop=96.0)),
    ([QUIET, (110.0, 111.0, 109.0, 110.0)], bracket(10.0, profit=104.0)),
    ([(100.0, 103.0, 99.0, 102.0), QUIET], bracket(10.0, trigger=102.0, stop=101.0)),
    ([(100.0, 103.0, 97.0, 102.0), QUIET], bracket(-10.0, limit=102.0, profit=98.0)),
]


def held_to_the_core() -> list[bool]:
    """Of each telling market, whether the gateway fills as the core does."""
    return [gateway_fills(market, wish) == exchange_fills(market, wish) for market, wish in TELLING]


def test_the_telling_markets_fill_as_the_core_says() -> None:
    assert held_to_the_core() == [True] * len(TELLING)


def targets_first(tickets: Any) -> list[Ticket]:
    return sorted(tickets, key=lambda one: (one.protective, one.stop is not None, one.perm))


def at_the_stop_however_it_opens(ticket: Ticket, found: Range) -> float | None:
    return trigger(ticket, found._replace(inside=True))


def as_if_nothing_went_before(ticket: Ticket, found: Range) -> float | None:
    return price_of(ticket, found._replace(inside=False))


MUTANTS = [
    (broker_room, "inside", targets_first),
    (prices_room, "trigger", at_the_stop_however_it_opens),
    (filling_room, "price_of", as_if_nothing_went_before),
    (prices_room, "slipped", lambda slippage, price, side: price),
]


@pytest.mark.parametrize(("room", "name", "mutant"), MUTANTS)
def test_a_broker_that_fills_otherwise_is_caught(
    room: Any, name: str, mutant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, name, mutant)
    assert not all(held_to_the_core())

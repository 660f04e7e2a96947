"""What the clients' encoders write is read as it was meant, what we write is read by their decoders: every version."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibapi.decoder import Decoder as OfficialDecoder
from insync import MONDAY, NEWEST, decoder, encoding, library
from official_wrapper import Heard

from tradecore_gateway import Gateway, Plan
from tradecore_gateway.desk import contracts, orders
from tradecore_gateway.exchange.ticket import Ticket
from tradecore_gateway.virtual import played
from tradecore_gateway.wire import kinds, versions
from tradecore_gateway.wire.fields import Fields, fields_of
from tradecore_gateway.wire.framing import framed
from tradecore_gateway.wire.order_layouts import completed_order, open_order
from tradecore_gateway.wire.place_order import place_order

VERSIONS = st.integers(versions.OLDEST, NEWEST)
TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12)
PRICES = st.none() | st.integers(1, 10**6).map(lambda cents: cents / 100)
SIZES = st.integers(1, 10**6).map(float)


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """Fields of an order as a client may set them."""
    found: dict[str, Any] = {
        "action": draw(st.sampled_from(("BUY", "SELL"))),
        "orderType": draw(st.sampled_from(("MKT", "LMT", "STP", "STP LMT"))),
        "totalQuantity": draw(SIZES),
        "tif": draw(st.sampled_from(("DAY", "GTC"))),
        "orderRef": draw(TEXT),
        "ocaGroup": draw(TEXT),
        "ocaType": draw(st.integers(0, 3)),
        "account": "DU1234567",
        "outsideRth": draw(st.booleans()),
        "hidden": draw(st.booleans()),
        "goodTillDate": draw(TEXT),
        "displaySize": draw(st.integers(0, 1000)),
        "modelCode": draw(TEXT),
        "triggerMethod": draw(st.integers(0, 8)),
        "blockOrder": draw(st.booleans()),
        "allOrNone": draw(st.booleans()),
    }
    for name in ("lmtPrice", "auxPrice", "trailStopPrice", "percentOffset"):
        value = draw(PRICES)
        if value is not None:
            found[name] = value
    return found


def decoded(version: int, kind: int, values: list[Any]) -> list[tuple[Any, ...]]:
    """What the library's own decoder calls."""
    heard: list[tuple[Any, ...]] = []

    class Wrapper:
        def __getattr__(self, name: str) -> Any:
            return lambda *found: heard.append((name, *found))

    decoder(Wrapper(), version).interpret(fields_of(framed(kind, *values)[4:]))
    return heard


@given(VERSIONS, asked())
def test_every_version_of_an_order_is_read_to_its_last_field(version: int, wanted: dict[str, Any]) -> None:
    async def main() -> None:
        encoder, sent = encoding(version)
        order = library().Order(**wanted)
        encoder.placeOrder(7, library().Stock("AAPL", "SMART", "USD", conId=265598), order)
        [message] = sent
        fields = Fields(message.split("\0")[:-1])
        assert (fields.integer(), fields.integer()) == (3, 7)
        found = place_order(fields, version)
        assert fields.left == 0
        assert (found["symbol"], found["conId"], found["secType"]) == ("AAPL", "265598", "STK")
        for name, value in wanted.items():
            if isinstance(value, bool):
                assert found[name] == str(int(value))
            elif isinstance(value, float | int):
                assert float(found[name]) == value
            else:
                assert found[name] == value

    played(main())


@given(version=VERSIONS, wanted=asked(), done=st.booleans())
def test_an_order_comes_back_as_it_was_given(version: int, wanted: dict[str, Any], *, done: bool) -> None:
    async def main() -> None:
        encoder, sent = encoding(version)
        encoder.placeOrder(7, library().Stock("AAPL", "SMART", "USD", conId=265598), library().Order(**wanted))
        found = place_order(Fields(sent[0].split("\0")[2:-1]), version)
        gateway = Gateway(Plan(start=MONDAY))
        ticket = orders.ticket_of(gateway, Client(version), 7, found)
        assert ticket is not None
        told = orders.described(gateway, ticket) | {"status": "Submitted", "orderId": 7}
        if done:
            values = completed_order(orders.ended(gateway, ticket) | {"status": "Cancelled"}, version)
            [(name, contract, order, state)] = decoded(version, kinds.COMPLETED_ORDER, values)
            assert (name, state.status, state.completedTime[-10:]) == ("completedOrder", "Cancelled", "US/Eastern")
        else:
            [(name, number, contract, order, state)] = decoded(version, kinds.OPEN_ORDER, open_order(told, version))
            assert (name, number, order.clientId, state.status) == ("openOrder", 7, 3, "Submitted")
        assert (contract.conId, contract.symbol, contract.tradingClass) == (265598, "AAPL", "NMS")
        same = set(wanted) - {"lmtPrice", "auxPrice", "ocaType", *(["blockOrder"] if done else [])}
        for name in same:
            assert getattr(order, name) == wanted[name], name
        if "LMT" in wanted["orderType"] and "lmtPrice" in wanted:
            assert order.lmtPrice == wanted["lmtPrice"]

    played(main())


class Client:
    """Who gives an order, as far as a desk looks at it."""

    def __init__(self, version: int) -> None:
        self.client, self.version, self.binds = 3, version, False

    def error(self, request: int, code: int, message: str) -> None:
        raise AssertionError((request, code, message))


@given(wanted=asked(), done=st.booleans())
def test_the_vendor_s_client_reads_the_same_order(wanted: dict[str, Any], *, done: bool) -> None:
    async def main() -> None:
        gateway = Gateway(Plan(start=MONDAY))
        fields = {name: str(int(value) if isinstance(value, bool) else value) for name, value in wanted.items()}
        ticket = Ticket(
            5, 3, 7, "DU1234567", 265598, 1 if wanted["action"] == "BUY" else -1, wanted["totalQuantity"],
            wanted["orderType"], wanted.get("lmtPrice"), wanted.get("auxPrice"), wanted["tif"], wanted["orderRef"],
            wanted["ocaGroup"], fields=fields, ended=MONDAY,
        )  # fmt: skip
        heard = Heard()
        reader = OfficialDecoder(heard, versions.OLDEST)
        if done:
            found = orders.ended(gateway, ticket) | {"status": "Cancelled"}
            message = framed(kinds.COMPLETED_ORDER, *completed_order(found, versions.OLDEST))
        else:
            found = orders.described(gateway, ticket) | {"status": "Submitted", "orderId": 7}
            message = framed(kinds.OPEN_ORDER, *open_order(found, versions.OLDEST))
        reader.interpret(tuple(message[4:].split(b"\0")[:-1]))
        [(_, *values)] = heard.calls
        contract, order, state = values[-3:]
        assert (contract.conId, contract.symbol) == (265598, "AAPL")
        assert state.status == ("Cancelled" if done else "Submitted")
        for name in ("action", "totalQuantity", "orderType", "tif", "orderRef", "ocaGroup", "displaySize", "modelCode"):
            assert getattr(order, name) == wanted[name], name

    played(main())


@pytest.mark.parametrize("version", range(versions.OLDEST, NEWEST + 1))
def test_every_listing_is_described_in_every_version(version: int) -> None:
    async def main() -> None:
        gateway = Gateway(Plan(start=MONDAY))
        for one in gateway.listings:
            [(name, request, details)] = decoded(
                version, kinds.CONTRACT_DATA, contracts.described(gateway, one, 9, version)
            )
            contract = details.contract
            assert (name, request, contract.conId, contract.secType) == ("contractDetails", 9, one.number, one.kind)
            assert (contract.localSymbol, contract.primaryExchange) == (one.local_symbol, one.primary)
            assert (details.minTick, details.longName) == (one.tick, one.name)
            assert (float(contract.multiplier or 1), contract.lastTradeDateOrContractMonth) == (
                one.multiplier,
                one.expiry,
            )
            assert details.liquidHours.count(";") == details.tradingHours.count(";") == 5

    played(main())


def test_a_field_too_many_is_noticed() -> None:
    async def main() -> None:
        encoder, sent = encoding(NEWEST)
        encoder.placeOrder(7, library().Stock("AAPL", "SMART", "USD"), library().MarketOrder("BUY", 1))
        with pytest.raises(ValueError, match="fields more than server version"):
            place_order(Fields(sent[0].split("\0")[2:-1]), versions.OLDEST)

    played(main())

"""No message of a client, however odd, ends the gateway or goes without a word where it is malformed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from insync import MONDAY, encoding, library, session

from tradecore_gateway import Gateway, Plan
from tradecore_gateway.connection import Connection
from tradecore_gateway.virtual import played
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.framing import framed

ODD = st.one_of(
    st.sampled_from(["", "0", "1", "-1", "abc", "1e400", "nan", "9" * 30, "AAPL", "STK", "20260302-09:30:00", "BAG"]),
    st.text(max_size=12).filter(lambda text: "\0" not in text),
)


def hand_over(*messages: list[Any], version: int = 176) -> Gateway:
    """A gateway after a connection without a socket has handed it messages, in a loop of its own."""

    async def main() -> Gateway:
        gateway = Gateway(Plan(start=MONDAY, pacing=False))
        connection = Connection(gateway)
        connection.version, connection.client = version, 3
        for fields in messages:
            connection._take(framed(*fields)[4:])  # noqa: SLF001 - without a socket
        connection.end_tasks()
        gateway.tape.stop()
        return gateway

    return played(main())


@given(st.sampled_from(sorted(kinds.REQUESTS)), st.lists(ODD, max_size=40), st.sampled_from((157, 163, 170, 178)))
def test_any_fields_of_any_request_are_survived(number: int, fields: list[str], version: int) -> None:
    gateway = hand_over([number, *fields], version=version)
    assert sum(gateway.received.values()) == 1


REAL: dict[str, Any] = {
    "history": lambda c, x: c.reqHistoricalData(1, x, "", "1 D", "1 min", "TRADES", 1, 2, False, []),  # noqa: FBT003
    "data": lambda c, x: c.reqMktData(1, x, "", False, False, []),  # noqa: FBT003 - the library's own
    "details": lambda c, x: c.reqContractDetails(1, x),
    "executions": lambda c, x: c.reqExecutions(1, library().ExecutionFilter(time="20260302 09:30:00")),
    "order": lambda c, x: c.placeOrder(1, x, library().LimitOrder("BUY", 1, 100.0)),
    "head": lambda c, x: c.reqHeadTimeStamp(1, x, "TRADES", 1, 2),
}


def written(name: str) -> list[str]:
    """The fields of a message as the library writes them."""

    async def main() -> list[str]:
        encoder, sent = encoding(176)
        REAL[name](encoder, library().Stock("AAPL", "SMART", "USD"))
        return list(sent[0].split("\0")[:-1])

    return played(main())


@given(name=st.sampled_from(sorted(REAL)), place=st.integers(1, 150), odd=ODD, cut=st.booleans())
def test_a_real_message_with_one_odd_field_is_survived(name: str, place: int, odd: str, *, cut: bool) -> None:
    fields = written(name)
    place = place % len(fields) or 1
    fields[place] = odd
    gateway = hand_over(fields[:place] if cut else fields)
    assert sum(gateway.received.values()) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([7, 3, 1, 0, "", "no time"], 320),
        ([9, 8], 320),
        ([123456], 505),
        ([20, 1, "abc"], 320),
    ],
)
def test_what_is_malformed_is_told(fields: list[Any], code: int) -> None:
    async def run(gateway: Gateway, ib: Any) -> None:
        import asyncio

        heard: list[int] = []
        ib.errorEvent += lambda request, number, message, contract: heard.append(number)
        ib.client.send(*fields)
        await asyncio.sleep(1)
        assert heard == [code]

    session(run)

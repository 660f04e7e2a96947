"""I13: however the bytes are cut, in both directions, the session is the same."""

import asyncio
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from insync import MONDAY, library, past, session, stock

from tradecore_gateway import Gateway, Plan
from tradecore_gateway.wire.fields import Fields, Malformed, fields_of, written
from tradecore_gateway.wire.framing import BrokenFrame, Frames, framed
from tradecore_gateway.wire.versions import agreed

CUTS = ["bytes", "random", "merged", "whole"]


async def traded(gateway: Gateway, ib: Any) -> list[Any]:
    """What a session comes to, in what does not depend on how long messages take."""
    contract = await stock(ib)
    await asyncio.sleep(90)
    bars = await past(ib, contract, "1 D", "1 hour", "20260302-14:30:00")
    trade = ib.placeOrder(contract, library().LimitOrder("BUY", 100, 500.0, orderRef="a-entry"))
    rests = ib.placeOrder(contract, library().LimitOrder("BUY", 50, 100.0, orderRef="b-entry"))
    await asyncio.sleep(5)
    ib.cancelOrder(rests.order)
    await asyncio.sleep(5)
    position = [(one.account, one.position, one.avgCost) for one in ib.positions()]
    fills = [(fill.execution.execId, fill.execution.shares, fill.commissionReport.commission) for fill in ib.fills()]
    return [len(bars), bars[-1].close, trade.orderStatus.status, rests.orderStatus.status, position, fills]


def outcome(cut: str, seed: int, *, permuted: bool = False) -> list[Any]:
    found: list[Any] = []

    async def run(gateway: Gateway, ib: Any) -> None:
        gateway.perform(f"frames {cut}")
        if permuted:
            gateway.perform("permute")
        found.extend(await traded(gateway, ib))

    session(run, Plan(start=MONDAY, seed=seed))
    return found


@pytest.mark.parametrize(("cut", "seed"), list(product(CUTS, range(1, 6))))
def test_a_session_does_not_depend_on_segments(cut: str, seed: int) -> None:
    assert outcome(cut, seed) == outcome("whole", seed)


@pytest.mark.parametrize("seed", range(1, 9))
def test_nor_on_the_order_of_messages_of_one_moment(seed: int) -> None:
    told, plain = outcome("whole", seed, permuted=True), outcome("whole", seed)
    # A commission that is told before its fill is dropped by the library, and a state may be told after the next one.
    assert told[:2] == plain[:2]
    assert told[4] == plain[4]
    assert [one[:2] for one in told[5]] == [one[:2] for one in plain[5]]


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), max_size=8)),
    st.integers(0, 99),
)
def test_frames_are_cut_out_of_any_segments(messages: list[list[str]], seed: int) -> None:
    stream, rng = b"API\0" + b"".join(framed(*fields) for fields in messages), Random(seed)
    frames, found = Frames(), list[list[str]]()
    while stream:
        size = rng.randint(1, 12)
        found.extend(fields_of(payload) if payload else [] for payload in frames.feed(stream[:size]))
        stream = stream[size:]
    assert found == messages


def test_what_is_no_frame_ends_a_connection() -> None:
    with pytest.raises(BrokenFrame):
        list(Frames().feed(b"GET / HTTP/1.1\r\n"))
    frames = Frames()
    list(frames.feed(b"API\0"))
    with pytest.raises(BrokenFrame):
        list(frames.feed(b"\xff\xff\xff\xff"))


def test_fields_say_what_they_are() -> None:
    fields = Fields(["7", "", "1.5", "1", "0", "True", "1.7976931348623157e+308", "2147483647"])
    read = [fields.integer(), fields.number(), fields.number(), fields.flag(), fields.flag(), fields.flag()]
    assert [*read, fields.number(), fields.number()] == [7, None, 1.5, True, False, True, None, None]
    with pytest.raises(Malformed, match="ends after 8 fields"):
        fields.text()
    with pytest.raises(Malformed, match="Field 1 is no number: 'x'"):
        Fields(["x"]).number()
    with pytest.raises(Malformed):
        fields_of(b"7")


def test_values_are_written_as_clients_read_them() -> None:
    values = (True, False, None, 100.0, 0.01, -3, "text", 1e300)
    assert [written(value) for value in values] == ["1", "0", "", "100", "0.01", "-3", "text", "1e+300"]


@pytest.mark.parametrize(
    ("asked", "newest", "common"),
    [
        ("v157..176", 178, 176), ("v157..178", 178, 178), ("v100..157", 178, 157), ("v157..178 +PACEAPI", 163, 163),
        ("v100..156", 178, 0), ("v170..178", 169, 0), ("v157", 178, 0), ("nonsense", 178, 0),
    ],
)  # fmt: skip
def test_the_newest_version_that_both_have(asked: str, newest: int, common: int) -> None:
    assert agreed(asked, newest) == common

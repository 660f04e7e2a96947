"""The codec's table of refusals, and what it lets through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, nan
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.data import DataRequest
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue, RequestError, UnknownKey, UnsupportedVersion
from tradecore.instruments import Instrument
from tradecore.jobs import State, queued
from tradecore_kit.codec import decode, dumps, encode, loads, read

BARS = {"bars": [{"path": "a.csv"}], "strategy": "follow"}


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Leg:
    side: Side
    units: int = 1


@dataclass(frozen=True, slots=True)
class Ticket:
    text: str = ""
    flag: bool = False
    count: int = 0
    price: float = 0.0
    mode: Literal["a", "b", 1] = "a"
    legs: tuple[Leg, ...] = ()
    first: Leg | None = None
    numbers: Mapping[str, float | int | None] = field(default_factory=dict)
    mixed: Mapping[str, float | int | str | bool] = field(default_factory=dict)
    nested: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


ACCEPTED: list[tuple[dict[str, Any], Ticket]] = [
    ({}, Ticket()),
    ({"price": 3}, Ticket(price=3.0)),
    ({"mode": 1}, Ticket(mode=1)),
    ({"first": None}, Ticket()),
    ({"first": {"side": "sell", "units": 4}}, Ticket(first=Leg(Side.SELL, 4))),
    ({"legs": [{"side": "buy"}]}, Ticket(legs=(Leg(Side.BUY),))),
    ({"numbers": {"a": None, "b": 1, "c": 0.5}}, Ticket(numbers={"a": None, "b": 1, "c": 0.5})),
    ({"mixed": {"a": True, "b": 1, "c": "1"}}, Ticket(mixed={"a": True, "b": 1, "c": "1"})),
    ({"nested": {"a": {"b": 1}}}, Ticket(nested={"a": {"b": 1}})),
]

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"text": 3}, "text", "text"),
    ({"text": None}, "text", "text"),
    ({"text": True}, "text", "text"),
    ({"text": ["a"]}, "text", "text"),
    ({"flag": 1}, "flag", "true or false"),
    ({"flag": "true"}, "flag", "true or false"),
    ({"count": True}, "count", "an integer"),
    ({"count": 1.0}, "count", "an integer"),
    ({"count": "1"}, "count", "an integer"),
    ({"count": None}, "count", "an integer"),
    ({"price": True}, "price", "a number"),
    ({"price": "1.5"}, "price", "a number"),
    ({"price": None}, "price", "a number"),
    ({"price": nan}, "price", "a number"),
    ({"price": -inf}, "price", "a number"),
    ({"numbers": {"a": inf}}, "numbers.a", "an integer or a number or null"),
    ({"mode": "c"}, "mode", "'a', 'b', 1"),
    ({"mode": True}, "mode", "'a', 'b', 1"),
    ({"mode": 1.0}, "mode", "'a', 'b', 1"),
    ({"legs": "buy"}, "legs", "a list"),
    ({"legs": {"side": "buy"}}, "legs", "a list"),
    ({"legs": [{"side": "hold"}]}, "legs[0].side", "'buy', 'sell'"),
    ({"legs": [{"side": "buy"}, {"side": True}]}, "legs[1].side", "'buy', 'sell'"),
    ({"legs": [3]}, "legs[0]", "an object with the keys side, units"),
    ({"first": {"side": "buy", "units": 1.5}}, "first.units", "an integer"),
    ({"first": "buy"}, "first", "an object with the keys side, units"),
    ({"numbers": [1]}, "numbers", "an object of keys and values"),
    ({"numbers": {"a": "1"}}, "numbers.a", "an integer or a number or null"),
    ({"numbers": {"a": True}}, "numbers.a", "an integer or a number or null"),
    ({"mixed": {"a": None}}, "mixed.a", "text or true or false or an integer or a number"),
    ({"nested": {"a": {"b": 1.5}}}, "nested.a.b", "an integer"),
    ({"tags": "ab"}, "tags", "a list"),
    ({"tags": ["a", 1]}, "tags[1]", "text"),
]


@pytest.mark.parametrize(("plain", "expected"), ACCEPTED)
def test_accepts_and_keeps_types(plain: dict[str, Any], expected: Ticket) -> None:
    decoded = decode(Ticket, plain)
    assert decoded == expected
    assert repr(decoded) == repr(expected)


@pytest.mark.parametrize(("plain", "key", "accepted"), REFUSED)
def test_refuses_with_path_and_accepted_values(plain: dict[str, Any], key: str, accepted: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        decode(Ticket, plain, "ticket.json")
    assert (caught.value.key, caught.value.accepted, caught.value.where) == (key, accepted, "ticket.json")


@pytest.mark.parametrize(
    ("plain", "key", "nearest"),
    [
        ({"txt": "a"}, "txt", "text"),
        ({"legs": [{"side": "buy", "unit": 1}]}, "legs[0].unit", "units"),
        # A misspelt key is named before the one it leaves missing.
        ({"first": {"sied": "buy"}}, "first.sied", "side"),
    ],
)
def test_unknown_keys_name_the_nearest(plain: dict[str, Any], key: str, nearest: str) -> None:
    with pytest.raises(UnknownKey, match=f"Did you mean '{nearest}'") as caught:
        decode(Ticket, plain, "ticket.json")
    assert caught.value.key == key


def test_a_missing_key_is_named() -> None:
    with pytest.raises(RequestError, match=r"ticket.json: legs\[0\].side is missing"):
        decode(Ticket, {"legs": [{}]}, "ticket.json")


@pytest.mark.parametrize("plain", [None, 3, "x", [], True])
def test_a_contract_is_an_object(plain: object) -> None:
    with pytest.raises(InvalidValue, match="an object with the keys"):
        decode(Ticket, plain)


def test_bounds_of_a_contract_carry_the_path() -> None:
    with pytest.raises(InvalidValue) as caught:
        decode(BacktestRequest, {**BARS, "bars": [{"path": "a", "instrument": {"symbol": "A", "lot": -1}}]}, "r.json")
    assert (caught.value.key, caught.value.where) == ("bars[0].instrument.lot", "r.json")
    with pytest.raises(InvalidValue, match=r"configs/active\.json: costs\.rate is -1"):
        decode(Settings, {"costs": {"rate": -1}}, "configs/active.json")


@pytest.mark.parametrize("version", [2, 10**6])
def test_newer_versions_say_upgrade(version: int) -> None:
    with pytest.raises(UnsupportedVersion, match="upgrade"):
        decode(BacktestRequest, {**BARS, "schema": version, "key of the future": 1})


@pytest.mark.parametrize("version", [0, -1, 1.0, True, "1", None])
def test_versions_that_never_were_are_refused(version: object) -> None:
    with pytest.raises(InvalidValue, match="schema"):
        decode(BacktestRequest, {**BARS, "schema": version})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"a": NaN}', "a"),
        ('{"a": [1, {"b": -Infinity}]}', "a[1].b"),
        ('{"a": 1e999}', "a"),
        ('{"a": 9223372036854775808}', "a"),
        (f'{{"a": {"9" * 6000}}}', "a"),
        ('{"a": {"b": 1, "b": 1}}', "a.b"),
        ('{"a": "\\ud800"}', "a"),
        ("NaN", "value"),
    ],
)
def test_texts_that_mean_no_one_thing_are_refused(text: str, key: str) -> None:
    for form in (text, text.encode()):
        with pytest.raises(InvalidValue) as caught:
            loads(form, "f.json")
        assert (caught.value.key, caught.value.where) == (key, "f.json")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "line 1, column 1: not JSON"),
        (b'{"a": 1,\n "b" 2}', "line 2, column 6: not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 40 + b"]" * 40, "nested too deeply"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "nested too deeply"),
        (b" " * 4_000_001, "4,000,001 bytes"),
    ],
)
def test_unreadable_texts_are_refused(text: bytes, problem: str) -> None:
    with pytest.raises(RequestError, match=problem):
        loads(text, "f.json")


def test_limits_are_inclusive() -> None:
    assert loads(b"[" * 32 + b"]" * 32, "f.json") is not None
    assert loads(b"9223372036854775807", "f.json") == 2**63 - 1
    assert loads(b"-9223372036854775807", "f.json") == 1 - 2**63


def test_a_byte_order_mark_is_no_content() -> None:
    assert loads(b'\xef\xbb\xbf{"a": 1}', "f.json") == {"a": 1}


@pytest.mark.parametrize("value", [nan, inf, -inf, 2**64, "\ud800"])
def test_nothing_is_written_that_is_not_read(value: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        dumps({"a": [value]}, "metrics.json")
    assert caught.value.key == "a[0]"


def test_bytes_are_stable_and_for_people() -> None:
    assert dumps({"b": 1.5, "a": ["é", None]}) == '{\n  "a": [\n    "é",\n    null\n  ],\n  "b": 1.5\n}\n'.encode()
    assert dumps({"a": 1, "b": 2}) == dumps({"b": 2, "a": 1})


def test_only_plain_things_are_encoded() -> None:
    with pytest.raises(InvalidValue):
        encode({"a": object()})


def test_contracts_come_back_as_they_were() -> None:
    request = BacktestRequest(
        bars=(BarsSpec("a.csv", instrument=Instrument("A", lot=0.1)),), strategy="follow", parameters={"x": 1, "y": 0.1}
    )
    assert read(BacktestRequest, dumps(encode(request)), "r.json") == request
    assert encode(queued("train", 0))["state"] == "QUEUED"
    assert type(encode(State.QUEUED)) is str


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**63, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(plain)
def test_plain_data_survives_the_disk(value: object) -> None:
    assert repr(loads(dumps(value), "f.json")) == repr(_sorted(value))


def _sorted(value: object) -> object:
    match value:
        case dict():
            return {key: _sorted(value[key]) for key in sorted(value)}
        case list():
            return [_sorted(item) for item in value]
        case _:
            return value


@given(plain)
def test_any_plain_data_is_decoded_or_refused(value: object) -> None:
    try:
        decode(DataRequest, value)
    except RequestError:
        return

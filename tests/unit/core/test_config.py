"""Three layers become one, and every value knows where it is from."""

import pytest

from tradecore.config import fingerprint, flat, nest, resolve

DEFAULTS = {"costs": {"rate": 0.0, "commission": "none"}, "training": {"features": ["a"], "parameters": {}}}


def test_the_last_layer_that_has_a_key_decides() -> None:
    active = {"costs": {"rate": 0.001}, "training": {"parameters": {"alpha": 1.0}}}
    resolved = resolve(DEFAULTS, active, {"costs.rate": 0.002, "training": {"features": ["b", "c"]}})
    assert resolved.values == {
        "costs.rate": 0.002,
        "costs.commission": "none",
        "training.features": ["b", "c"],
        "training.parameters.alpha": 1.0,
    }
    assert resolved.origins == {
        "costs.rate": "request",
        "costs.commission": "default",
        "training.features": "request",
        "training.parameters.alpha": "configs/active.json",
    }


def test_an_equal_value_still_comes_from_the_layer_that_said_it() -> None:
    assert resolve(DEFAULTS, {"costs": {"rate": 0.0}}, {}).origins["costs.rate"] == "configs/active.json"


def test_false_zero_and_null_are_values() -> None:
    resolved = resolve({"a": 1, "b": True, "c": "x"}, {"a": 0, "b": False}, {"c": None})
    assert resolved.values == {"a": 0, "b": False, "c": None}


def test_a_section_is_what_lies_under_it() -> None:
    section = resolve(DEFAULTS, {}, {"costs.rate": 1.0}).section("costs")
    assert section.values == {"rate": 1.0, "commission": "none"}
    assert section.origins == {"rate": "request", "commission": "default"}


def test_no_layer_is_changed() -> None:
    active = {"costs": {"rate": 1.0}}
    resolve(DEFAULTS, active, {"costs.rate": 2.0})
    assert active == {"costs": {"rate": 1.0}}
    assert DEFAULTS["costs"] == {"rate": 0.0, "commission": "none"}


@pytest.mark.parametrize("nested", [{}, {"a": 1}, {"a": {"b": {"c": [1, {"d": 2}]}, "e": None}}])
def test_dotted_and_nested_are_the_same(nested: dict[str, object]) -> None:
    assert nest(flat(nested)) == nested
    assert flat(flat(nested)) == flat(nested)


def test_a_contradicting_key_replaces() -> None:
    assert nest({"a": 1, "a.b": 2}) == {"a": {"b": 2}}
    assert nest({"a.b": 2, "a": 1}) == {"a": 1}


def test_the_fingerprint_sees_values_only() -> None:
    one = resolve({"a": 1, "b": 2.5}, {}, {})
    other = resolve({"a": 9}, {"b": 2.5}, {"a": 1})
    assert one.fingerprint == other.fingerprint == fingerprint({"b": 2.5, "a": 1})
    assert one.fingerprint != resolve({"a": 1, "b": 2.5000001}, {}, {}).fingerprint
    assert fingerprint({"a": 1}) != fingerprint({"a": 1.0})
    assert fingerprint({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_nan_has_no_fingerprint() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        fingerprint({"a": float("nan")})

"""Laws of layered configuration."""

from hypothesis import given
from hypothesis import strategies as st

from tradecore.config import fingerprint, flat, nest, resolve

keys = st.text("abc", min_size=1, max_size=2)
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=2) | st.lists(st.integers(), max_size=2)
layers = st.recursive(
    st.dictionaries(keys, leaves, max_size=3),
    lambda inner: st.dictionaries(keys, leaves | inner, max_size=3),
    max_leaves=8,
)


@given(layers)
def test_flat_and_nest_undo_each_other(layer: dict[str, object]) -> None:
    dotted = flat(layer)
    assert flat(nest(dotted)) == dotted


@given(layers, layers, layers)
def test_each_value_is_that_of_the_last_layer_that_has_it(
    defaults: dict[str, object], active: dict[str, object], given_now: dict[str, object]
) -> None:
    resolved = resolve(defaults, active, given_now)
    named = {"default": flat(defaults), "configs/active.json": flat(active), "request": flat(given_now)}
    assert set(resolved.values) == set(resolved.origins) == set().union(*named.values())
    for key, origin in resolved.origins.items():
        assert resolved.values[key] == named[origin][key]
        later = list(named)[list(named).index(origin) + 1 :]
        assert all(key not in named[each] for each in later)


@given(layers)
def test_the_order_of_keys_changes_no_fingerprint(layer: dict[str, object]) -> None:
    backwards = dict(reversed(flat(layer).items()))
    assert fingerprint(backwards) == fingerprint(flat(layer))


@given(layers, layers)
def test_resolving_twice_changes_nothing(defaults: dict[str, object], active: dict[str, object]) -> None:
    once = resolve(defaults, active, {})
    assert resolve(once.values, {}, {}).values == once.values

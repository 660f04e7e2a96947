"""One pass over a curve finds what taking it apart step by step finds."""

from array import array
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.metrics import passes
from tradecore.metrics.drawdowns import deepest
from tradecore.metrics.returns import returns

CURVES = st.lists(st.sampled_from([1.0, 80.0, 90.0, 99.5, 100.0, 100.5, 120.0, 333.0]) | st.floats(0.5, 500.0))
# Many ties, and more values than a sample takes in.
VALUES = st.lists(st.sampled_from([-0.2, -0.01, 0.0, 0.01]) | st.floats(-1.0, 1.0), min_size=2, max_size=80)
REPEATS = st.integers(1, 40)


@given(CURVES)
def test_a_walk_is_what_each_mark_says(curve: list[float]) -> None:
    earned = array("d", [0.0]) * len(curve)
    found = passes.walk(curve, 100.0, earned)
    assert list(earned) == returns(curve, 100.0)
    assert found.total == pytest.approx(fsum(curve), rel=1e-12)
    assert found.gains == pytest.approx(fsum(one for one in earned if one > 0.0), rel=1e-12)
    assert found.losses == pytest.approx(-fsum(one for one in earned if one < 0.0), rel=1e-12)
    depths = [value / max([100.0, *curve[: t + 1]]) - 1.0 for t, value in enumerate(curve)]
    fall = deepest(found, len(curve))
    assert fall.depth == min([0.0, *depths])
    if fall.depth == 0.0:
        assert (fall.bars, fall.peak, fall.trough, fall.recovery) == (0, None, None, None)
        return
    trough = depths.index(fall.depth)
    peaks = [t for t in range(trough) if depths[t] == 0.0]
    after = [t for t in range(trough, len(depths)) if depths[t] == 0.0]
    assert (fall.trough, fall.peak) == (trough, peaks[-1] if peaks else -1)
    assert fall.recovery == (after[0] if after else None)


@given(VALUES, REPEATS, st.floats(0.01, 0.5))
def test_a_tail_is_that_of_the_sorted_values(values: list[float], repeats: int, share: float) -> None:
    many = array("d", values * repeats)
    ranked = sorted(many)
    place = (len(ranked) - 1) * share
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    at, beyond = passes.tail(many, share)
    assert at == ranked[low] + (ranked[high] - ranked[low]) * (place - low)
    assert beyond == fsum(ranked[: low + 1]) / (low + 1)
    assert many == array("d", values * repeats)


@given(VALUES, st.data())
def test_selecting_parts_values_at_a_rank(values: list[float], data: st.DataObject) -> None:
    rank, kept = data.draw(st.integers(0, len(values) - 1)), list(values)
    passes.select(kept, len(kept), rank)
    assert sorted(kept) == sorted(values)
    assert kept[rank] == sorted(values)[rank]
    assert all(one <= kept[rank] for one in kept[:rank])
    assert all(one >= kept[rank] for one in kept[rank:])

"""Laws of features, labels and the join of predictions, over random markets."""

from array import array
from math import isnan

from hypothesis import given, settings
from hypothesis import strategies as st

from tradecore.contracts.predict import PredictionsSpec
from tradecore.core_features import CoreFeatures
from tradecore.features import Feature
from tradecore.labels import labels
from tradecore.predictions import join
from tradecore.table import Table
from tradecore_testing.markets import walking_market, wavy_market

WINDOWS = st.integers(2, 30)
NAMES = st.sampled_from(["change", "sma", "atr", "volatility", "position_in_range", "volume_ratio"])


def bits(values: object) -> bytes:
    return array("d", values).tobytes()  # type: ignore[call-overload]


@settings(max_examples=60, deadline=None)
@given(NAMES, WINDOWS, st.integers(0, 1000), st.integers(0, 90), st.integers(0, 90))
def test_a_feature_knows_nothing_of_later_bars(name: str, window: int, seed: int, split_at: int, cut: int) -> None:
    bars = walking_market(90, seed)
    bars = bars.with_columns(split=array("d", (2.5 if 0 < t == split_at else 1.0 for t in range(90))))
    feature = Feature(name, (str(window),))
    whole = CoreFeatures().compute(bars, feature)
    assert bits(CoreFeatures().compute(bars.slice(0, cut), feature)) == bits(whole[:cut])


@settings(max_examples=40, deadline=None)
@given(NAMES, WINDOWS, st.integers(1, 90), st.sampled_from([2.0, 4.0, 0.5]))
def test_a_split_by_a_power_of_two_changes_no_bit_of_a_ratio(name: str, window: int, at: int, ratio: float) -> None:
    feature = Feature(name, (str(window),))
    split, plain = wavy_market(90, at, ratio), wavy_market(90)
    scale = list(split.scale()) if name in ("sma", "atr") else [1.0] * 90
    found = [v * s for v, s in zip(CoreFeatures().compute(split, feature), scale, strict=True)]
    assert bits(found) == bits(CoreFeatures().compute(plain, feature))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.integers(0, 60), st.integers(0, 100))
def test_a_label_needs_nothing_beyond_its_horizon(horizon: int, cut: int, seed: int) -> None:
    bars = walking_market(60, seed)
    whole, part = labels(bars, horizon), labels(bars.slice(0, cut), horizon)
    known = max(0, cut - horizon)
    assert bits(part[:known]) == bits(whole[:known])
    assert all(isnan(v) for v in part[known:])


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(40)), st.sets(st.integers(0, 39), max_size=20))
def test_rows_of_a_file_mean_what_they_say_wherever_they_stand(order: list[int], dropped: set[int]) -> None:
    bars = walking_market(40)
    table = Table(list(bars.time), {"prediction": [0.001 * t for t in range(40)]})
    kept = [row for row in order if row not in dropped]
    joined = join(bars, table.take(kept), PredictionsSpec("p.csv"))
    for t in range(40):
        assert isnan(joined.values[t]) if t in dropped else joined.values[t] == 0.001 * t
    assert joined.rows == 40 - len(dropped)

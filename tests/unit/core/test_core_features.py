"""The features that need no library: values by hand, splits, prefixes, refusals."""

from array import array
from itertools import pairwise
from math import isnan, sqrt

import pytest

from tradecore.bars import DAY, Bars
from tradecore.core_features import CoreFeatures
from tradecore.errors import InvalidValue, UnknownName
from tradecore.features import parse_feature
from tradecore_testing.markets import wavy_market as market

EVERY = (
    "close",
    "volume",
    "change(1)",
    "change(3)",
    "sma(5)",
    "atr(4)",
    "volatility(6)",
    "volatility_ratio(3,9)",
    "position_in_range(7)",
    "volume_ratio(5)",
    "bar_of_session",
    "weekday",
    "hour",
)
PRICED = ("close", "sma(5)", "atr(4)")


def compute(bars: Bars, name: str) -> list[float]:
    return list(CoreFeatures().compute(bars, parse_feature(name)))


def bits(values: list[float]) -> bytes:
    return array("d", values).tobytes()


def test_values_by_hand() -> None:
    bars = market(6)
    close = list(bars["close"])
    assert compute(bars, "change(2)")[5] == close[5] / close[3] - 1
    assert compute(bars, "sma(3)")[4] == pytest.approx((close[2] + close[3] + close[4]) / 3)
    returns = [b / a - 1 for a, b in pairwise(close)]
    mean = (returns[2] + returns[3] + returns[4]) / 3
    expected = sqrt(((returns[2] - mean) ** 2 + (returns[3] - mean) ** 2 + (returns[4] - mean) ** 2) / 2)
    assert compute(bars, "volatility(3)")[5] == pytest.approx(expected)
    top, bottom = max(bars["high"][3:6]), min(bars["low"][3:6])
    assert compute(bars, "position_in_range(3)")[5] == (close[5] - bottom) / (top - bottom)


def test_time_features() -> None:
    bars = market(12)
    assert compute(bars, "bar_of_session")[:11] == [*map(float, range(9)), 0.0, 1.0]
    assert compute(bars, "weekday")[8:10] == [3.0, 4.0]
    assert compute(bars, "hour")[0] == 15.0
    assert bars.time[9] % DAY == 0


@pytest.mark.parametrize("name", EVERY)
def test_first_value_comes_after_the_warmup(name: str) -> None:
    values = compute(market(40), name)
    warmup = CoreFeatures().warmup(parse_feature(name))
    assert all(isnan(v) for v in values[:warmup])
    assert not any(isnan(v) for v in values[warmup:])


@pytest.mark.parametrize("name", EVERY)
def test_no_bit_depends_on_what_comes_later(name: str) -> None:
    bars = market(60, split_at=31)
    whole = compute(bars, name)
    for cut in range(61):
        assert bits(compute(bars.slice(0, cut), name)) == bits(whole[:cut])


@pytest.mark.parametrize("name", EVERY)
def test_a_split_leaves_no_trace_but_the_unit(name: str) -> None:
    split, plain = compute(market(60, split_at=31), name), compute(market(60), name)
    for t in range(10, 60):
        unit = 7.0 if t >= 31 and name in PRICED else 1 / 7 if t >= 31 and name == "volume" else 1.0
        assert split[t] * unit == pytest.approx(plain[t], rel=1e-9, abs=1e-12)


def test_a_flat_market_is_the_middle_of_its_range_and_has_no_volatility() -> None:
    bars = market(12)
    still = array("d", [50.0]) * 12
    flat = bars.with_columns(open=still, high=still, low=still, close=still, volume=array("d", [0.0]) * 12)
    assert compute(flat, "position_in_range(3)")[5] == 0.5
    assert compute(flat, "volatility(3)")[5] == 0.0
    assert isnan(compute(flat, "volatility_ratio(3,4)")[8])
    assert isnan(compute(flat, "volume_ratio(3)")[8])


def test_extremes_equal_the_plain_definition() -> None:
    bars = market(80)
    position = compute(bars, "position_in_range(7)")
    for t in range(6, 80):
        top, bottom = max(bars["high"][t - 6 : t + 1]), min(bars["low"][t - 6 : t + 1])
        assert position[t] == (bars["close"][t] - bottom) / (top - bottom)


@pytest.mark.parametrize(
    "name", ["sma", "sma(0)", "sma(-2)", "sma(2.5)", "sma(2,3)", "volatility(1)", "close(3)", "sma(\u00b2)"]
)
def test_refuses_arguments_that_mean_nothing(name: str) -> None:
    with pytest.raises(InvalidValue):
        compute(market(5), name)


def test_an_unknown_feature_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'volatility'"):
        compute(market(5), "volatilty(5)")


def test_every_name_can_be_asked_for() -> None:
    features = CoreFeatures()
    asked = {name.split("(")[0] for name in EVERY} | {"open", "high", "low"}
    assert asked == set(features.names())

"""What a model learns to predict."""

from math import isnan

import pytest

from tradecore.labels import UNIT_OF, aim_of, labels, naive, target_of
from tradecore_testing.markets import wavy_market as market


def test_a_return_looks_exactly_the_horizon_ahead() -> None:
    bars = market(20)
    close = list(bars["close"])
    found = labels(bars, 3)
    assert found[4] == close[7] / close[4] - 1
    assert all(isnan(v) for v in found[17:])
    assert not any(isnan(v) for v in found[:17])


def test_a_price_is_in_the_units_of_its_own_row_across_a_split() -> None:
    split, plain = market(40, split_at=21), market(40)
    for t in range(37):
        unit = 7.0 if t >= 21 else 1.0
        assert labels(split, 3, "price")[t] * unit == pytest.approx(labels(plain, 3, "price")[t])
        assert labels(split, 3)[t] == pytest.approx(labels(plain, 3)[t])
        assert naive(split, "price")[t] * unit == pytest.approx(plain["close"][t])
    assert set(naive(split)) == {0.0}


def test_a_direction_is_one_where_the_return_is_above_zero() -> None:
    bars = market(40, split_at=21)
    found, moved = labels(bars, 3, "direction"), labels(bars, 3)
    assert {0.0, 1.0} == set(found[:37])
    assert [value == 1.0 for value in found[:37]] == [value > 0.0 for value in moved[:37]]
    assert all(isnan(v) for v in found[37:])
    assert set(naive(bars, "direction", 0.6)) == {0.6}


def test_targets_have_their_units_and_aims() -> None:
    assert {target: (UNIT_OF[target], aim_of(target)) for target in UNIT_OF} == {
        "return": ("return", "value"),
        "price": ("price", "value"),
        "direction": ("probability", "probability"),
    }
    assert all(target_of(unit) == target for target, unit in UNIT_OF.items())


def test_a_horizon_beyond_the_end_has_no_label() -> None:
    assert all(isnan(v) for v in labels(market(5), 9))

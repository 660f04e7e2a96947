"""What a model learns to predict."""

from math import isnan

import pytest

from tradecore.labels import labels, naive
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


def test_a_horizon_beyond_the_end_has_no_label() -> None:
    assert all(isnan(v) for v in labels(market(5), 9))

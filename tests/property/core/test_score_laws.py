"""Laws of the scores of predictions, whatever was predicted."""

from itertools import pairwise
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.labels import Target
from tradecore.learning.judge import ORDERING, judge, judge_folds
from tradecore.learning.outcomes import Outcomes
from tradecore.learning.scores import auc, pearson, ranks

DAY = 86_400 * 10**9
values = st.integers(-50, 50).map(lambda n: n / 1000)
pairs = st.lists(st.tuples(values, values), max_size=40)


def outcomes(rows: list[tuple[float, float]], target: Target) -> Outcomes:
    said, moved = [row[0] for row in rows], [row[1] for row in rows]
    time = [k * 9 * DAY for k in range(len(rows))]
    if target == "return":
        return Outcomes(target, time, said, moved, [0.0] * len(rows), moved)
    if target == "price":
        predicted, actual = ([100.0 * (1.0 + value) for value in of] for of in (said, moved))
        return Outcomes(target, time, predicted, actual, [100.0] * len(rows), moved)
    likely = [0.5 + 10.0 * value for value in said]
    return Outcomes(target, time, likely, [float(value > 0.0) for value in moved], [0.6] * len(rows), moved)


@given(pairs, st.sampled_from(["return", "price", "direction"]))
def test_every_score_is_finite_or_none(rows: list[tuple[float, float]], target: Target) -> None:
    found = judge(outcomes(rows, target))
    assert all(value is None or isfinite(value) for value in found.values())
    for name in ("auc", "hit_rate", "majority", "base_rate"):
        assert found[name] is None or 0.0 <= found[name] <= 1.0
    for name in ("ic", "rank_ic", "mcc", "ic_month", "rank_ic_month"):
        assert found[name] is None or -1.0 <= found[name] <= 1.0


@given(pairs)
def test_the_same_forecast_is_put_in_the_same_order_whatever_its_target(rows: list[tuple[float, float]]) -> None:
    """A price of 100 and a probability are the same numbers moved along, up to rounding that may part ties."""
    plain, likely = judge(outcomes(rows, "return")), judge(outcomes(rows, "direction"))
    for name in ("hit_rate", "majority", "mcc"):
        assert plain[name] == (None if likely[name] is None else pytest.approx(likely[name]))
    assert plain["ic"] == (None if likely["ic"] is None else pytest.approx(likely["ic"], abs=1e-9))


@given(pairs)
def test_the_opposite_forecast_has_the_opposite_order(rows: list[tuple[float, float]]) -> None:
    said, risen = [row[0] for row in rows], [float(row[1] > 0.0) for row in rows]
    found, against = auc(said, risen), auc([-value for value in said], risen)
    assert against == (None if found is None else pytest.approx(1.0 - found))
    turned = judge(outcomes([(-a, b) for a, b in rows], "return"))
    for name in ("ic", "rank_ic", "mcc"):
        value = judge(outcomes(rows, "return"))[name]
        assert turned[name] == (None if value is None else pytest.approx(-value, abs=1e-12))


@given(st.lists(values, min_size=1, max_size=40))
def test_ranks_are_a_permutation_but_for_ties(of: list[float]) -> None:
    found = ranks(of)
    assert sum(found) == len(of) * (len(of) + 1) / 2
    assert all((a < b) == (x < y) for a, x in zip(of, found, strict=True) for b, y in zip(of, found, strict=True))


@given(pairs)
def test_a_forecast_of_what_comes_is_perfect(rows: list[tuple[float, float]]) -> None:
    moved = [row[1] for row in rows]
    found = judge(outcomes([(value, value) for value in moved], "return"))
    assert found["mae"] in (None, 0.0)
    assert found["auc"] in (None, 1.0)
    assert found["ic"] == (None if pearson(moved, moved) is None else pytest.approx(1.0))


@given(pairs, st.integers(1, 4))
def test_folds_pool_errors_and_average_order(rows: list[tuple[float, float]], count: int) -> None:
    cuts = [len(rows) * k // count for k in range(count + 1)]
    folds = [outcomes(rows[a:b], "return") for a, b in pairwise(cuts)]
    found, whole = judge_folds(folds), judge(outcomes(rows, "return"))
    assert tuple(found) == tuple(whole)
    for name in whole:
        if name not in ORDERING and not name.endswith("_month"):
            assert found[name] == whole[name], name
    if count == 1:
        for name in ORDERING:
            assert found[name] == (None if whole[name] is None else pytest.approx(whole[name]))

"""Laws of the purged split."""

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.errors import InvalidValue
from tradecore.windows import purged_split

GAPS = st.lists(st.integers(1, 50), min_size=8, max_size=60)


@given(GAPS, st.integers(1, 6), st.floats(0.05, 0.95), st.integers(0, 5))
def test_no_training_label_reaches_the_held_out_rows(gaps: list[int], horizon: int, share: float, embargo: int) -> None:
    known = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    rows = len(known) - horizon
    label_known = known[horizon:]
    try:
        split = purged_split(known[:rows], label_known, share, embargo)
    except InvalidValue:
        return
    assert len(split.train) > 0
    assert len(split.validation) > 0
    assert split.validation.stop == rows
    assert split.train.stop + split.purged == split.validation.start
    assert label_known[split.train[-1]] < known[split.validation[0]]
    assert split.validation[0] - split.train[-1] - 1 == horizon + embargo


@given(GAPS, st.integers(1, 6), st.floats(0.05, 0.95))
def test_nothing_is_purged_that_could_stay(gaps: list[int], horizon: int, share: float) -> None:
    known = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    try:
        split = purged_split(known[:-horizon], known[horizon:], share)
    except InvalidValue:
        return
    following = split.train.stop
    assert known[horizon:][following] >= known[split.validation[0]]
    assert bisect_right(known, known[following]) <= split.validation[0]


def test_refuses_a_horizon_that_leaves_no_training_rows() -> None:
    with pytest.raises(InvalidValue, match="fewer than"):
        purged_split([1, 2, 3, 4], [5, 6, 7, 8], 0.5)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_refuses_too_few_rows(rows: int) -> None:
    with pytest.raises(InvalidValue):
        purged_split(list(range(rows)), list(range(1, rows + 1)), 0.1)

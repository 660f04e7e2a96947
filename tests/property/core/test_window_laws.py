"""Laws of walk-forward windows and of purged folds."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.errors import InvalidValue
from tradecore.windows import Fold, Span, Walk, purged_folds, walk_forward


@st.composite
def sessions(draw: st.DrawFn) -> list[int]:
    """Ascending dates with up to five bars each and holes of up to nine days."""
    days = draw(st.lists(st.integers(1, 9), min_size=1, max_size=40))
    bars = draw(st.lists(st.integers(1, 5), min_size=len(days), max_size=len(days)))
    day, found = draw(st.integers(0, 20_000)), []
    for apart, count in zip(days, bars, strict=True):
        day += apart
        found += [day] * count
    return found


bars = st.builds(Span, st.integers(1, 30), st.just("bars"))
dated = st.builds(Span, st.integers(1, 30), st.just("days")) | st.builds(Span, st.integers(1, 2), st.just("months"))
few = st.integers(0, 6)


def walked(of: list[int], *args: Span, **more: int | bool) -> Walk | None:
    try:
        return walk_forward(of, *args, **more)  # type: ignore[arg-type]
    except InvalidValue:
        return None


@given(sessions(), bars, bars, st.booleans(), few, few)
def test_windows_in_bars(of: list[int], train: Span, test: Span, anchored: Any, horizon: int, embargo: int) -> None:
    found = walked(of, train, test, anchored=anchored, horizon=horizon, embargo=embargo)
    if len(of) <= train.number + horizon + embargo:
        assert found is None
        return
    assert found is not None
    for window in found.windows:
        assert window.between == horizon + embargo
        assert len(window.train) == train.number if not anchored else window.train.start == 0
        # The last label learned from is that of a close before the first bar traded.
        assert window.train[-1] + horizon < window.test[0]
    assert [place for window in found.windows for place in window.test] == list(found.tested)
    assert found.tested.stop == len(of)
    assert all(len(window.test) == test.number for window in found.windows[:-1])


@given(sessions(), dated, dated, st.booleans(), few, few)
def test_windows_on_dates(of: list[int], train: Span, test: Span, anchored: Any, horizon: int, embargo: int) -> None:
    found = walked(of, train, test, anchored=anchored, horizon=horizon, embargo=embargo)
    if found is None:
        return
    origin = train.after(of[0])
    assert [place for window in found.windows for place in window.test] == list(found.tested)
    assert of[found.tested[0]] >= origin
    assert found.tested.start == 0 or of[found.tested.start - 1] < origin
    assert found.unused == 0
    for window in found.windows:
        assert window.between == horizon + embargo
        assert window.train.stop <= window.test.start - horizon
        if anchored:
            assert window.train.start == 0
    for one, other in pairwise(found.windows):
        # No session is torn apart between two tests.
        assert of[one.test[-1]] < of[other.test[0]]
        assert one.train.start <= other.train.start
        assert one.train.stop < other.train.stop


@given(sessions(), bars, bars, bars, few)
def test_a_longer_step_only_leaves_bars_out(of: list[int], train: Span, test: Span, more: Span, horizon: int) -> None:
    step = Span(test.number + more.number)
    found = walked(of, train, test, step, horizon=horizon)
    if found is None:
        return
    for one, other in pairwise(found.windows):
        assert other.test.start - one.test.start == step.number
        assert len(one.test) == test.number
    assert sum(len(window.test) for window in found.windows) <= len(found.tested)


@given(sessions(), bars, bars, few, few, few)
def test_later_bars_never_move_an_earlier_window(
    of: list[int], train: Span, test: Span, horizon: int, embargo: int, cut: int
) -> None:
    whole, part = (walked(some, train, test, horizon=horizon, embargo=embargo) for some in (of, of[: len(of) - cut]))
    if part is None or whole is None:
        return
    assert whole.windows[: len(part.windows) - 1] == part.windows[:-1]
    assert whole.windows[len(part.windows) - 1].train == part.windows[-1].train


@st.composite
def labelled(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Rows with the instants between which their labels lie, both ascending."""
    gaps = draw(st.lists(st.integers(0, 5), min_size=4, max_size=40))
    known = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    reach = draw(st.lists(st.integers(0, 20), min_size=len(known), max_size=len(known)))
    label_known, latest = [], 0
    for start, length in zip(known, reach, strict=True):
        latest = max(latest, start + length)
        label_known.append(latest)
    return known, label_known


def folded(rows: tuple[list[int], list[int]], folds: int, embargo: int) -> tuple[Fold, ...]:
    try:
        return purged_folds(*rows, folds, embargo)
    except InvalidValue:
        return ()


@given(labelled(), st.integers(2, 6), st.integers(0, 5))
def test_no_label_learned_from_meets_the_hull_of_those_held_out(
    rows: tuple[list[int], list[int]], folds: int, embargo: int
) -> None:
    known, label_known = rows
    for fold in folded(rows, folds, embargo):
        low, high = known[fold.test[0]], max(label_known[k] for k in fold.test)
        for row in fold.train:
            assert label_known[row] < low or known[row] > high
        clear = [k for k in range(len(known)) if known[k] > high]
        assert list(fold.after) == clear[embargo:]
        assert list(fold.before) == [k for k in range(len(known)) if label_known[k] < low]
        assert len(fold.train) + len(fold.test) + fold.purged + fold.embargoed == len(known)
        assert fold.embargoed == min(embargo, len(clear))


@given(labelled(), st.integers(2, 6))
def test_every_row_is_held_out_once(rows: tuple[list[int], list[int]], folds: int) -> None:
    found = folded(rows, folds, 0)
    if found:
        assert [row for fold in found for row in fold.test] == list(range(len(rows[0])))
        sizes = [len(fold.test) for fold in found]
        assert max(sizes) - min(sizes) <= 1
        assert len(found) == folds


def test_folds_by_hand() -> None:
    known, label_known = list(range(10)), [k + 2 for k in range(10)]
    first, second = purged_folds(known, label_known, 2, embargo=1)
    assert (first.test, first.before, first.after) == (range(5), range(0), range(8, 10))
    assert (first.purged, first.embargoed) == (2, 1)
    assert (second.test, second.before, second.after) == (range(5, 10), range(3), range(10, 10))
    assert (second.purged, second.embargoed) == (2, 0)
    assert second.train == (0, 1, 2)


@pytest.mark.parametrize(
    ("known", "label_known", "folds", "embargo", "match"),
    [
        ([1, 2, 3], [2, 3, 4], 1, 0, "2 or more"),
        ([1, 2, 3], [2, 3, 4], 4, 0, "no more than the 3 rows"),
        ([1, 2, 3], [2, 3, 4], 2, -1, "embargo"),
        ([1, 3, 2], [4, 5, 6], 2, 0, "known is 'out of order'"),
        ([1, 2, 3], [6, 5, 7], 2, 0, "label_known is 'out of order'"),
        ([1, 2, 3], [0, 2, 3], 2, 0, "before known"),
        ([1, 2, 3], [2, 3], 2, 0, "3 rows"),
        ([1, 2, 3, 4], [5, 6, 7, 8], 2, 0, "something left to learn on"),
    ],
)
def test_folds_that_cannot_be_are_refused(
    known: list[int], label_known: list[int], folds: int, embargo: int, match: str
) -> None:
    with pytest.raises(InvalidValue, match=match):
        purged_folds(known, label_known, folds, embargo)

"""A shuffled grid is the grid, and a short search the beginning of a longer one."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from tradecore.parameters import parameters_of
from tradecore.space import axis, searched, shuffled
from tradecore.strategies.sma_cross import SmaCross

FAST, SLOW = parameters_of(SmaCross)[:2]


@given(st.integers(1, 400), st.integers(0, 2**70))
def test_a_shuffle_is_a_permutation(size: int, seed: int) -> None:
    assert sorted(shuffled(size, seed)) == list(range(size))


@given(st.integers(1, 10**30), st.integers(0, 2**70), st.integers(1, 60), st.integers(0, 60))
def test_a_longer_draw_begins_with_a_shorter_one(size: int, seed: int, short: int, more: int) -> None:
    drawn = list(islice(shuffled(size, seed), short + more))
    assert list(islice(shuffled(size, seed), short)) == drawn[:short]
    assert len(set(drawn)) == len(drawn) == min(size, short + more)
    assert all(0 <= place < size for place in drawn)


@given(
    st.integers(2, 60), st.integers(1, 40), st.integers(1, 9), st.integers(3, 90), st.integers(1, 60), st.integers(0, 9)
)
def test_searches_of_any_length_agree(low: int, width: int, step: int, slow: int, number: int, seed: int) -> None:
    over = {"fast": f"{low}:{low + width}:{step}", "slow": f"{slow}:{slow + 80}:7"}
    if low >= slow + 77:
        return
    _, everything = searched(SmaCross, {}, over)
    _, drawn = searched(SmaCross, {}, over, number, seed)
    _, longer = searched(SmaCross, {}, over, number + 5, seed)
    assert longer.strategies[: len(drawn.strategies)] == drawn.strategies
    assert len(drawn.strategies) == min(number, len(everything.strategies))
    assert set(drawn.strategies) <= set(everything.strategies)
    values = axis(FAST, over["fast"]).values, axis(SLOW, over["slow"]).values
    gold = [SmaCross(a, b) for a in values[0] for b in values[1]]
    assert list(everything.strategies) == [one for one in gold if not one.problem()]
    assert everything.refused == sum(1 for one in gold if one.problem())

"""Recorded bars in pieces: put together again, they are the bars."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tradecore.bars import HOUR, MINUTE
from tradecore_live.rehearsal.pieces import Bar, pieces, table_of

prices = st.floats(1.0, 500.0, allow_nan=False).map(lambda price: round(price, 4))


@given(
    st.tuples(prices, prices, prices, prices),
    st.integers(1, 24).map(lambda count: count * 5 * MINUTE),
    st.sampled_from([MINUTE, 5 * MINUTE, 30 * MINUTE]),
    st.integers(0, 10**9),
)
def test_the_pieces_of_a_bar_make_up_the_bar(
    drawn: tuple[float, float, float, float], span: int, length: int, volume: int
) -> None:
    low, *inside, high = sorted(drawn)
    bar = Bar(HOUR, HOUR + span, inside[0], high, low, inside[1], float(volume))
    made = list(pieces(bar, length))
    assert [piece[0] for piece in made] == list(range(bar.time, bar.available, length))
    assert (made[0][1], made[-1][4]) == (bar.open, bar.close)
    assert (max(piece[2] for piece in made), min(piece[3] for piece in made)) == (bar.high, bar.low)
    assert sum(piece[5] for piece in made) == bar.volume
    assert all(piece[3] <= min(piece[1], piece[4]) <= max(piece[1], piece[4]) <= piece[2] for piece in made)
    assert all(earlier[4] == later[1] for earlier, later in pairwise(made))


def test_a_table_has_the_pieces_of_all_bars() -> None:
    bars = [Bar(k * HOUR, (k + 1) * HOUR, 10.0, 12.0, 9.0, 11.0, 60.0) for k in range(3)]
    table = table_of(bars, 30 * MINUTE)
    assert list(table.time) == [k * 30 * MINUTE for k in range(6)]
    assert list(table["volume"]) == [30.0] * 6

"""Laws of the live feed: what it closes is what a batch of the same source bars has, each once, in order."""

from array import array
from collections.abc import Sequence
from typing import Any

from feed_desk import FIRST, LENGTHS, OPEN, SYMBOLS, USUAL, FeedDesk, minute_bar, rows_of
from hypothesis import given
from hypothesis import strategies as st

from tradecore.adjustments import CorporateAction
from tradecore.bars import DAY, MINUTE, SECOND
from tradecore.live.events import BarRow
from tradecore.ports.bar_feed import Closed, Opened, Remark
from tradecore.ports.bar_stream import SourceBar

DAYS = 3


def bits(rows: Sequence[BarRow]) -> list[Any]:
    """Rows as what can be compared to the last bit."""
    return [(row.symbol, row.time, array("d", [row.open, *row.inputs]).tobytes(), numbers(row)) for row in rows]


def numbers(row: BarRow) -> tuple[Any, ...]:
    prices = (row.high, row.low, row.close, row.volume)
    return (*prices, row.available, row.session, row.nights, row.split, row.dividend)


Holes = tuple[set[int], int, int]
HOLES = st.tuples(st.sets(st.integers(0, DAYS * USUAL), max_size=30), st.integers(0, DAYS * USUAL), st.integers(0, 12))


def sources(symbol: str, holes: Holes) -> list[SourceBar]:
    """Minutes of three days, the last of them half, but for some without a trade; no close is without one."""
    single, begin, count = holes
    out, made = single | set(range(begin, begin + count)), list[SourceBar]()
    for day in range(FIRST, FIRST + DAYS):
        length = LENGTHS.get(day, USUAL)
        # The very last minute closes its bar in a batch, too.
        kept = {length - 2} if day < FIRST + DAYS - 1 else {length - 1}
        kept |= {minute for minute in range(length) if (day - FIRST) * USUAL + minute not in out}
        made.extend(minute_bar(symbol, day, minute) for minute in sorted(kept))
    return made


ACTIONS = {"AAA": (CorporateAction(FIRST + 1, 2.0), CorporateAction(FIRST + 2, 1.0, 0.25))}


def hold_to_one_batch(first: Holes, second: Holes, minutes: int, restarts: set[int], repeats: set[int]) -> None:
    """Publishes the minutes as they close, with processes that end and bars that come again, then compares."""
    # A silence of hours never comes, so that no bar is closed by the clock while its source bars are on their way.
    desk = FeedDesk(step=minutes * MINUTE, actions=ACTIONS, silence=36_000.0)
    market = {"AAA": sources("AAA", first), "BBB": sources("BBB", second)}
    due = sorted((bar.time + MINUTE, bar.symbol, bar) for bars in market.values() for bar in bars)
    for turn, (end, _, bar) in enumerate(due):
        desk.stream.publish(bar)
        if turn in repeats:
            desk.stream.publish(due[turn - 1][2], bar)
        desk.at(end + SECOND)
        if turn in restarts:
            desk.begin()
    desk.at((FIRST + DAYS) * DAY + OPEN)
    for symbol in SYMBOLS:
        whole, inputs = desk.batch(symbol, market[symbol])
        closed = [row for row in desk.logged if row.symbol == symbol]
        assert bits(closed) == bits(rows_of(whole, inputs))
    assert desk.kinds(Remark) == []


@given(
    HOLES,
    HOLES,
    st.sampled_from([5, 15, 30, 60]),
    st.sets(st.integers(1, 300), max_size=3),
    st.sets(st.integers(1, 300), max_size=4),
)
def test_what_is_closed_is_what_one_batch_has(
    first: Holes, second: Holes, minutes: int, restarts: set[int], repeats: set[int]
) -> None:
    hold_to_one_batch(first, second, minutes, restarts, repeats)


@given(
    HOLES,
    HOLES,
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=6),
    st.booleans(),
    st.sampled_from([1, 5]),
)
def test_bars_come_in_order_once_and_together_whatever_is_late(
    first: Holes,
    second: Holes,
    lates: list[tuple[int, int]],
    again: bool,  # noqa: FBT001 - drawn
    minutes: int,
) -> None:
    desk = FeedDesk(step=minutes * MINUTE, old_bars=again)
    bars = sorted((*sources("AAA", first), *sources("BBB", second)), key=lambda bar: (bar.time, bar.symbol))
    lateness = dict(lates)
    due = sorted((bar.time + MINUTE * (1 + lateness.get(k, 0)), k, bar) for k, bar in enumerate(bars))
    for turn, (time, _, bar) in enumerate(due):
        # The clock is there before the bar is.
        desk.at(max(time, desk.time.now_))
        desk.stream.publish(bar)
        desk.at(time + 15 * SECOND)
        if turn % 50 == 49 and again:
            desk.begin()
    groups: list[Closed] = desk.kinds(Closed)
    times = [group.rows[0].time for group in groups]
    assert times == sorted(set(times))
    for group in groups:
        assert [row.symbol for row in group.rows] == [
            name for name in SYMBOLS if name in {r.symbol for r in group.rows}
        ]
        assert {row.time for row in group.rows} == {group.rows[0].time}
    # Every bar was open before it closed, and never opened after that.
    opened: dict[str, int] = dict.fromkeys(SYMBOLS, -1)
    for moment in desk.moments:
        if isinstance(moment, Opened):
            assert all(moment.time > (-1 if again else opened[one]) for one in moment.symbols)
            opened |= dict.fromkeys(moment.symbols, moment.time)
        elif isinstance(moment, Closed):
            assert all(opened[row.symbol] == row.time for row in moment.rows)

"""The way through history: every bar once, wherever sessions, holidays and interruptions are."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore_ibkr.history.answers import Answers, Asked
from tradecore_ibkr.history.walk import PriceBar, walk, within

STEP, SPAN, DAY = 60, 3_600, 6_000
Vendor = Callable[[int], Sequence[PriceBar]]


def bar(time: int) -> PriceBar:
    return PriceBar(time, 1.0 + time, 2.0 + time, 0.5, 1.5, float(time % 7))


def elapsed(times: Sequence[int]) -> Vendor:
    """A vendor whose duration is time that passes; the last bar may be half of one."""
    return lambda end: [_so_far(time, end) for time in times if end - SPAN <= time < end]


def traded(times: Sequence[int]) -> Vendor:
    """A vendor whose duration is the last session that has begun, as IBKR's `1 D` is."""

    def answer(end: int) -> Sequence[PriceBar]:
        last = bisect_left(times, end)
        day = times[last - 1] // DAY if last else 0
        return [_so_far(time, end) for time in times[:last] if time // DAY == day]

    return answer


def _so_far(time: int, end: int) -> PriceBar:
    return bar(time) if time + STEP <= end else bar(time)._replace(close=-1.0)


@st.composite
def markets(draw: st.DrawFn) -> list[int]:
    """Opening instants of bars in sessions of several lengths, with days off and holes."""
    found: list[int] = []
    for day in range(draw(st.integers(1, 12))):
        first, count = draw(st.integers(0, 40)), draw(st.sampled_from([0, 0, 1, 7, 30, 59]))
        holes = draw(st.sets(st.integers(0, 58), max_size=10))
        found += [day * DAY + (first + k) * STEP for k in range(count) if k not in holes and first + k < DAY // STEP]
    return found


def downloaded(
    ask: Vendor, start: int, end: int, answers: Answers | None = None, stops: Sequence[int] = ()
) -> tuple[list[PriceBar], int]:
    """What a download brings, begun anew whenever so many requests have been answered; and how many there were."""
    asked, bars = 0, list[PriceBar]()
    for stop in (*stops, 10_000):
        bars, left, way = [], stop, walk(start, end, STEP, SPAN)
        cursor = next(way, None)
        while cursor is not None and left:
            request = Asked("X", "TRADES", regular=True, bar="1 min", duration="1 D", end=cursor)
            found = answers.find(request) if answers else None
            if found is None:
                found, asked, left = ask(cursor), asked + 1, left - 1
                if answers:
                    answers.keep(request, found)
            bars += found
            try:
                cursor = way.send(found)
            except StopIteration:
                cursor = None
    return within(bars, start, end, STEP), asked


@pytest.mark.parametrize("vendor", [elapsed, traded])
@given(markets(), st.integers(0, 3 * DAY), st.integers(1, 12 * DAY))
def test_a_download_has_every_closed_bar_once(
    vendor: Callable[[Sequence[int]], Vendor], times: list[int], start: int, length: int
) -> None:
    end = start + length
    bars, _ = downloaded(vendor(times), start, end)
    assert bars == [bar(time) for time in times if start <= time and time + STEP <= end]


@pytest.mark.parametrize("vendor", [elapsed, traded])
@given(markets(), st.lists(st.integers(0, 8), max_size=5))
def test_a_download_that_is_interrupted_is_the_one_that_is_not_and_asks_for_nothing_twice(
    vendor: Callable[[Sequence[int]], Vendor], times: list[int], stops: list[int]
) -> None:
    whole, asked = downloaded(vendor(times), 0, 12 * DAY)
    with TemporaryDirectory() as folder:
        pieces, again = downloaded(vendor(times), 0, 12 * DAY, Answers(Path(folder) / "kept"), stops)
    assert (pieces, again) == (whole, asked)


def test_a_walk_on_a_grid_would_leave_bars_out() -> None:
    """The reason for the walk: a session's `1 D` that ends inside it begins at its open, not a day before."""
    times = [DAY - 600 + k * STEP for k in range(20)]
    ask, bars = traded(times), list[PriceBar]()
    for end in range(2 * DAY, 0, -DAY):
        bars += [one for one in ask(end) if one.time >= end - DAY]
    assert within(bars, 0, 2 * DAY, STEP) == [bar(time) for time in times]
    assert downloaded(ask, 0, 2 * DAY)[0] == [bar(time) for time in times]


def test_half_a_bar_is_no_bar() -> None:
    times = [0, 60, 120]
    bars, _ = downloaded(elapsed(times), 0, 150)
    assert bars == [bar(0), bar(60)]

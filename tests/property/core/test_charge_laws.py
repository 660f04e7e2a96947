"""A supervisor starts a daemon that dies, waits longer each time, and gives up; nothing else makes it start one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tradecore.live.charge import FINAL, LIMIT, WINDOW, Charge, next_step

TICK = 0.25


@given(st.lists(st.tuples(st.floats(0.0, 400.0), st.sampled_from((None, 1, -9, 139))), min_size=1, max_size=30))
def test_no_window_holds_more_starts_than_the_limit(lives: list[tuple[float, int | None]]) -> None:
    charge, now, starts = Charge(), 1_000_000.0, list[float]()
    for lived, code in lives:
        while (step := next_step(charge, now, alive=False, code=code)) == "wait":
            now += TICK
        if step == "give up":
            assert len(starts) >= LIMIT
            break
        assert step == "start"
        charge = charge.starting(now)
        starts.append(now)
        assert next_step(charge, now, alive=True, code=code) == "rest"
        now += lived
    for first, last in zip(starts, starts[LIMIT:], strict=False):
        assert last - first >= WINDOW
    for earlier, later in pairwise(starts):
        assert later - earlier >= 1.0


@given(st.lists(st.floats(0.0, 1e6), max_size=LIMIT), st.floats(0.0, 1e6), st.sampled_from(FINAL))
def test_what_needs_a_person_or_is_not_wanted_is_not_started(starts: list[float], now: float, code: int) -> None:
    charge = Charge(starts=tuple(sorted(starts)))
    assert next_step(charge, now, alive=False, code=code) == "over"
    assert next_step(charge, now, alive=True, code=code) == "rest"
    assert next_step(charge.ended("asked to"), now, alive=False, code=None) == "rest"


@given(st.floats(1.0, 1e6))
def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_ever(ahead: float) -> None:
    charge = Charge().starting(1_000_000.0 + ahead)
    assert next_step(charge, 1_000_000.0, alive=False, code=None) == "wait"
    later = charge.starting(1_000_000.0)
    assert max(later.starts) == 1_000_000.0

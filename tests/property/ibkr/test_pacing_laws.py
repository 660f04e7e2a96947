"""No sequence of downloads ever breaks IBKR's rules, as somebody counts them who knows the rules only."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tradecore_ibkr.history.pacing import Pace

Step = tuple[str, str, float]
steps = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("XY"), st.sampled_from([0.0, 0.0, 0.0, 0.3, 5.0, 400.0])),
    min_size=1,
    max_size=90,
)


def sent(asked: Sequence[Step], pace: Pace | None = None, *, obedient: bool = True) -> list[tuple[float, str, str]]:
    """When each request left, for somebody who waits as long as he is told, and as long as he likes on top."""
    now, pace, left = 1_000.0, pace or Pace(), list[tuple[float, str, str]]()
    for request, contract, idle in asked:
        now += idle
        if obedient:
            now += pace.wait(now, request, contract)
            assert pace.wait(now, request, contract) <= 1e-6
        pace = pace.after(now, request, contract)
        left.append((now, request, contract))
    return left


def broken(left: Sequence[tuple[float, str, str]]) -> list[str]:
    """The rules that are broken: counted over every window that begins with a request."""
    found: list[str] = []
    for begun, request, contract in left:
        within = lambda span: [one for one in left if begun <= one[0] <= begun + span]  # noqa: B023, E731
        if len(within(600.0)) > 60:
            found.append("sixty in ten minutes")
        if len([one for one in within(2.0) if one[2] == contract]) >= 6:
            found.append("six for one contract in two seconds")
        if len([one for one in within(15.0) if one[1] == request]) > 1:
            found.append("identical within fifteen seconds")
        if len(within(1.0)) > 50:
            found.append("fifty in a second")
    return found


@given(steps)
def test_whoever_waits_as_told_breaks_no_rule(asked: list[Step]) -> None:
    assert broken(sent(asked)) == []


@given(st.integers(1, 130))
def test_the_time_that_is_told_is_the_time_it_takes(count: int) -> None:
    requests = [(f"request {number}", "X", 0.0) for number in range(count)]
    left = sent(requests)
    assert left[-1][0] - 1_000.0 == Pace().seconds(1_000.0, count)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), max_size=80), st.floats(0, 1e6))
def test_nobody_waits_longer_than_a_rule_asks_for_whatever_the_clock_does(
    moments: list[tuple[float, bool]], now: float
) -> None:
    pace = Pace()
    for time, refused in moments:
        pace = pace.refused(time, 3) if refused else pace.after(time, "a", "X")
    assert 0.0 <= pace.wait(now, "a", "X") <= 600.5


def test_impatience_is_found_out() -> None:
    impatient = [(f"request {number % 30}", "X", 0.0) for number in range(61)]
    assert set(broken(sent(impatient, obedient=False))) == {
        "sixty in ten minutes",
        "six for one contract in two seconds",
        "identical within fifteen seconds",
        "fifty in a second",
    }


def test_a_refusal_closes_the_way_for_longer_each_time() -> None:
    pace, waits = Pace(), list[float]()
    for times in range(1, 9):
        waits.append(pace.refused(0.0, times).wait(0.0, "a", "X"))
    assert waits == [15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0]

"""Walk-forward windows by hand, on dates and in bars."""

from datetime import date

import pytest

from tradecore.errors import InvalidValue
from tradecore.windows import Span, Walk, parse_span, walk_forward

EPOCH = date(1970, 1, 1).toordinal()


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH


def weekdays(first: str, last: str, bars: int = 1) -> list[int]:
    days = range(day(first), day(last) + 1)
    return [one for one in days if date.fromordinal(one + EPOCH).weekday() < 5 for _ in range(bars)]


def spans(*texts: str) -> list[Span]:
    return [parse_span(text) for text in texts]


def places(walk: Walk) -> list[tuple[int, int, int, int]]:
    return [(w.train.start, w.train.stop, w.test.start, w.test.stop) for w in walk.windows]


def dates(walk: Walk, sessions: list[int]) -> list[tuple[str, ...]]:
    return [
        tuple(
            date.fromordinal(sessions[k] + EPOCH).isoformat() for k in (w.train[0], w.train[-1], w.test[0], w.test[-1])
        )
        for w in walk.windows
    ]


def test_rolling_windows_in_bars() -> None:
    found = walk_forward([0] * 20, *spans("6 bars", "4"))
    assert places(found) == [(0, 6, 6, 10), (4, 10, 10, 14), (8, 14, 14, 18), (12, 18, 18, 20)]
    assert found.unused == 0
    assert found.tested == range(6, 20)


def test_anchored_windows_begin_at_the_first_bar() -> None:
    found = walk_forward([0] * 20, *spans("6", "4"), anchored=True)
    assert places(found) == [(0, 6, 6, 10), (0, 10, 10, 14), (0, 14, 14, 18), (0, 18, 18, 20)]


def test_the_gap_is_the_horizon_and_the_embargo_comes_on_top() -> None:
    found = walk_forward([0] * 20, *spans("6", "4"), horizon=2, embargo=1)
    assert places(found) == [(0, 6, 9, 13), (4, 10, 13, 17), (8, 14, 17, 20)]
    assert {w.between for w in found.windows} == {3}
    assert places(walk_forward([0] * 20, *spans("6", "9"), horizon=2, gap=5)) == [(0, 6, 11, 20)]


def test_a_longer_step_leaves_holes() -> None:
    found = walk_forward([0] * 20, *spans("6", "2", "5"))
    assert places(found) == [(0, 6, 6, 8), (5, 11, 11, 13), (10, 16, 16, 18)]
    assert found.unused == 2


def test_a_last_stretch_with_too_few_bars_is_left_out() -> None:
    found = walk_forward([0] * 20, *spans("6", "4"), fewest=3)
    assert places(found)[-1] == (8, 14, 14, 18)
    assert found.unused == 2


def test_months_cut_at_the_first_session_of_each() -> None:
    sessions = weekdays("2024-01-01", "2024-06-14", bars=7)
    found = walk_forward(sessions, *spans("2 months", "1 month"), horizon=7)
    assert dates(found, sessions) == [
        ("2024-01-01", "2024-02-28", "2024-03-01", "2024-03-29"),
        ("2024-02-01", "2024-03-28", "2024-04-01", "2024-04-30"),
        ("2024-03-01", "2024-04-29", "2024-05-01", "2024-05-31"),
        ("2024-04-01", "2024-05-30", "2024-06-03", "2024-06-14"),
    ]
    assert {w.between for w in found.windows} == {7}


def test_months_from_a_thirty_first_neither_creep_nor_leave_days_out() -> None:
    sessions = weekdays("2023-12-31", "2024-06-10")
    sessions = [day("2023-12-31"), *sessions]
    found = walk_forward(sessions, *spans("1 month", "1 month"))
    assert [one[2:] for one in dates(found, sessions)] == [
        ("2024-01-31", "2024-02-28"),
        ("2024-02-29", "2024-03-29"),
        ("2024-04-01", "2024-04-29"),
        ("2024-04-30", "2024-05-30"),
        ("2024-05-31", "2024-06-10"),
    ]


def test_a_year_of_training_and_a_quarter_of_trading() -> None:
    sessions = weekdays("2020-02-29", "2022-03-04")
    found = walk_forward(sessions, *spans("1 year", "3 months"), anchored=True)
    assert [one[2] for one in dates(found, sessions)] == [
        "2021-03-02", "2021-06-02", "2021-09-02", "2021-12-02", "2022-03-02",
    ]  # fmt: skip
    assert {one[0] for one in dates(found, sessions)} == {"2020-03-02"}


def test_weekends_are_no_windows() -> None:
    sessions = weekdays("2024-01-01", "2024-01-12")
    found = walk_forward(sessions, *spans("7 days", "1 day"))
    assert [one[2] for one in dates(found, sessions)] == [f"2024-01-{n:02}" for n in (8, 9, 10, 11, 12)]


def test_no_window_fits() -> None:
    with pytest.raises(
        InvalidValue, match=r"windows is '7 bars'. Accepted: enough for 6 bars to learn on, 2 bars between"
    ):
        walk_forward([0] * 7, *spans("6", "4"), horizon=2)
    with pytest.raises(InvalidValue, match="enough for 12 months to learn on and 1 bars to trade"):
        walk_forward(weekdays("2024-01-01", "2024-06-28"), *spans("1 year", "1 month"))
    with pytest.raises(InvalidValue):
        walk_forward([], *spans("1 year", "1 month"))


def test_a_hole_in_the_bars_is_named() -> None:
    sessions = [*weekdays("2024-01-01", "2024-03-05"), *weekdays("2024-03-30", "2024-05-31")]
    with pytest.raises(InvalidValue, match=r"test stretch 2 near 2024-03-01 is '3 bars'. Accepted: 10 or more"):
        walk_forward(sessions, *spans("1 month", "1 month"), fewest=10)


def test_a_gap_that_eats_the_training_stretch_is_named() -> None:
    with pytest.raises(InvalidValue, match="training stretch 1 near 2024-01-01 is '0 bars'"):
        walk_forward(weekdays("2024-01-01", "2024-06-28"), *spans("1 month", "1 month"), gap=40)


def test_what_does_not_go_together_is_refused() -> None:
    with pytest.raises(InvalidValue, match="all three in bars, or all three"):
        walk_forward([0] * 20, *spans("6", "1 month"))
    with pytest.raises(InvalidValue, match="no bar is traded twice"):
        walk_forward([0] * 20, *spans("6", "4", "3"))
    with pytest.raises(InvalidValue, match="no bar is traded twice"):
        walk_forward([0] * 20, *spans("1 year", "1 month", "4 weeks"))
    with pytest.raises(InvalidValue, match="at least the label's horizon of 7 bars"):
        walk_forward([0] * 20, *spans("6", "4"), horizon=7, gap=6)
    for name in ("embargo", "horizon"):
        with pytest.raises(InvalidValue, match=name):
            walk_forward([0] * 20, *spans("6", "4"), **{name: -1}, gap=3)
    with pytest.raises(InvalidValue, match="fewest"):
        walk_forward([0] * 20, *spans("6", "4"), fewest=0)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("500", Span(500)),
        ("1,500 bars", Span(1500)),
        ("1 bar", Span(1)),
        ("90 days", Span(90, "days")),
        ("12weeks", Span(84, "days")),
        (" 6 Months ", Span(6, "months")),
        ("2 years", Span(24, "months")),
    ],
)
def test_spans_are_read(text: str, span: Span) -> None:
    assert parse_span(text) == span
    assert parse_span(str(span)) == span


@pytest.mark.parametrize("text", ["", "0", "-5", "1.5 years", "5 fortnights", "six months", "5 m", "10000000000"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="500 bars, 90 days or 2 years"):
        parse_span(text, "walkforward.train")


def test_spans_on_dates_leave_the_calendar_with_an_error() -> None:
    with pytest.raises(InvalidValue, match="within the years"):
        Span(120_000, "months").after(0)
    with pytest.raises(InvalidValue, match="within the years"):
        Span(9_000_000, "days").after(0)
    with pytest.raises(InvalidValue, match="a span of days"):
        Span(3).after(0)


def test_dates_move_by_months_and_back() -> None:
    month = Span(1, "months")
    assert month.after(day("2024-01-31")) == day("2024-02-29")
    assert month.after(day("2024-03-31"), -1) == day("2024-02-29")
    assert month.after(day("2024-01-15"), -1) == day("2023-12-15")
    assert Span(2, "days").after(day("2024-02-28"), 2) == day("2024-03-03")

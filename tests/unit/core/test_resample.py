import pytest

from tradecore.bars import DAY, HOUR, MINUTE, Anchor, Bars
from tradecore.errors import DataError, InvalidValue
from tradecore.inspection import Market, inspect
from tradecore.instants import format_instant, parse_instant
from tradecore.resample import Resampled, fold, make_rule, resample, rows_of, seal
from tradecore.sessions import neutral_sessions
from tradecore_testing.raw_bars import FLAT, exchange, raw

SESSIONS = exchange("2024-03-01", 14, half="2024-03-08")


def bars(step: int, *times: str, **facts: list[float]) -> Bars:
    source = raw([(time, 10.0 + n, 11.0 + n, 9.0 + n, 10.5 + n, 1.0 + n) for n, time in enumerate(times)], **facts)
    return inspect(source, Market(step, SESSIONS, calendar=True)).bars


def span(first: str, last: str, step: int = 30 * MINUTE) -> list[str]:
    return [format_instant(t) for t in range(parse_instant(first), parse_instant(last), step)]


def labels(made: Resampled) -> list[str]:
    return [format_instant(t)[11:16] for t in made.bars.time]


def test_a_session_anchor_begins_at_the_open() -> None:
    made = resample(
        bars(30 * MINUTE, *span("2024-03-07T14:30:00Z", "2024-03-07T21:00:00Z")), HOUR, Anchor.SESSION, SESSIONS
    )
    assert labels(made) == ["14:30", "15:30", "16:30", "17:30", "18:30", "19:30", "20:30"]
    assert format_instant(made.bars["available"][-1]) == "2024-03-07T21:00:00Z"
    assert list(made.bars["nights"]) == [0, 0, 0, 0, 0, 0, 1]
    assert made.pending is None


def test_a_clock_anchor_begins_on_the_hour() -> None:
    made = resample(
        bars(30 * MINUTE, *span("2024-03-07T14:30:00Z", "2024-03-07T21:00:00Z")), HOUR, Anchor.CLOCK, SESSIONS
    )
    assert labels(made) == ["14:00", "15:00", "16:00", "17:00", "18:00", "19:00", "20:00"]


def test_a_bucket_holds_first_highest_lowest_last_and_the_sum() -> None:
    made = resample(bars(30 * MINUTE, "2024-03-07T14:30:00Z", "2024-03-07T15:00:00Z"), HOUR, Anchor.SESSION, SESSIONS)
    assert [made.bars[name][0] for name in ("open", "high", "low", "close", "volume")] == [10.0, 12.0, 9.0, 11.5, 3.0]
    assert (made.bars.step, made.bars.anchor, made.bars.symbol) == (HOUR, Anchor.SESSION, "ABC")


def test_a_half_day_ends_at_its_own_close() -> None:
    made = resample(
        bars(30 * MINUTE, *span("2024-03-08T14:30:00Z", "2024-03-08T18:00:00Z")), HOUR, Anchor.SESSION, SESSIONS
    )
    assert labels(made) == ["14:30", "15:30", "16:30", "17:30"]
    assert format_instant(made.bars["available"][-1]) == "2024-03-08T18:00:00Z"
    assert made.bars["nights"][-1] == 3


def test_an_unfinished_bucket_is_left_out() -> None:
    made = resample(
        bars(30 * MINUTE, *span("2024-03-07T14:30:00Z", "2024-03-07T16:00:00Z")), HOUR, Anchor.SESSION, SESSIONS
    )
    assert labels(made) == ["14:30"]
    assert made.pending is not None
    assert format_instant(made.pending.row.time) == "2024-03-07T15:30:00Z"


def test_a_hole_is_not_filled_and_does_not_keep_a_bucket_open() -> None:
    made = resample(
        bars(30 * MINUTE, "2024-03-07T14:30:00Z", "2024-03-07T17:30:00Z", "2024-03-07T18:00:00Z"),
        HOUR,
        Anchor.SESSION,
        SESSIONS,
    )
    assert labels(made) == ["14:30", "17:30"]


def test_a_bucket_never_holds_two_sessions() -> None:
    made = resample(
        bars(30 * MINUTE, "2024-03-07T20:30:00Z", "2024-03-08T14:30:00Z", "2024-03-08T15:00:00Z"),
        4 * HOUR,
        Anchor.SESSION,
        SESSIONS,
    )
    assert [format_instant(t) for t in made.bars.time] == ["2024-03-07T18:30:00Z"]
    assert made.pending is not None


def test_what_trades_after_the_close_never_joins_what_traded_before() -> None:
    times = span("2024-03-07T20:00:00Z", "2024-03-07T23:00:00Z")
    by_session = resample(bars(30 * MINUTE, *times), HOUR, Anchor.SESSION, SESSIONS)
    assert labels(by_session) == ["19:30", "20:30", "21:00", "22:00"]
    by_clock = resample(
        bars(30 * MINUTE, *span("2024-03-08T17:00:00Z", "2024-03-08T21:00:00Z")), 4 * HOUR, Anchor.CLOCK, SESSIONS
    )
    assert labels(by_clock) == ["17:00", "18:00"]


def test_a_day_is_one_bar_a_session() -> None:
    times = [
        *span("2024-03-07T14:30:00Z", "2024-03-07T22:00:00Z"),
        *span("2024-03-08T12:00:00Z", "2024-03-08T18:00:00Z"),
    ]
    made = resample(bars(30 * MINUTE, *times), DAY, Anchor.SESSION, SESSIONS)
    assert [format_instant(t) for t in made.bars.time] == ["2024-03-07T14:30:00Z", "2024-03-08T14:30:00Z"]
    assert [format_instant(t) for t in made.bars["available"]] == ["2024-03-07T22:00:00Z", "2024-03-08T18:00:00Z"]
    assert list(made.bars["nights"]) == [1, 3]


def test_the_first_hour_stamped_before_the_open_joins_the_open() -> None:
    made = resample(
        bars(HOUR, *span("2024-03-07T14:00:00Z", "2024-03-07T21:00:00Z", HOUR)), DAY, Anchor.SESSION, SESSIONS
    )
    assert labels(made) == ["14:30"]


def test_bars_across_a_border_are_refused() -> None:
    source = bars(HOUR, *span("2024-03-07T14:00:00Z", "2024-03-07T21:00:00Z", HOUR))
    with pytest.raises(InvalidValue, match=r"2024-03-07T18:30:00Z.*try clock"):
        resample(source, 4 * HOUR, Anchor.SESSION, SESSIONS)


def test_a_split_before_a_bucket_is_carried() -> None:
    times = span("2024-03-07T20:00:00Z", "2024-03-07T21:00:00Z") + span("2024-03-08T14:30:00Z", "2024-03-08T15:30:00Z")
    source = bars(30 * MINUTE, *times, split=[1.0, 1.0, 2.0, 1.0], dividend=[0.0, 0.0, 0.5, 0.25])
    made = resample(source, HOUR, Anchor.CLOCK, SESSIONS)
    assert made.pending is None or made.pending.row.split == 1.0
    assert list(made.bars["split"]) == [1.0, 2.0]
    assert made.bars["dividend"][1] == 0.5


def test_a_split_inside_a_bucket_is_refused() -> None:
    source = bars(30 * MINUTE, "2024-03-07T14:30:00Z", "2024-03-07T15:00:00Z", split=[1.0, 2.0])
    with pytest.raises(DataError, match="split of 2 at 2024-03-07T15:00:00Z"):
        resample(source, HOUR, Anchor.SESSION, SESSIONS)


@pytest.mark.parametrize("step", [30 * MINUTE, 20 * MINUTE, 45 * MINUTE, 2 * DAY])
def test_only_longer_multiples_up_to_a_day_can_be_made(step: int) -> None:
    with pytest.raises(InvalidValue, match="multiple of the file's own 30min"):
        resample(bars(30 * MINUTE, "2024-03-07T14:30:00Z"), step, Anchor.SESSION, SESSIONS)


def test_sessions_of_another_calendar_are_refused() -> None:
    with pytest.raises(DataError, match="2024-03-07"):
        resample(bars(30 * MINUTE, "2024-03-07T14:30:00Z"), HOUR, Anchor.SESSION, exchange("2024-03-11", 5))


def test_a_feed_can_seal_what_the_clock_has_passed() -> None:
    rule = make_rule(HOUR, Anchor.SESSION, SESSIONS)
    (row,) = rows_of(bars(30 * MINUTE, "2024-03-07T14:30:00Z"))
    pending, closed = fold(rule, None, row)
    assert closed == ()
    assert pending is not None
    assert seal(pending).available == parse_instant("2024-03-07T15:30:00Z")


def test_without_a_calendar_days_are_utc() -> None:
    start = parse_instant("2024-03-09T22:00:00Z")
    source = raw([(start + n * HOUR, *FLAT) for n in range(4)])
    sessions = neutral_sessions(start, start + 4 * HOUR)
    made = resample(inspect(source, Market(HOUR, sessions)).bars, 4 * HOUR, Anchor.CLOCK, sessions)
    assert [format_instant(t) for t in made.bars.time] == ["2024-03-09T20:00:00Z"]
    assert made.pending is not None

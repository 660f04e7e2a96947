from array import array

from tradecore.bars import DAY, HOUR, MINUTE
from tradecore.instants import format_instant, parse_instant
from tradecore.sessions import Membership, available, membership, neutral_sessions, nights
from tradecore.table import Table
from tradecore_testing.raw_bars import exchange

# 2024-03-08 is a Friday and ends early.
SESSIONS = exchange("2024-03-01", 14, half="2024-03-08")


def placed(step: int, *times: str, sessions: Table = SESSIONS) -> "tuple[array[int], Membership]":
    time = array("q", [parse_instant(text) for text in times])
    return time, membership(time, step, sessions)


def day(text: str) -> int:
    return parse_instant(text) // DAY


def test_the_first_hour_may_be_stamped_before_the_open() -> None:
    time, member = placed(HOUR, "2024-03-07T14:00:00Z", "2024-03-07T20:00:00Z")
    assert list(member.inside) == [1, 1]
    assert [format_instant(t) for t in available(time, HOUR, member)] == [
        "2024-03-07T15:00:00Z",
        "2024-03-07T21:00:00Z",
    ]


def test_a_bar_that_ends_at_the_open_is_outside() -> None:
    _, member = placed(HOUR, "2024-03-07T13:30:00Z")
    assert (member.inside[0], member.session[0]) == (0, day("2024-03-07"))


def test_the_last_bar_is_known_at_the_close() -> None:
    time, member = placed(HOUR, "2024-03-07T20:30:00Z", "2024-03-08T17:30:00Z")
    assert [format_instant(t) for t in available(time, HOUR, member)] == [
        "2024-03-07T21:00:00Z",
        "2024-03-08T18:00:00Z",
    ]


def test_after_hours_belong_to_their_local_date() -> None:
    _, member = placed(HOUR, "2024-03-07T21:00:00Z", "2024-03-08T00:30:00Z", "2024-03-08T09:00:00Z")
    assert list(member.session) == [day("2024-03-07"), day("2024-03-07"), day("2024-03-08")]
    assert list(member.inside) == [0, 0, 0]


def test_a_weekend_bar_belongs_to_the_session_to_come() -> None:
    _, member = placed(HOUR, "2024-03-09T12:00:00Z", "2024-03-10T23:00:00Z")
    assert list(member.session) == [day("2024-03-11")] * 2


def test_nights_fall_on_the_last_bar_of_each_session() -> None:
    time, member = placed(
        HOUR, "2024-03-07T19:30:00Z", "2024-03-07T20:30:00Z", "2024-03-08T14:30:00Z", "2024-03-11T14:30:00Z"
    )
    assert list(nights(member.session, available(time, HOUR, member), SESSIONS)) == [0, 1, 3, 0]


def test_the_end_of_the_data_counts_nights_when_it_reaches_the_close() -> None:
    time, member = placed(HOUR, "2024-03-08T17:30:00Z")
    assert list(nights(member.session, available(time, HOUR, member), SESSIONS)) == [3]


def test_daily_bars_are_known_at_the_close() -> None:
    time, member = placed(DAY, "2024-03-07", "2024-03-08")
    assert list(member.session) == [day("2024-03-07"), day("2024-03-08")]
    assert format_instant(available(time, DAY, member)[1]) == "2024-03-08T18:00:00Z"


def test_a_market_that_never_closes_has_utc_days() -> None:
    start = parse_instant("2024-03-09T23:30:00Z")
    sessions = neutral_sessions(start, start + HOUR)
    time = array("q", [start, start + 30 * MINUTE])
    member = membership(time, 30 * MINUTE, sessions)
    known = available(time, 30 * MINUTE, member)
    assert list(member.session) == [day("2024-03-09"), day("2024-03-10")]
    assert list(nights(member.session, known, sessions)) == [1, 0]
    assert list(known) == [start + 30 * MINUTE, start + 60 * MINUTE]

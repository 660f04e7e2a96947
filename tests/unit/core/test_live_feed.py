"""A live feed when bars are late, wrong, corrected or missing, and when markets are closed."""

from dataclasses import replace

from feed_desk import FIRST, LENGTHS, OPEN, SESSIONS, USUAL, FeedDesk, minute_bar

from tradecore.bars import DAY, MINUTE, SECOND
from tradecore.live.hours import Hours, narrowed
from tradecore.ports.bar_feed import Closed, Flow, Opened, Remark, Shut
from tradecore.ports.bar_stream import Corrected, Recovered, SourceBar, Stale

BEGIN = FIRST * DAY + OPEN


def bar(minute: int, symbol: str = "AAA", day: int = FIRST) -> SourceBar:
    return minute_bar(symbol, day, minute)


def both(desk: FeedDesk, minutes: range, day: int = FIRST) -> None:
    """Both symbols' minutes, each as it closes."""
    for minute in minutes:
        desk.stream.publish(bar(minute, day=day), bar(minute, "BBB", day))
        desk.at(day * DAY + OPEN + (minute + 1) * MINUTE)


def closed(desk: FeedDesk) -> list[tuple[int, list[str]]]:
    """Minute of opening, and symbols."""
    groups: list[Closed] = desk.kinds(Closed)
    return [((one.rows[0].time - BEGIN) // MINUTE, [row.symbol for row in one.rows]) for one in groups]


def texts(desk: FeedDesk) -> list[str]:
    return [one.text for one in desk.kinds(Remark)]


def test_bars_open_when_they_begin_and_close_together() -> None:
    desk = FeedDesk()
    assert desk.at(BEGIN - MINUTE) == [Shut(("AAA", "BBB"))]
    assert desk.at(BEGIN) == [Shut(()), Opened(BEGIN, ("AAA", "BBB"))]
    both(desk, range(6))
    assert closed(desk) == [(0, ["AAA", "BBB"])]
    assert desk.moments[-1] == Opened(BEGIN + 5 * MINUTE, ("AAA", "BBB"))
    [group] = desk.kinds(Closed)
    first, last = bar(0), bar(4)
    assert (group.rows[0].open, group.rows[0].close) == (first.open, last.close)
    assert group.rows[0].volume == sum(bar(minute).volume for minute in range(5))


def test_a_halted_symbol_is_waited_for_and_left_out() -> None:
    desk = FeedDesk()
    for minute in range(5):
        desk.stream.publish(bar(minute))
        desk.at(BEGIN + (minute + 1) * MINUTE)
    assert closed(desk) == []
    desk.at(BEGIN + 5 * MINUTE + 9 * SECOND)
    assert closed(desk) == []
    assert desk.feed.waiting == 1
    desk.at(BEGIN + 5 * MINUTE + 10 * SECOND)
    assert closed(desk) == [(0, ["AAA"])]
    assert desk.feed.waiting == 0
    # It comes too late: it is remembered, and neither decided on nor part of what the next inputs are made of.
    desk.stream.publish(*(bar(minute, "BBB") for minute in range(5)))
    desk.poll()
    assert closed(desk) == [(0, ["AAA"])]
    assert "without it" in texts(desk)[-1]
    assert len(desk.histories["BBB"].bars) == 0


def test_the_next_bar_opens_when_the_one_before_is_known_and_not_when_it_begins() -> None:
    desk = FeedDesk(step=MINUTE)
    assert desk.at(BEGIN) == [Shut(()), Opened(BEGIN, ("AAA", "BBB"))]
    for minute in range(3):
        end = BEGIN + (minute + 1) * MINUTE
        # The clock is there before the bars are.
        assert desk.at(end) == []
        desk.stream.publish(bar(minute), bar(minute, "BBB"))
        group, begun = desk.at(end + SECOND)
        assert (type(group), begun) == (Closed, Opened(end, ("AAA", "BBB")))


def test_a_bar_that_has_its_first_trade_in_its_last_minute_closes_before_the_next_opens() -> None:
    desk = FeedDesk()
    both(desk, range(5))
    # Nothing of the second symbol until the bar's last minute, which comes with a delay.
    for minute in range(5, 9):
        desk.stream.publish(bar(minute))
        desk.at(BEGIN + (minute + 1) * MINUTE)
    desk.at(BEGIN + 10 * MINUTE + SECOND)
    assert desk.kinds(Opened)[-1] == Opened(BEGIN + 5 * MINUTE, ("AAA", "BBB"))
    desk.stream.publish(bar(9), bar(9, "BBB"))
    group, begun = desk.at(BEGIN + 10 * MINUTE + 2 * SECOND)
    assert (len(group.rows), begun) == (2, Opened(BEGIN + 10 * MINUTE, ("AAA", "BBB")))


def test_what_is_repeated_of_the_day_before_is_no_news() -> None:
    desk = FeedDesk()
    both(desk, range(USUAL))
    both(desk, range(2), FIRST + 1)
    desk.stream.publish(bar(USUAL - 1), bar(1, day=FIRST + 1))
    desk.poll()
    assert texts(desk) == []


def test_a_minute_that_nobody_traded_in_does_not_hold_a_bar_up() -> None:
    desk = FeedDesk()
    both(desk, range(4))
    desk.stream.publish(bar(4, "BBB"))
    desk.at(BEGIN + 5 * MINUTE + 10 * SECOND)
    assert closed(desk) == [(0, ["AAA", "BBB"])]
    # It was sold as closed: what comes of it by now is late.
    desk.stream.publish(bar(4))
    desk.poll()
    assert "too late" in texts(desk)[-1]


def test_what_is_corrected_in_time_counts_and_later_is_remembered() -> None:
    desk = FeedDesk()
    both(desk, range(3))
    wrong = bar(1)
    mended = replace(wrong, high=wrong.high + 90.0)
    desk.stream.publish(Corrected(mended))
    both(desk, range(3, 6))
    [group] = desk.kinds(Closed)
    assert group.rows[0].high == mended.high
    assert "was corrected before" in texts(desk)[0]
    desk.stream.publish(Corrected(replace(wrong, close=wrong.close + 0.01)))
    desk.poll()
    assert "too late" in texts(desk)[1]


def test_a_bar_out_of_its_turn_counts_while_its_bar_forms() -> None:
    desk = FeedDesk()
    desk.stream.publish(bar(0), bar(2), bar(1), bar(3), bar(4), *(bar(minute, "BBB") for minute in range(5)))
    desk.at(BEGIN + 5 * MINUTE)
    [group] = desk.kinds(Closed)
    assert group.rows[0].volume == sum(bar(minute).volume for minute in range(5))
    assert "out of its turn" in texts(desk)[0]


def test_what_was_missed_may_come_a_part_at_a_time() -> None:
    desk = FeedDesk()
    desk.time.now_ = BEGIN + 12 * MINUTE
    desk.begin()
    # The first symbol's minutes come in two parts, the other's half a minute later.
    for second, minutes, symbol in ((1, range(3), "AAA"), (6, range(3, 12), "AAA"), (40, range(12), "BBB")):
        desk.stream.publish(*(bar(minute, symbol) for minute in minutes))
        desk.at(BEGIN + 12 * MINUTE + second * SECOND)
    assert closed(desk) == [(0, ["AAA", "BBB"]), (5, ["AAA", "BBB"])]
    assert texts(desk) == []


def test_what_cannot_be_is_left_out_and_said_once_a_session() -> None:
    desk = FeedDesk()
    both(desk, range(1))
    nothing = [replace(bar(minute), high=float("nan")) for minute in (1, 2)]
    outside = [replace(bar(0), time=BEGIN - MINUTE * minute) for minute in (1, 2)]
    desk.stream.publish(*nothing)
    desk.at(BEGIN + 3 * MINUTE)
    assert len(texts(desk)) == 1
    assert "its prices cannot be" in texts(desk)[0]
    desk.stream.publish(*outside)
    desk.poll()
    assert "outside the session's hours" in texts(desk)[1]
    assert len(texts(desk)) == 2


def test_bars_that_are_shorter_than_was_said_are_not_taken() -> None:
    desk = FeedDesk()
    both(desk, range(1))
    desk.stream.publish(replace(bar(0), time=BEGIN + 5 * SECOND), bar(1))
    desk.poll()
    assert "says longer bars" in texts(desk)[0]
    assert len(texts(desk)) == 1


def test_a_silence_stops_orders_until_bars_come_again_those_that_were_missed_first() -> None:
    desk = FeedDesk()
    both(desk, range(7))
    desk.stream.fall_silent()
    desk.at(BEGIN + 9 * MINUTE)
    assert desk.kinds(Flow) == []
    begun = desk.stream.begun
    desk.at(BEGIN + 9 * MINUTE + SECOND)
    flows: list[Flow] = desk.kinds(Flow)
    assert [bool(flow.stops) for flow in flows] == [False, True]
    assert [flow.alarm.split()[2] for flow in flows] == ["AAA", "BBB"]
    assert desk.stream.begun == begun + 1
    # While nothing comes it begins again, each time after a longer while; nobody is told again.
    tries = list[int]()
    for second in range(2, 120):
        desk.stream.fall_silent()
        before = desk.stream.begun
        desk.at(BEGIN + 9 * MINUTE + second * SECOND)
        tries += [second] * (desk.stream.begun - before)
    assert tries == [2, 4, 8, 16, 32, 64]
    assert len(desk.kinds(Flow)) == 2
    # The bar that was forming is not closed without what it lacks.
    assert closed(desk) == [(0, ["AAA", "BBB"])]
    desk.stream.publish(*(bar(minute, symbol) for minute in range(7, 12) for symbol in ("AAA", "BBB")))
    desk.at(BEGIN + 12 * MINUTE + 30 * SECOND)
    desk.at(BEGIN + 14 * MINUTE)
    assert closed(desk) == [(0, ["AAA", "BBB"]), (5, ["AAA", "BBB"])]
    last = desk.moments.index(desk.kinds(Flow)[-1])
    assert desk.kinds(Flow)[-1] == Flow()
    assert last < desk.moments.index(desk.kinds(Closed)[-1])
    assert desk.logged[-1].volume == sum(bar(minute, "BBB").volume for minute in range(5, 10))


def test_one_symbol_that_is_silent_is_told_and_stops_no_other() -> None:
    desk = FeedDesk()
    both(desk, range(1))
    for minute in range(1, 7):
        desk.stream.publish(bar(minute))
        desk.at(BEGIN + (minute + 1) * MINUTE)
        desk.at(BEGIN + (minute + 1) * MINUTE + 15 * SECOND)
    assert desk.kinds(Flow) == [Flow("", "Bars of BBB do not come: no bar since 2026-01-01T14:31:00Z.")]
    # What was known of it until then is its bar: it was open, and had traded in one minute.
    assert closed(desk) == [(0, ["AAA", "BBB"])]
    assert desk.stream.begun > 1


def test_a_stream_that_is_down_is_begun_again() -> None:
    desk = FeedDesk()
    both(desk, range(1))
    desk.stream.refusals = 2
    desk.stream.go_down("a cable")
    desk.at(BEGIN + MINUTE + SECOND)
    assert desk.kinds(Flow) == [Flow("the stream of bars is down: a cable", "The stream of bars is down: a cable.")]
    for second in range(2, 10):
        desk.at(BEGIN + MINUTE + second * SECOND)
    assert desk.kinds(Flow)[-1] == Flow()
    both(desk, range(1, 6))
    assert closed(desk) == [(0, ["AAA", "BBB"])]


def test_a_source_that_says_it_is_stale_is_believed() -> None:
    desk = FeedDesk()
    both(desk, range(1))
    desk.stream.publish(Stale("", "farm broken"))
    desk.poll()
    assert [flow.stops for flow in desk.kinds(Flow)] == ["", "AAA: farm broken; BBB: farm broken"]
    desk.stream.publish(Recovered())
    desk.poll()
    assert desk.kinds(Flow)[-1] == Flow()


def test_a_source_that_says_it_is_stale_mends_itself() -> None:
    desk = FeedDesk()
    both(desk, range(1))
    begun = desk.stream.begun
    desk.stream.publish(Stale("AAA", "a line that is none"))
    for second in range(0, 600, 5):
        desk.at(BEGIN + MINUTE + second * SECOND)
        desk.stream.publish(*(bar(1 + second // 60, "BBB") for _ in [0] if second % 60 == 55))
    assert desk.stream.begun == begun
    assert [flow.alarm for flow in desk.kinds(Flow)] == ["Bars of AAA do not come: a line that is none."]


def test_what_comes_when_the_market_has_closed_is_decided_behind_its_close() -> None:
    desk = FeedDesk(old_bars=False)
    both(desk, range(USUAL - 4))
    desk.stream.fall_silent()
    desk.at(BEGIN + USUAL * MINUTE - SECOND)
    desk.stream.publish(*(bar(minute, symbol) for minute in range(USUAL - 4, USUAL) for symbol in ("AAA", "BBB")))
    desk.stream.begin([side.wanted for side in desk.feed.sides], MINUTE)
    desk.at(BEGIN + (USUAL + 1) * MINUTE)
    last = desk.kinds(Closed)[-1]
    assert last.rows[0].available == BEGIN + USUAL * MINUTE
    assert desk.moments.index(Shut(("AAA", "BBB"))) < desk.moments.index(last)


def test_old_bars_pass_by_where_the_market_has_gone_on() -> None:
    desk = FeedDesk(old_bars=False)
    desk.stream.publish(*(bar(minute, symbol) for minute in range(17) for symbol in ("AAA", "BBB")))
    desk.at(BEGIN + 17 * MINUTE)
    kinds = [one for one in desk.moments if isinstance(one, Flow | Closed)]
    behind = Flow("bars that were missed are taken in")
    assert [one if isinstance(one, Flow) else closed_minute(one) for one in kinds] == [behind, 0, 5, Flow(), 10]


def closed_minute(one: Closed) -> int:
    return (one.rows[0].time - BEGIN) // MINUTE


def test_a_days_last_bar_is_not_old_before_the_next_one_has_closed() -> None:
    desk = FeedDesk(old_bars=False)
    desk.stream.publish(*(bar(minute, symbol) for minute in range(USUAL) for symbol in ("AAA", "BBB")))
    desk.at(BEGIN + 20 * 60 * MINUTE)
    assert isinstance(desk.moments[-1], Shut | Closed | Flow)
    kinds = [one for one in desk.moments if isinstance(one, Flow | Closed)]
    assert kinds[-2] == Flow()
    assert closed(desk)[-1] == (USUAL - 5, ["AAA", "BBB"])
    assert desk.logged[-1].nights == 1


def test_daily_bars_close_with_the_session() -> None:
    desk = FeedDesk(step=DAY)
    both(desk, range(USUAL))
    both(desk, range(USUAL), FIRST + 1)
    # Of a half day, the last minute is not traded in.
    both(desk, range(LENGTHS[FIRST + 2] - 1), FIRST + 2)
    desk.stream.publish(bar(LENGTHS[FIRST + 2] - 1, "BBB", FIRST + 2))
    desk.at((FIRST + 2) * DAY + OPEN + LENGTHS[FIRST + 2] * MINUTE + 10 * SECOND)
    assert [(row.session - FIRST, row.nights) for row in desk.logged if row.symbol == "AAA"] == [(0, 1), (1, 1), (2, 1)]


def test_a_broker_that_closes_earlier_than_the_calendar_ends_the_day_and_its_last_bar() -> None:
    short = (BEGIN, BEGIN + 32 * MINUTE)
    after = ((FIRST + 2) * DAY + OPEN, (FIRST + 2) * DAY + OPEN + 20 * MINUTE)
    desk = FeedDesk(known=(short, after))
    both(desk, range(32))
    desk.at(BEGIN + 33 * MINUTE)
    last = desk.logged[-1]
    # The day after is closed at this broker, so that two nights follow.
    assert ((last.time - BEGIN) // MINUTE, (last.available - BEGIN) // MINUTE, last.nights) == (30, 32, 2)
    assert desk.kinds(Shut)[-1] == Shut(("AAA", "BBB"))
    desk.at(BEGIN + DAY + MINUTE)
    assert desk.kinds(Shut)[-1] == Shut(("AAA", "BBB"))
    desk.at(after[0])
    assert desk.kinds(Shut)[-1] == Shut(())


def test_a_break_of_the_brokers_is_closed() -> None:
    hours = Hours(SESSIONS, ((BEGIN, BEGIN + MINUTE), (BEGIN + 3 * MINUTE, BEGIN + 9 * MINUTE)))
    assert [hours.is_open(BEGIN + minute * MINUTE) for minute in (-1, 0, 1, 3, 9)] == [False, True, False, True, True]
    assert narrowed(SESSIONS, ()) is SESSIONS

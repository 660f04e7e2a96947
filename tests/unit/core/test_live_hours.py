"""Hours around an instant: the calendar is asked again in time, a broker once a day, and soon where it was away."""

from feed_desk import session_table

from tradecore.bars import DAY, MINUTE
from tradecore.errors import LinkDown
from tradecore.live.hours import Intervals
from tradecore.table import Table
from tradecore.usecases.live_hours import Around

START = 20_500 * DAY


class Asked:
    """A calendar that never closes, and a broker that can be away."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self.times = 0
        self.away = False
        self.known: Intervals = ()

    def sessions(self, start: int, end: int) -> Table:
        self.spans.append((start, end))
        return session_table(range(start // DAY, end // DAY))

    def hours(self) -> Intervals:
        self.times += 1
        if self.away:
            raise LinkDown("nobody is there")
        return self.known


def around(asked: Asked) -> Around:
    return Around(asked.sessions, asked.hours, cut=True)


def test_one_answer_lasts_for_a_day() -> None:
    asked = Asked()
    hours = around(asked)
    first = hours(START)
    assert hours(START + DAY - MINUTE) is first
    assert hours(START - 3 * DAY) is first
    assert (asked.times, len(asked.spans)) == (1, 1)
    hours(START + DAY)
    assert asked.times == 2


def test_the_calendar_is_asked_before_its_answer_runs_out_and_for_what_lies_further_back() -> None:
    asked = Asked()
    hours = around(asked)
    for day in range(0, 90, 5):
        assert hours(START + day * DAY).sessions.time[-1] > START + (day + 10) * DAY
    old = START - 100 * DAY
    assert hours(old).sessions.time[0] < old
    assert hours(START + 85 * DAY).sessions.time[0] < old


def test_a_broker_that_was_away_is_asked_again_and_what_it_said_counts_meanwhile() -> None:
    asked = Asked()
    asked.away = True
    hours = around(asked)
    assert hours(START).known == ()
    hours(START + MINUTE // 2)
    assert asked.times == 1
    asked.away, asked.known = False, ((START, START + MINUTE),)
    assert hours(START + MINUTE).known == asked.known
    asked.away = True
    assert hours(START + DAY).known == asked.known
    assert asked.times == 3

from tradecore.adjustments import CorporateAction, applied, midnight
from tradecore.bars import DAY, HOUR
from tradecore.instants import format_instant, parse_instant

MONDAY = parse_instant("2024-03-04")
NOON = [MONDAY + day * DAY + 12 * HOUR for day in range(4)]
DAYS = [time // DAY for time in NOON]


def test_an_action_acts_on_the_first_bar_of_its_date_or_after() -> None:
    actions = (CorporateAction(DAYS[1], 2.0), CorporateAction(DAYS[2] + 0, 1.0, 0.5))
    assert [list(column) for column in applied(actions, NOON, "UTC")] == [[1, 2, 1, 1], [0, 0, 0.5, 0]]
    assert list(applied([CorporateAction(DAYS[1], 2.0)], [NOON[0], NOON[3]], "UTC")[0]) == [1.0, 2.0]


def test_what_happened_before_the_first_bar_or_after_the_last_acts_on_none() -> None:
    actions = (CorporateAction(DAYS[0], 2.0), CorporateAction(DAYS[3] + 1, 3.0))
    assert list(applied(actions, NOON, "UTC")[0]) == [1.0] * 4


def test_two_of_one_bar_work_together() -> None:
    actions = (CorporateAction(DAYS[1], 2.0, 0.1), CorporateAction(DAYS[2], 3.0, 0.2))
    split, dividend = applied(actions, [NOON[0], NOON[3]], "UTC")
    assert (list(split), list(dividend)) == ([1.0, 6.0], [0.0, 0.1 + 0.2])


def test_rows_may_stand_in_any_order() -> None:
    split, _ = applied([CorporateAction(DAYS[2], 2.0)], [NOON[3], NOON[0], NOON[2]], "UTC")
    assert list(split) == [1.0, 1.0, 2.0]


def test_a_date_begins_at_local_midnight() -> None:
    assert format_instant(midnight(DAYS[0], "America/New_York")) == "2024-03-04T05:00:00Z"
    assert format_instant(midnight(DAYS[0] + 7, "America/New_York")) == "2024-03-11T04:00:00Z"
    evening = [MONDAY + 3 * HOUR, MONDAY + 4 * HOUR, MONDAY + 5 * HOUR]
    assert list(applied([CorporateAction(DAYS[0], 2.0)], evening, "America/New_York")[0]) == [1.0, 1.0, 2.0]
    assert list(applied([CorporateAction(DAYS[0], 2.0)], evening, "UTC")[0]) == [1.0, 1.0, 1.0]

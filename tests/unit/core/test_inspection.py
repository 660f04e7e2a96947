from math import inf, nan

import pytest

from tradecore.bars import DAY, HOUR, MINUTE
from tradecore.inspection import Inspection, Market, inspect
from tradecore.instants import format_instant, parse_instant
from tradecore.quality import Finding, Severity
from tradecore_testing.raw_bars import FLAT, MONDAY, Prices, examined, exchange, hourly, raw

NEXT: Prices = (10.0, 11.0, 9.5, 10.5, 100.0)


def only(inspection: Inspection) -> Finding:
    (found,) = inspection.findings
    return found


def test_clean_rows_pass_without_a_finding() -> None:
    inspection = examined(hourly(FLAT, NEXT, FLAT))
    assert inspection.findings == ()
    assert len(inspection.bars) == 3
    assert inspection.bars.symbol == "ABC"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ((nan, 11.0, 9.0, 10.0, 100.0), "missing-price"),
        ((10.0, inf, 9.0, 10.0, 100.0), "missing-price"),
        ((10.0, 11.0, 0.0, 10.0, 100.0), "non-positive-price"),
        ((10.0, 11.0, -9.0, 10.0, 100.0), "non-positive-price"),
        ((10.0, 9.0, 11.0, 10.0, 100.0), "impossible-range"),
        ((12.0, 11.0, 9.0, 10.0, 100.0), "impossible-range"),
        ((10.0, 11.0, 9.0, 8.0, 100.0), "impossible-range"),
        ((10.0, 11.0, 9.0, 10.0, -1.0), "negative-volume"),
    ],
)
def test_an_impossible_row_is_an_error_and_left_out(row: Prices, kind: str) -> None:
    inspection = examined(hourly(FLAT, row, FLAT))
    found = only(inspection)
    assert (found.kind, found.severity, found.count, found.drops) == (kind, Severity.ERROR, 1, True)
    assert found.lines == (3,)
    assert "line 3, 2024-03-04T01:00:00Z" in found.message
    assert list(inspection.bars.time) == [MONDAY, MONDAY + 2 * HOUR]


def test_rounding_of_vendors_is_no_impossible_range() -> None:
    assert examined(hourly(FLAT, (10.0, 11.0, 9.0, 11.000001, 1.0))).findings == ()


def test_volume_that_is_no_number_is_read_as_zero() -> None:
    inspection = examined(hourly(FLAT, (10.0, 11.0, 9.0, 10.0, nan)))
    assert only(inspection).kind == "missing-volume"
    assert list(inspection.bars["volume"]) == [100.0, 0.0]


def test_disorder_is_sorted_and_counted() -> None:
    rows = [(MONDAY + place * HOUR, *FLAT) for place in (0, 2, 1, 3)]
    inspection = examined(raw(rows))
    assert list(inspection.bars.time) == [MONDAY + place * HOUR for place in range(4)]
    assert (only(inspection).kind, only(inspection).count, only(inspection).lines) == ("unsorted-times", 1, (4,))


def test_identical_rows_are_kept_once() -> None:
    inspection = examined(raw([(MONDAY, *FLAT), (MONDAY, *FLAT), (MONDAY, *FLAT), (MONDAY + HOUR, *FLAT)]))
    assert (only(inspection).kind, only(inspection).severity, only(inspection).count) == (
        "repeated-rows",
        Severity.NOTE,
        2,
    )
    assert len(inspection.bars) == 2


def test_of_rows_that_contradict_each_other_none_is_believed() -> None:
    rows = [(MONDAY, *FLAT), (MONDAY + HOUR, *FLAT), (MONDAY + HOUR, *NEXT), (MONDAY + HOUR, *FLAT)]
    inspection = examined(raw([*rows, (MONDAY + 2 * HOUR, *FLAT)]))
    conflict = next(f for f in inspection.findings if f.kind == "conflicting-times")
    assert (conflict.severity, conflict.count) == (Severity.ERROR, 3)
    assert list(inspection.bars.time) == [MONDAY, MONDAY + 2 * HOUR]


def test_a_price_that_does_not_move_for_five_bars_is_noted() -> None:
    still: Prices = (10.0, 10.0, 10.0, 10.0, 1.0)
    inspection = examined(hourly(FLAT, *[still] * 5, FLAT))
    assert (only(inspection).kind, only(inspection).count) == ("stale-prices", 5)
    assert examined(hourly(FLAT, *[still] * 4, FLAT)).findings == ()


def test_bars_without_volume_are_noted_where_others_have_some() -> None:
    silent: Prices = (10.0, 11.0, 9.0, 10.0, 0.0)
    found = only(examined(hourly(silent, FLAT, silent)))
    assert (found.kind, found.severity, found.count, found.lines) == ("zero-volume", Severity.NOTE, 2, (2, 4))
    assert examined(hourly(silent, silent)).findings == ()


def scaled(ratio: float) -> Prices:
    return (10.0 / ratio, 11.0 / ratio, 9.0 / ratio, 10.0 / ratio, 100.0)


@pytest.mark.parametrize("ratio", [2, 3, 4, 5, 7, 10, 20, 1.5, 1 / 2, 1 / 10, 2 / 3])
def test_a_usual_ratio_overnight_without_a_factor_is_an_error(ratio: float) -> None:
    source = raw([(MONDAY, *FLAT), (MONDAY + DAY, *scaled(ratio))])
    found = only(examined(source, DAY))
    assert (found.kind, found.severity, found.drops) == ("unadjusted-split", Severity.ERROR, False)


@pytest.mark.parametrize("ratio", [2, 3, 7, 1 / 10])
def test_the_factor_explains_it(ratio: float) -> None:
    source = raw([(MONDAY, *FLAT), (MONDAY + DAY, *scaled(ratio))], split=[1.0, ratio])
    assert examined(source, DAY).findings == ()


def test_a_factor_on_prices_that_did_not_split_is_an_error_too() -> None:
    source = raw([(MONDAY, *FLAT), (MONDAY + DAY, *FLAT)], split=[1.0, 7.0])
    assert only(examined(source, DAY)).kind == "unadjusted-split"


def test_a_crash_at_no_usual_ratio_is_a_warning() -> None:
    found = only(examined(raw([(MONDAY, *FLAT), (MONDAY + DAY, *scaled(1.85))]), DAY))
    assert (found.kind, found.severity) == ("huge-jump", Severity.WARNING)


def test_a_halving_inside_a_session_is_a_jump_and_no_split() -> None:
    assert only(examined(hourly(FLAT, scaled(2.0)))).kind == "huge-jump"


def test_a_bar_across_a_split_is_left_out_and_its_factor_moves_on() -> None:
    across: Prices = (70.0, 70.0, 9.8, 10.0, 5.0)
    before: Prices = (70.0, 71.0, 69.0, 70.0, 5.0)
    source = raw(
        [(MONDAY, *before), (MONDAY + DAY, *across), (MONDAY + DAY + HOUR, *FLAT)],
        split=[1.0, 7.0, 1.0],
        dividend=[0.0, 0.5, 0.25],
    )
    inspection = examined(source)
    assert (only(inspection).kind, only(inspection).lines) == ("split-inside-bar", (3,))
    assert list(inspection.bars["split"]) == [1.0, 7.0]
    assert list(inspection.bars["dividend"]) == [0.0, 0.75]


def test_a_bar_across_a_split_shows_without_factors() -> None:
    before: Prices = (70.0, 71.0, 69.0, 70.0, 5.0)
    across: Prices = (70.0, 70.0, 9.8, 10.0, 5.0)
    kinds = [f.kind for f in examined(raw([(MONDAY, *before), (MONDAY + DAY, *across)])).findings]
    assert kinds == ["split-inside-bar"]


def test_errors_come_first() -> None:
    rows = [(MONDAY, *FLAT), (MONDAY, *FLAT), (MONDAY + HOUR, nan, nan, nan, nan, nan), (MONDAY + DAY, *scaled(1.85))]
    severities = [f.severity for f in examined(raw(rows)).findings]
    assert severities == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


def minutes(*times: str) -> Inspection:
    sessions = exchange("2024-03-01", 14)
    source = raw([(time, *FLAT) for time in times])
    return inspect(source, Market(30 * MINUTE, sessions, calendar=True))


def test_holes_inside_sessions_are_counted_and_the_largest_is_named() -> None:
    # Friday until 16:30 and Monday from 15:30: the file's own ends are no holes, Monday's 16:00 to 17:30 is one.
    inspection = minutes(
        "2024-03-07T20:30:00Z",
        *[f"2024-03-08T{hour}:{minute}:00Z" for hour in range(15, 21) for minute in ("00", "30")],
        "2024-03-11T14:30:00Z",
        "2024-03-11T17:00:00Z",
    )
    found = only(inspection)
    assert (found.kind, found.severity, found.count) == ("missing-bars", Severity.WARNING, 5)
    assert "in 2 holes; the largest is 4 from 2024-03-11T15:00:00Z" in found.message
    assert [format_instant(time) for time in found.times] == ["2024-03-08T14:30:00Z", "2024-03-11T15:00:00Z"]
    assert found.sizes == (1, 4)


def test_sessions_without_a_bar_are_named() -> None:
    inspection = minutes("2024-03-05T20:30:00Z", "2024-03-08T14:30:00Z", "2024-03-08T15:00:00Z")
    found = next(f for f in inspection.findings if f.kind == "missing-sessions")
    assert found.count == 2
    assert "2024-03-06" in found.message


def test_bars_outside_the_hours_are_a_warning_or_left_out() -> None:
    rows = [("2024-03-05T12:00:00Z", *FLAT), ("2024-03-05T14:30:00Z", *FLAT), ("2024-03-05T21:00:00Z", *FLAT)]
    source = raw(rows, split=[2.0, 1.0, 1.0])
    every = inspect(source, Market(30 * MINUTE, exchange("2024-03-01", 14), calendar=True))
    regular = inspect(source, Market(30 * MINUTE, exchange("2024-03-01", 14), calendar=True, hours="regular"))
    outside = next(f for f in every.findings if f.kind == "outside-hours")
    assert (outside.severity, outside.count, len(every.bars)) == (Severity.WARNING, 2, 3)
    left_out = next(f for f in regular.findings if f.kind == "outside-hours")
    assert (left_out.severity, left_out.drops, len(regular.bars)) == (Severity.NOTE, True, 1)
    assert list(regular.bars["split"]) == [2.0]
    assert (every.left_out, regular.left_out) == (0, 2)
    assert outside.message.startswith("2 rows outside the session's hours, kept; --hours regular leaves them out")
    assert left_out.message.startswith("2 rows outside the session's hours, left out")


@pytest.mark.parametrize(("hours", "told"), [(0, False), (-1, True), (3, True)])
def test_a_clock_that_is_another_one_is_suspected(hours: int, *, told: bool) -> None:
    opens = [
        f"2024-03-{day:02}T{14 + half // 2 + hours:02}:{half % 2 * 30:02}:00Z"
        for day in range(4, 9)
        for half in range(1, 14)
    ]
    inspection = inspect(
        raw([(time, *FLAT) for time in opens]), Market(30 * MINUTE, exchange("2024-03-01", 14), calendar=True)
    )
    found = [f.message for f in inspection.findings if f.kind == "shifted-clock"]
    assert bool(found) is told
    assert all("--zone or --label" in message for message in found)


def test_facts_of_the_file_are_kept() -> None:
    rows = [(MONDAY, *FLAT), (MONDAY + HOUR, nan, 11.0, 9.0, 10.0, 1.0), (MONDAY + 24 * HOUR, *FLAT)]
    facts = {
        "available": [MONDAY + 1, MONDAY + HOUR + 1, MONDAY + 24 * HOUR + 1],
        "session": [5, 5, 6],
        "nights": [0, 3, 0],
    }
    bars = examined(raw(rows, **facts)).bars
    assert list(bars["available"]) == [MONDAY + 1, MONDAY + 24 * HOUR + 1]
    assert list(bars["session"]) == [5, 6]
    assert list(bars["nights"]) == [3, 0]


def test_messages_read_as_sentences() -> None:
    found = only(examined(hourly(FLAT, (10.0, 11.0, 0.0, 10.0, 1.0))))
    assert found.message == "1 row with a price of 0 or below (first: line 3, 2024-03-04T01:00:00Z)"
    assert format_instant(found.times[0]) == "2024-03-04T01:00:00Z"
    assert parse_instant("2024-03-04T01:00:00Z") == found.times[0]

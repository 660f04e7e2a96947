import pytest

from tradecore.bars import DAY, HOUR, MINUTE, SECOND
from tradecore.errors import InvalidValue
from tradecore.instants import format_instant, parse_instant
from tradecore.steps import format_step, infer_step, parse_step


@pytest.mark.parametrize(
    ("text", "step"),
    [("1min", MINUTE), ("5min", 5 * MINUTE), ("1h", HOUR), ("4h", 4 * HOUR), ("1d", DAY), ("30s", 30 * SECOND)],
)
def test_a_step_is_read_and_written_back(text: str, step: int) -> None:
    assert parse_step(text) == step
    assert format_step(step) == text


@pytest.mark.parametrize("text", ["", "h", "0h", "1 hour", "-1h", "1.5h", "1w", "60"])
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidValue, match="1min, 5min, 1h"):
        parse_step(text)


def test_the_commonest_distance_is_the_step() -> None:
    assert infer_step([0, HOUR, 2 * HOUR, 20 * HOUR, 21 * HOUR]) == HOUR


def test_ties_go_to_the_shorter_distance() -> None:
    assert infer_step([0, HOUR, 3 * HOUR]) == HOUR


@pytest.mark.parametrize("time", [[], [5], [5, 5]])
def test_one_instant_shows_no_step(time: list[int]) -> None:
    assert infer_step(time) == 0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2014-06-09", "2014-06-09T00:00:00Z"),
        ("2014-06-09T09:30:00-04:00", "2014-06-09T13:30:00Z"),
        ("2014-06-09 09:30", "2014-06-09T09:30:00Z"),
        ("2014-06-09T09:30:00.25Z", "2014-06-09T09:30:00.25Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
    ],
)
def test_instants_are_utc_unless_they_say_otherwise(text: str, written: str) -> None:
    assert format_instant(parse_instant(text)) == written


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(InvalidValue, match="2014-06-09T13:30:00Z"):
        parse_instant("yesterday", "start")

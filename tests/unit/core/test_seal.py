"""The end of the data that is held out: where it begins, and how looks at it count."""

from array import array
from dataclasses import replace

import pytest

from tradecore.bars import DAY, HOUR
from tradecore.contracts.ledger import LedgerEntry, looks_before, tried_before
from tradecore.errors import InvalidValue
from tradecore.instants import parse_instant
from tradecore.windows import sealed_from

TIMES = array("q", (parse_instant("2026-01-05T09:00:00Z") + row * HOUR for row in range(2_000)))


@pytest.mark.parametrize(
    ("holdout", "since"),
    [
        ("2026-02-01", "2026-02-01"),
        ("2026-02-01T12:00:00Z", "2026-02-01T12:00:00Z"),
        ("10 days", "2026-03-20"),
        ("1 month", "2026-03-01"),
        ("5 bars", "2026-03-29T12:00:00Z"),
        ("9000 bars", "2026-01-05T09:00:00Z"),
    ],
)
def test_it_begins_at_a_date_or_so_long_before_the_end(holdout: str, since: str) -> None:
    assert TIMES[-1] == parse_instant("2026-03-29T16:00:00Z")
    assert sealed_from(holdout, TIMES) == parse_instant(since)
    assert sealed_from(holdout, TIMES[::-1]) == parse_instant(since)


def test_days_before_the_end_are_whole_days() -> None:
    assert sealed_from("1 day", TIMES) == TIMES[-1] // DAY * DAY


@pytest.mark.parametrize("holdout", ["soon", "0 days", "half a year", "2026-13-01"])
def test_anything_else_is_refused(holdout: str) -> None:
    with pytest.raises(InvalidValue, match=r"data\.holdout"):
        sealed_from(holdout, TIMES)


def entry(request: str, holdout: str = "", strategy: str = "sma_cross", trials: int = 5) -> LedgerEntry:
    return LedgerEntry("", strategy, ("AAPL", "ab"), trials, request, "", holdout)


def test_each_other_request_that_opened_it_is_a_look() -> None:
    others = [entry("a"), entry("b", "1 month"), entry("b", "1 month"), entry("c", "2026-01-01", "", 0)]
    others.append(replace(entry("d", "1 month"), data=("MSFT",)))
    assert looks_before(others, entry("e", "1 month")) == 2
    assert looks_before(others, entry("b", "1 month")) == 1
    assert tried_before(others, entry("e")) == 10

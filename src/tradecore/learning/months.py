"""How predictions did month by month."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from tradecore.bars import SECOND
from tradecore.learning.outcomes import Outcomes
from tradecore.learning.scores import hit_rate, pearson, ranks


class Month(NamedTuple):
    """The rows of one calendar month UTC, which begins at `start` (ns); None as everywhere."""

    start: int
    rows: int
    ic: float | None
    rank_ic: float | None
    hit_rate: float | None


def by_month(outcomes: Outcomes) -> tuple[Month, ...]:
    """The months that have rows, in their order; ICs within each, of its own rows."""
    expected = outcomes.expected()
    starts = [month_of(time) for time in outcomes.time]
    places = sorted(range(len(starts)), key=lambda row: (starts[row], row))
    return tuple(
        _month(start, [expected[k] for k in rows], [outcomes.moved[k] for k in rows])
        for start, rows in ((start, list(rows)) for start, rows in groupby(places, key=starts.__getitem__))
    )


def month_of(time: int) -> int:
    """The first instant of the month that an instant lies in, both ns UTC."""
    moment = datetime.fromtimestamp(int(time) // SECOND, UTC)
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int(first.timestamp()) * SECOND


def _month(start: int, expected: Sequence[float], moved: Sequence[float]) -> Month:
    return Month(
        start,
        len(moved),
        pearson(expected, moved),
        pearson(ranks(expected), ranks(moved)),
        hit_rate(expected, moved),
    )

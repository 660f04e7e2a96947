"""Splits and dividends as what happened on a date, and the columns that they become."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from tradecore.bars import SECOND

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class CorporateAction:
    """What happens before the first bar on or after `day` (days since 1970-01-01 of the exchange's own calendar).

    One share becomes `split` shares, then each share held gets `dividend`.
    """

    day: int
    split: float = 1.0
    dividend: float = 0.0


def applied(actions: Iterable[CorporateAction], time: Sequence[int], zone: str) -> "tuple[array[float], array[float]]":
    """Columns `split` and `dividend` for bars that open at `time` (ns UTC, in any order).

    `zone` is the IANA zone whose dates the actions' days are. An action on or before the date of the first bar
    acts on none, and so does one after the last bar.
    """
    rows = len(time)
    split, dividend = array("d", [1.0]) * rows, array("d", bytes(8 * rows))
    listed = list(actions)
    if not listed:
        return split, dividend
    order = _order(time)
    ascending = time if order is None else [time[row] for row in order]
    for action in listed:
        place = bisect_left(ascending, midnight(action.day, zone))
        if 0 < place < rows:
            row = place if order is None else order[place]
            split[row] *= action.split
            dividend[row] += action.dividend
    return split, dividend


def midnight(day: int, zone: str) -> int:
    """The instant (ns UTC) at which a date begins in a zone."""
    begun = date.fromordinal(_EPOCH + day)
    return int(datetime(begun.year, begun.month, begun.day, tzinfo=ZoneInfo(zone)).timestamp()) * SECOND


def _order(time: Sequence[int]) -> list[int] | None:
    """The rows by time, those of one time as they stand; None when they stand so already."""
    if all(a <= b for a, b in pairwise(time)):
        return None
    return sorted(range(len(time)), key=time.__getitem__)

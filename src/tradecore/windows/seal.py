"""The end of the data that nobody looks at before it is opened on purpose."""

import re
from collections.abc import Sequence

from tradecore.bars import DAY
from tradecore.errors import InvalidValue
from tradecore.instants import day_of, parse_instant
from tradecore.windows.spans import ACCEPTED, parse_span

KEY = "data.holdout"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*")


def sealed_from(holdout: str, time: Sequence[int]) -> int:
    """The instant (ns UTC) from which on bars that open at these instants are held out.

    `holdout` is a date, from which on they are, or a length such as `6 months` or `500 bars`, the last ones of them:
    then the seal moves on as bars are added. Raises InvalidValue for any other text.
    """
    if _DATE.fullmatch(holdout.strip()):
        return parse_instant(holdout, KEY)
    try:
        span = parse_span(holdout, KEY)
    except InvalidValue:
        raise InvalidValue(KEY, holdout, f"a date such as 2026-01-01, or {ACCEPTED}") from None
    ordered = sorted(time)
    if not span.dated:
        return ordered[-min(span.number, len(ordered))]
    return (span.after(day_of(ordered[-1]), -1) + 1) * DAY

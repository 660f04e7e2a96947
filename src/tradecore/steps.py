"""Lengths of bars as people write them: 1min, 5min, 1h, 4h, 1d."""

import re
from collections import Counter
from itertools import islice, pairwise

from tradecore.bars import DAY, HOUR, MINUTE, SECOND
from tradecore.errors import InvalidValue
from tradecore.table import Column

ACCEPTED = "a whole number of s, min, h or d, such as 30s, 1min, 5min, 1h, 4h, 1d"
_UNITS = {"s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
_SHAPE = re.compile(r"([1-9][0-9]{0,5})(s|min|h|d)")
_SAMPLE = 50_000


def parse_step(text: str, key: str = "step") -> int:
    """Nanoseconds of `5min`; raises InvalidValue with the accepted shape."""
    match = _SHAPE.fullmatch(text.strip().lower())
    if match is None:
        raise InvalidValue(key, text, ACCEPTED)
    return int(match[1]) * _UNITS[match[2]]


def format_step(step: int) -> str:
    """The shortest spelling that `parse_step` reads back: 3600 seconds are `1h`."""
    for unit in ("d", "h", "min", "s"):
        if step % _UNITS[unit] == 0:
            return f"{step // _UNITS[unit]}{unit}"
    return f"{step}ns"


def infer_step(time: Column) -> int:
    """The commonest distance between neighbours of ascending instants, 0 when there are not two.

    Ties go to the shorter distance. The first 50,000 rows decide.
    """
    gaps = Counter(b - a for a, b in pairwise(islice(time, _SAMPLE)) if b > a)
    if not gaps:
        return 0
    most = max(gaps.values())
    return int(min(gap for gap, count in gaps.items() if count == most))

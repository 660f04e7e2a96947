"""Small files of bars, written as rows, for tests."""

from array import array
from collections.abc import Iterable, Sequence

from tradecore.bars import DAY, HOUR, MINUTE
from tradecore.inspection import Inspection, Market, inspect
from tradecore.instants import parse_instant
from tradecore.ports.bar_source import RawBars
from tradecore.sessions import neutral_sessions
from tradecore.table import Table

NAMES = ("open", "high", "low", "close", "volume")
Prices = tuple[float, float, float, float, float]
FLAT: Prices = (10.0, 11.0, 9.0, 10.0, 100.0)
MONDAY = parse_instant("2024-03-04")


def raw(rows: Iterable[tuple[str | int, *tuple[float, ...]]], **facts: Sequence[float]) -> RawBars:
    """Rows of time, open, high, low, close, volume; lines count from 2."""
    listed = list(rows)
    time = [t if isinstance(t, int) else parse_instant(t) for t, *_ in listed]
    columns = {name: [row[place] for row in listed] for place, name in enumerate(NAMES, 1)}
    lines = list(range(2, len(listed) + 2))
    return RawBars("ABC", Table(time, {**columns, "line": lines, **facts}))


def hourly(*prices: Prices, start: int = MONDAY) -> RawBars:
    """One row an hour."""
    return raw([(start + place * HOUR, *row) for place, row in enumerate(prices)])


def examined(source: RawBars, step: int = HOUR) -> Inspection:
    """Inspected as a market that never closes."""
    time = source.table.time
    return inspect(source, Market(step, neutral_sessions(min(time), max(time) + step)))


def exchange(first: str, days: int, *, half: str = "") -> Table:
    """Weekday sessions 14:30 to 21:00 UTC (18:00 on the half day), labelled by local midnights at 05:00 UTC."""
    start = parse_instant(first) // DAY
    chosen = [day for day in range(start, start + days) if (day + 3) % 7 < 5]
    early = parse_instant(half) // DAY if half else -1
    opens = [day * DAY + 14 * HOUR + 30 * MINUTE for day in chosen]
    closes = [day * DAY + (18 if day == early else 21) * HOUR for day in chosen]
    midnights = [day * DAY + 5 * HOUR for day in chosen]
    return Table(
        array("q", opens), {"close": array("q", closes), "day": array("q", chosen), "midnight": array("q", midnights)}
    )

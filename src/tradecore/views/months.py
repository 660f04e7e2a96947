"""What each month of a curve brought, as a table of years and months."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tradecore.table import Column
from tradecore.views.charts import Cell, Grid, Tone
from tradecore.views.text import percent

SECOND = 1_000_000_000
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def monthly(time: Column, equity: Column, initial: float, zone: str = "UTC") -> list[tuple[int, int, float]]:
    """Year, month and return of each calendar month of `zone` that has a mark; `time` (ns UTC) ascends.

    A month's return is its last equity over that of the month before (`initial` before the first), less 1; 0
    once nothing is left.
    """
    found: list[tuple[int, int, float]] = []
    before, place = float(initial), 0
    tz = UTC if zone == "UTC" else ZoneInfo(zone)
    while place < len(time):
        moment = datetime.fromtimestamp(int(time[place]) // SECOND, tz)
        year, month = moment.year, moment.month
        following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=tz)
        # A mark at midnight is the close of the month that ends there.
        end = bisect_left(time, int(following.timestamp()) * SECOND + 1, lo=place + 1)
        last = float(equity[end - 1])
        found.append((year, month, last / before - 1.0 if before > 0.0 else 0.0))
        before, place = last, end
    return found


def months_grid(months: Sequence[tuple[int, int, float]]) -> Grid | None:
    """Years by months with the year's return at the end; None where there is one month only."""
    if len(months) < 2:  # noqa: PLR2004
        return None
    largest = max(abs(value) for _, _, value in months) or 1.0
    rows: list[tuple[Cell | str, ...]] = []
    for year in sorted({year for year, _, _ in months}):
        own = {month: value for found, month, value in months if found == year}
        cells = [_cell(own[month], largest) if month in own else "" for month in range(1, 13)]
        total = 1.0
        for value in own.values():
            total = total * (1.0 + value)
        rows.append((str(year), *cells, _cell(total - 1.0, 0.0)))
    return Grid("Return by month", ("", *NAMES, "year"), tuple(rows))


def _cell(value: float, largest: float) -> Cell:
    tone = Tone.GOOD if value > 0 else Tone.BAD if value < 0 else None
    return Cell(percent(value), tone, min(abs(value) / largest, 1.0) if largest else 0.0)

"""The Sharpe ratio of the last stretch, at every bar."""

from collections.abc import Sequence
from itertools import accumulate
from math import sqrt

from tradecore.metrics.returns import returns
from tradecore.table import Column
from tradecore.views.charts import Chart, Line, Tone, thinned

# A stretch is a quarter of a year, at most a quarter of the run, and never fewer bars than these.
QUARTER = 4
FEWEST = 20


def rolling_chart(
    time: Column, equity: Column, initial: float, periods_per_year: float, zone: str = "UTC"
) -> Chart | None:
    """Sharpe ratio over the last quarter of a year; None where the run is too short for it to move."""
    window = stretch(len(time), periods_per_year)
    if window < FEWEST:
        return None
    values = rolling_sharpe(returns(equity, initial), window, periods_per_year)
    line = Line("Sharpe ratio", *thinned(list(time[window - 1 :]), values), Tone.FIRST)
    caption = f"Of the last {window:,} bars at each bar: an edge stays above 0, luck crosses it. A flat stretch is 0."
    return Chart("Rolling Sharpe ratio", (line,), caption=caption, zone=zone, low=True, floor=0.0)


def stretch(bars: int, periods_per_year: float) -> int:
    """How many bars a stretch has."""
    return int(min(periods_per_year / QUARTER, bars / QUARTER))


def rolling_sharpe(earned: Sequence[float], window: int, periods_per_year: float) -> list[float]:
    """Annualised mean over standard deviation of each `window` of returns, where it fits; 0 without any spread."""
    sums = [0.0, *accumulate(earned)]
    squares = [0.0, *accumulate(each * each for each in earned)]
    found: list[float] = []
    for end in range(window, len(earned) + 1):
        mean = (sums[end] - sums[end - window]) / window
        spread = (squares[end] - squares[end - window] - window * mean * mean) / (window - 1)
        # What is left of equal returns is rounding.
        calm = spread <= 1e-18  # noqa: PLR2004
        found.append(0.0 if calm else mean / sqrt(spread) * sqrt(periods_per_year))
    return found

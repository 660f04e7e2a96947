"""Whether a file of predictions stands at the right bars."""

from collections.abc import Sequence
from math import sqrt

from tradecore.bars import Bars
from tradecore.labels import labels
from tradecore.learning.scores import pearson

LAGS = (-2, -1, 0, 1, 2)
FEWEST = 30
# Standard errors that a better fit elsewhere, and the fit itself, must exceed; and a fit too good to be true.
CERTAIN, TOO_GOOD = 3.0, 0.8


def lag_correlations(bars: Bars, predicted: Sequence[float], horizon: int) -> dict[int, tuple[float, int]]:
    """Correlation of the predicted returns of rows t with the actual ones of rows t + lag, and over how many rows.

    NaN rows are passed over; a lag with fewer than 30 rows or without dispersion is left out.
    """
    actual = labels(bars, max(1, horizon))
    found: dict[int, tuple[float, int]] = {}
    for lag in LAGS:
        pairs = [
            (p, actual[t + lag])
            for t, p in enumerate(predicted)
            if p == p and 0 <= t + lag < len(actual) and actual[t + lag] == actual[t + lag]
        ]
        fit = pearson([p for p, _ in pairs], [a for _, a in pairs]) if len(pairs) >= FEWEST else None
        if fit is not None:
            found[lag] = (fit, len(pairs))
    return found


def alignment_warning(bars: Bars, predicted: Sequence[float], horizon: int) -> str:
    """A sentence when the file fits another bar clearly better than its own, or too well; else empty."""
    found = lag_correlations(bars, predicted, horizon)
    if 0 not in found:
        return ""
    own, rows = found[0]
    best = max(found, key=lambda lag: found[lag][0])
    fit = found[best][0]
    if best and fit - own > CERTAIN * sqrt(2 / rows) and fit > CERTAIN * sqrt(max(1, horizon) / rows):
        where = f"{abs(best)} bar{'s' if abs(best) > 1 else ''} {'later' if best > 0 else 'earlier'}"
        cause = (
            "its rows stand too early, or its times are the ends of bars"
            if best > 0
            else "its rows stand too late, or it repeats moves that are over"
        )
        fits = f"the predictions fit the returns {where} best (correlation {fit:.2f} against {own:.2f})"
        return f"Suspicious alignment: {fits}: {cause}."
    if own > TOO_GOOD:
        return f"Suspiciously good: the predictions correlate {own:.2f} with what came; do they know it?"
    return ""

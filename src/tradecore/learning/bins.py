"""Calibration: what came, by what was predicted."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from tradecore.distribution import mean
from tradecore.metrics.returns import deviation

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of similar prediction: mean of what was predicted and of what came.

    As returns; of a direction the probability of a rise and the share that rose. `error` is the standard error of
    `actual` with the rows thinned by the horizon, since labels of neighbouring rows overlap; None below two
    independent rows.
    """

    rows: int
    predicted: float
    actual: float
    error: float | None


def calibration(predicted: Sequence[float], actual: Sequence[float], horizon: int, bins: int = BINS) -> tuple[Bin, ...]:
    """Up to `bins` groups of equal size by predicted value, ascending; fewer when there are fewer rows."""
    order = sorted(range(len(predicted)), key=lambda i: (predicted[i], i))
    groups = min(bins, len(order))
    cuts = [len(order) * k // groups for k in range(groups + 1)] if groups else [0]
    return tuple(
        _bin([predicted[i] for i in order[a:b]], [actual[i] for i in order[a:b]], horizon) for a, b in pairwise(cuts)
    )


def _bin(predicted: Sequence[float], actual: Sequence[float], horizon: int) -> Bin:
    independent = len(actual) // max(horizon, 1)
    spread = deviation(actual)
    error = None if spread is None or independent < 2 else spread / sqrt(independent)  # noqa: PLR2004
    return Bin(len(actual), mean(predicted), mean(actual), error)

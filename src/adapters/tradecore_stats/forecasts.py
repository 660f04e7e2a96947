"""Intervals for the metrics of predictions.

The draws are made here and not with arch, whose import would cost every training four seconds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradecore.distribution import require_finite
from tradecore.errors import InvalidValue
from tradecore.inference.resampling import ForecastIntervals, Interval, Resampling
from tradecore.learning.scores import auc, one_less, pearson
from tradecore_stats.blocks import natural_length, stationary

Numbers = NDArray[np.float64]


def forecast(
    expected: Sequence[float],
    moved: Sequence[float],
    losses: Sequence[float],
    naive_losses: Sequence[float],
    how: Resampling,
) -> ForecastIntervals:
    """See the port."""
    columns = _columns({"expected": expected, "moved": moved, "losses": losses, "naive_losses": naive_losses})
    rows = len(moved)
    block = natural_length(rows, how.block)
    random = np.random.default_rng(how.seed)
    found = np.array([_metrics(*columns[:, stationary(rows, block, random)]) for _ in range(how.draws)]).T
    low, high = np.quantile(found, ((1.0 - how.confidence) / 2.0, (1.0 + how.confidence) / 2.0), axis=1)
    risen = [float(value > 0.0) for value in moved]
    correlated = pearson(expected, moved) is not None
    valued = (
        correlated,
        correlated,
        auc(expected, risen) is not None,
        one_less(float(columns[2].mean()), float(columns[3].mean())) is not None,
    )
    intervals = [Interval(float(a), float(b)) if has else None for a, b, has in zip(low, high, valued, strict=True)]
    return ForecastIntervals(how.draws, how.confidence, float(block), how.seed, *intervals)


def _columns(given: dict[str, Sequence[float]]) -> Numbers:
    rows = len(given["moved"])
    if rows < 2:  # noqa: PLR2004
        raise InvalidValue("moved", f"{rows} rows", "2 or more")
    for name, values in given.items():
        if len(values) != rows:
            raise InvalidValue(name, f"{len(values)} rows", f"{rows} rows, as in moved")
        require_finite(name, values)
    return np.array([np.asarray(values, dtype=np.float64) for values in given.values()])


def _metrics(expected: Numbers, moved: Numbers, losses: Numbers, naive: Numbers) -> tuple[float, ...]:
    """IC, rank IC, AUC and skill; what a draw leaves undefined counts as that of knowing nothing."""
    ranked, whole = _ranks(expected), naive.mean()
    return (
        _correlation(expected, moved),
        _correlation(ranked, _ranks(moved)),
        _auc(ranked, moved > 0.0),
        1.0 - losses.mean() / whole if whole else 0.0,
    )


def _ranks(values: Numbers) -> Numbers:
    """Ranks from 1, ties sharing their mean rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends: Any = np.cumsum(count)
    return (ends - (count - 1) / 2.0)[place]


def _correlation(first: Numbers, second: Numbers) -> float:
    # Not by BLAS: on several threads it adds up in another order, and they wait for one another longer than they work.
    a, b = first - first.mean(), second - second.mean()
    spread = np.sqrt((a * a).sum() * (b * b).sum())
    return float((a * b).sum() / spread) if spread else 0.0


def _auc(ranked: Numbers, risen: NDArray[np.bool_]) -> float:
    ups = int(risen.sum())
    downs = len(risen) - ups
    return (float(ranked[risen].sum()) - ups * (ups + 1) / 2.0) / (ups * downs) if ups and downs else 0.5

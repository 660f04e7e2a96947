"""Series of returns drawn together, and paths of equity drawn on from one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tradecore.distribution import NOISE, require_finite
from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Cone, Paired, Resampling
from tradecore.metrics.returns import sharpe
from tradecore_stats.blocks import natural_length, stationary
from tradecore_stats.intervals import interval

Numbers = NDArray[np.float64]
# At how many bars of its horizon a cone is known at most.
MARKS = 200


def paired(returns: Sequence[float], benchmark: Sequence[float], periods_per_year: float, how: Resampling) -> Paired:
    """See the port."""
    both = np.stack([_series("returns", returns), _series("benchmark", benchmark, len(returns))])
    rows = both.shape[1]
    block, random = natural_length(rows, how.block), np.random.default_rng(how.seed)
    drawn = np.array([_measured(both[:, stationary(rows, block, random)]) for _ in range(how.draws)])
    (own, other), (grown, other_grown) = drawn[:, 0].T, drawn[:, 1].T
    yearly = [_yearly(growth, periods_per_year / rows) for growth in (grown, other_grown)]
    known = all(sharpe(series, periods_per_year) is not None for series in (returns, benchmark))
    return Paired(
        draws=how.draws,
        confidence=how.confidence,
        block=float(block),
        seed=how.seed,
        sharpe=interval((own - other) * np.sqrt(periods_per_year), how.confidence) if known else None,
        annual_return=interval(yearly[0] - yearly[1], how.confidence) if np.isfinite(yearly).all() else None,
        better=float(np.mean(grown > other_grown) + np.mean(grown == other_grown) / 2.0),
    )


def cone(returns: Sequence[float], bars: int, how: Resampling, shares: Sequence[float]) -> Cone:
    """See the port."""
    series = _series("returns", returns)
    if bars < 1:
        raise InvalidValue("bars", bars, "1 or more bars ahead")
    if not all(0.0 < share < 1.0 for share in shares):
        raise InvalidValue("shares", ", ".join(map(str, shares)), "shares between 0 and 1")
    marks = np.unique(np.linspace(1, bars, min(bars, MARKS)).round().astype(np.int64))
    block, random = natural_length(len(series), how.block), np.random.default_rng(how.seed)
    drawn = np.empty((how.draws, len(marks)))
    for path in drawn:
        factors = np.maximum(1.0 + series[stationary(len(series), block, random, bars)], 0.0)
        path[:] = np.cumprod(factors)[marks - 1]
    rows = np.quantile(drawn, list(shares), axis=0)
    return Cone(
        draws=how.draws,
        block=float(block),
        seed=how.seed,
        sample=len(series),
        bars=tuple(int(mark) for mark in marks),
        shares=tuple(shares),
        growth=tuple(tuple(float(value) for value in row) for row in rows),
    )


def _series(name: str, values: Sequence[float], wanted: int | None = None) -> Numbers:
    require_finite(name, values)
    if len(values) < 2:  # noqa: PLR2004
        raise InvalidValue(name, f"{len(values)} bars", "2 or more")
    if wanted is not None and len(values) != wanted:
        raise InvalidValue(name, f"{len(values)} bars", f"the same {wanted} bars")
    return np.asarray(values, dtype=np.float64)


def _measured(both: Numbers) -> Numbers:
    """Sharpe ratios per bar (0 without dispersion) of two series in a first row, logarithms of their growth below."""
    deviations = both.std(axis=1, ddof=1)
    ratios = np.where(deviations > NOISE, both.mean(axis=1) / np.maximum(deviations, NOISE), 0.0)
    with np.errstate(divide="ignore"):
        return np.stack([ratios, np.log(np.maximum(1.0 + both, 0.0)).sum(axis=1)])


def _yearly(growth: Numbers, share: float) -> Numbers:
    with np.errstate(over="ignore"):
        return np.expm1(growth * share)

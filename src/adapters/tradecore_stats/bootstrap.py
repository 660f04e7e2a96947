"""The stationary block bootstrap of one series of returns."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import isfinite
from typing import Any

import numpy as np
from arch.bootstrap import StationaryBootstrap, optimal_block_length
from numpy.typing import NDArray

from tradecore.distribution import NOISE, require_finite
from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Fall, Resampled, Resampling
from tradecore.metrics.returns import sharpe
from tradecore_stats.intervals import interval

Numbers = NDArray[np.float64]
# Draws that share a seed and a thread.
BATCH = 250


def bootstrap(
    returns: Sequence[float],
    periods_per_year: float,
    how: Resampling,
    falls: Sequence[float],
    workers: int,
    step: Callable[[int, int], None] | None,
) -> Resampled:
    """Draws batch by batch; see the port."""
    require_finite("returns", returns)
    series = np.asarray(returns, dtype=np.float64)
    if len(series) < 2:  # noqa: PLR2004
        raise InvalidValue("returns", f"{len(series)} bars", "2 or more")
    block = how.block or natural_block(series)
    sizes = [min(BATCH, how.draws - start) for start in range(0, how.draws, BATCH)]
    seeds = np.random.SeedSequence(how.seed).spawn(len(sizes))
    parts: list[Numbers] = []
    with ThreadPoolExecutor(workers, thread_name_prefix="bootstrap") as pool:
        for part in pool.map(lambda each: draw(series, block, *each), zip(sizes, seeds, strict=True)):
            parts.append(part)
            if step is not None:
                step(sum(map(len, parts)), how.draws)
    ratios, growth, depths = np.concatenate(parts).T
    with np.errstate(over="ignore"):
        yearly = np.where(growth == -np.inf, -1.0, np.expm1(growth * (periods_per_year / len(series))))
    return Resampled(
        draws=how.draws,
        confidence=how.confidence,
        block=float(block),
        seed=how.seed,
        sharpe=None
        if sharpe(returns, periods_per_year) is None
        else interval(ratios * np.sqrt(periods_per_year), how.confidence),
        annual_return=interval(yearly, how.confidence) if np.isfinite(yearly).all() else None,
        max_drawdown=interval(depths, how.confidence),
        falls=tuple(Fall(float(depth), float(np.mean(depths < -depth))) for depth in falls),
    )


def natural_block(series: Numbers) -> float:
    """The mean length that suits the series' autocorrelation (Politis and White 2004, Patton and others 2009).

    At least 1 bar and at most a third of the series; 1 where there is nothing to tell it from.
    """
    if len(series) < 10 or np.ptp(series) <= NOISE:  # noqa: PLR2004
        return 1.0
    found = float(optimal_block_length(series)["stationary"].iloc[0])
    return min(max(found, 1.0), len(series) / 3.0) if isfinite(found) else 1.0


def draw(series: Numbers, block: float, draws: int, seed: np.random.SeedSequence) -> Numbers:
    """A row a draw: Sharpe ratio per bar (0 without dispersion), logarithm of the growth, deepest drawdown."""
    # The length may have a fraction: it is 1 over the chance that a block ends.
    source: Any = StationaryBootstrap(block, series, seed=np.random.default_rng(seed))  # pyright: ignore[reportArgumentType]
    found = np.empty((draws, 3))
    for row, (drawn, _) in zip(found, source.bootstrap(draws), strict=True):
        values = drawn[0]
        deviation = values.std(ddof=1)
        row[0] = values.mean() / deviation if deviation > NOISE else 0.0
        row[1:] = _curve(values)
    return found


def _curve(values: Numbers) -> tuple[float, float]:
    """Logarithm of the growth, -inf after a total loss, and the deepest drawdown from 1 at the start."""
    factors = np.maximum(1.0 + values, 0.0)
    if not factors.all():
        return -np.inf, -1.0
    curve = np.cumsum(np.log(factors))
    highest = np.maximum(np.maximum.accumulate(curve), 0.0)
    return float(curve[-1]), float(np.expm1((curve - highest).min()))

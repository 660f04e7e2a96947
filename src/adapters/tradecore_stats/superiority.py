"""Hansen's test of superior predictive ability."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from arch.bootstrap import SPA

from tradecore.distribution import NOISE, require_finite
from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Resampling, Superiority


def superiority(returns: Sequence[Sequence[float]], benchmark: Sequence[float], how: Resampling) -> Superiority:
    """The p-values; trials whose difference to the benchmark is constant are left out, having nothing to draw."""
    bars = len(benchmark)
    if bars < 2:  # noqa: PLR2004
        raise InvalidValue("benchmark", f"{bars} bars", "2 or more")
    require_finite("benchmark", benchmark)
    for trial, series in enumerate(returns):
        if len(series) != bars:
            raise InvalidValue(f"returns[{trial}]", f"{len(series)} bars", f"{bars} bars, as the benchmark has")
        require_finite(f"returns[{trial}]", series)
    held = np.asarray(benchmark, dtype=np.float64)
    gains = np.asarray(returns, dtype=np.float64).reshape(-1, bars)
    gains = gains[(gains - held).std(axis=1) > NOISE]
    block = max(1, round(how.block or np.sqrt(bars)))
    # Where none is better on average there is nothing to test; arch would compare negative numbers.
    if not (gains.mean(axis=1) > held.mean()).any():
        return Superiority(len(gains), how.draws, float(block), 1.0, 1.0, 1.0)
    # arch compares losses.
    seed = np.random.default_rng(how.seed)
    test: Any = SPA(-held, -gains.T, block_size=block, reps=how.draws, bootstrap="stationary", seed=seed)
    test.compute()
    values = test.pvalues
    return Superiority(
        tested=len(gains),
        draws=how.draws,
        block=float(block),
        lower=float(values["lower"]),
        consistent=float(values["consistent"]),
        upper=float(values["upper"]),
    )

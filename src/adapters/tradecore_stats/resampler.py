"""The adapter's face. arch takes seconds to import, which only those pay who need it."""

from collections.abc import Callable, Sequence

from tradecore.inference.overfitting import Overfitting
from tradecore.inference.resampling import (
    FALLS,
    SHARES,
    Cone,
    ForecastIntervals,
    Paired,
    Resampled,
    Resampling,
    Superiority,
)
from tradecore_stats import forecasts, overfitting, paths


class ArchResampler:
    """A `tradecore.ports.resampler.Resampler`."""

    def bootstrap(
        self,
        returns: Sequence[float],
        periods_per_year: float,
        how: Resampling,
        falls: Sequence[float] = FALLS,
        *,
        workers: int = 1,
        step: Callable[[int, int], None] | None = None,
    ) -> Resampled:
        """See the port; threads draw batches of fixed size, each from a seed of its own."""
        from tradecore_stats.bootstrap import bootstrap

        return bootstrap(returns, periods_per_year, how, falls, workers, step)

    def forecast(
        self,
        expected: Sequence[float],
        moved: Sequence[float],
        losses: Sequence[float],
        naive_losses: Sequence[float],
        how: Resampling,
    ) -> ForecastIntervals:
        """See the port."""
        return forecasts.forecast(expected, moved, losses, naive_losses, how)

    def superiority(
        self, returns: Sequence[Sequence[float]], benchmark: Sequence[float], how: Resampling
    ) -> Superiority:
        """See the port; blocks of sqrt(bars) on average unless `how` says otherwise."""
        from tradecore_stats.superiority import superiority

        return superiority(returns, benchmark, how)

    def overfitting(self, returns: Sequence[Sequence[float]], blocks: int = 16) -> Overfitting:
        """See the port."""
        return overfitting.overfitting(returns, blocks)

    def paired(
        self, returns: Sequence[float], benchmark: Sequence[float], periods_per_year: float, how: Resampling
    ) -> Paired:
        """See the port."""
        return paths.paired(returns, benchmark, periods_per_year, how)

    def cone(self, returns: Sequence[float], bars: int, how: Resampling, shares: Sequence[float] = SHARES) -> Cone:
        """See the port."""
        return paths.cone(returns, bars, how, shares)

"""Who draws returns again."""

from collections.abc import Callable, Sequence
from typing import Protocol

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


class Resampler(Protocol):
    """Numbers that need many draws or many splits of returns; the same arguments give the same bits.

    Returns are simple, per bar or per session, of one length for all trials and on the same bars. Every method raises
    InvalidValue for fewer than two returns, for series of different lengths, and for a return that is not finite.
    """

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
        """Intervals of one series' metrics, and the chance of a drawdown worse than each of `falls`.

        Equal whatever the number of `workers`. `step` is told how many draws of how many are done, from one thread.
        """
        ...

    def forecast(
        self,
        expected: Sequence[float],
        moved: Sequence[float],
        losses: Sequence[float],
        naive_losses: Sequence[float],
        how: Resampling,
    ) -> ForecastIntervals:
        """Intervals of a forecast's metrics: its predicted changes, the returns that came, and what each row cost.

        Rows are in the order of time; a block of 0 lets their number choose: its cube root, which a caller whose
        labels overlap must not leave below their length.
        """
        ...

    def superiority(
        self, returns: Sequence[Sequence[float]], benchmark: Sequence[float], how: Resampling
    ) -> Superiority:
        """Whether the best of the trials beats the benchmark by more than the best of so many would by chance."""
        ...

    def overfitting(self, returns: Sequence[Sequence[float]], blocks: int = 16) -> Overfitting:
        """What `tradecore.inference.overfitting.probability_of_overfitting` gives, bit for bit, but fast."""
        ...

    def paired(
        self, returns: Sequence[float], benchmark: Sequence[float], periods_per_year: float, how: Resampling
    ) -> Paired:
        """Intervals of the difference between two series on the same bars, which are drawn together.

        A block of 0 lets their number choose: its cube root.
        """
        ...

    def cone(self, returns: Sequence[float], bars: int, how: Resampling, shares: Sequence[float] = SHARES) -> Cone:
        """Where equity may be over the next `bars` (1 or more) bars, at 200 of them at most; the block as in `paired`.

        Raises InvalidValue for shares that are not between 0 and 1.
        """
        ...

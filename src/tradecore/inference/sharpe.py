"""What a Sharpe ratio proves, given how long it was earned and how its returns are distributed.

Sharpe ratios are per bar here, not per year: multiply by sqrt(periods a year) for the yearly one.
"""

from collections.abc import Sequence
from math import isfinite, sqrt
from typing import NamedTuple, Self

from tradecore.distribution import Shape, distribution
from tradecore.errors import InvalidValue
from tradecore.inference.normal import cdf, quantile

CONFIDENCE = 0.95


class TrackRecord(NamedTuple):
    """A Sharpe ratio per bar, the number of bars it was earned over, and the distribution of their returns.

    `kurtosis` is raw: 3 for a normal law.
    """

    sharpe: float
    bars: int
    skewness: float = 0.0
    kurtosis: float = 3.0

    @classmethod
    def of(cls, shape: Shape, bars: int) -> Self | None:
        """The record behind a distribution; None where it has no Sharpe ratio."""
        if shape.mean is None or not shape.deviation or shape.skewness is None or shape.kurtosis is None:
            return None
        record = cls(shape.mean / shape.deviation, bars, shape.skewness, shape.kurtosis)
        return record if all(map(isfinite, record)) else None

    @classmethod
    def from_returns(cls, values: Sequence[float]) -> Self | None:
        """The record of a series of per-bar returns; None where it has no Sharpe ratio.

        Raises InvalidValue for a return that is not finite.
        """
        return cls.of(distribution(values), len(values))

    @property
    def spread(self) -> float:
        """1 - skewness x SR + (kurtosis - 1) / 4 x SR^2: over bars - 1 it is the variance of the estimated SR.

        Lo 2002 for normal returns, Mertens 2002 for any.
        """
        return 1.0 - self.skewness * self.sharpe + (self.kurtosis - 1.0) / 4.0 * self.sharpe * self.sharpe


def probabilistic_sharpe(record: TrackRecord, benchmark: float = 0.0) -> float | None:
    """PSR: the probability that the true Sharpe ratio lies above `benchmark` (per bar).

    Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - skewness SR + (kurtosis - 1) / 4 SR^2)): Bailey and Lopez de Prado 2012,
    The Sharpe Ratio Efficient Frontier, Journal of Risk 15(2), equation 11. It takes returns for
    independent of each other. None below two bars, and for a law of two values, where the formula breaks down.
    """
    _refuse_infinite(record, benchmark)
    if record.bars < 2 or record.spread <= 0.0:  # noqa: PLR2004
        return None
    return cdf((record.sharpe - benchmark) * sqrt((record.bars - 1) / record.spread))


def minimum_track_record(record: TrackRecord, benchmark: float = 0.0, confidence: float = CONFIDENCE) -> float | None:
    """MinTRL: the number of bars after which such a record would have PSR(`benchmark`) = `confidence`.

    1 + (1 - skewness SR + (kurtosis - 1) / 4 SR^2) (z / (SR - SR*))^2, z the normal quantile of `confidence`
    (the same paper, equation 13). None where the Sharpe ratio is not above the benchmark: no length is enough.
    Raises InvalidValue unless 0.5 <= `confidence` < 1.
    """
    _refuse_infinite(record, benchmark)
    if not 0.5 <= confidence < 1.0:  # noqa: PLR2004
        raise InvalidValue("confidence", confidence, "a probability from 0.5 to below 1")
    distance = record.sharpe - benchmark
    if distance <= 0.0 or record.spread <= 0.0:
        return None
    ratio = quantile(confidence) / distance
    bars = 1.0 + record.spread * (ratio * ratio)
    return bars if isfinite(bars) else None


def _refuse_infinite(record: TrackRecord, benchmark: float) -> None:
    for name, value in (("benchmark", benchmark), *zip(record._fields, record, strict=True)):
        if not isfinite(value):
            raise InvalidValue(name, value, "a finite number")

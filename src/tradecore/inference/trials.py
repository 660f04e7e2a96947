"""What the best of many trials proves: the more were tried, the better the best looks by chance."""

from collections.abc import Iterable, Sequence
from math import e, fsum, isfinite, sqrt
from operator import mul
from typing import NamedTuple

from tradecore.distribution import distribution
from tradecore.errors import InvalidValue
from tradecore.inference.normal import quantile
from tradecore.inference.sharpe import TrackRecord, probabilistic_sharpe

EULER_MASCHERONI = 0.5772156649015329


class Deflated(NamedTuple):
    """`threshold` is the per-bar Sharpe ratio to expect of the best trial by chance; `probability` is the DSR.

    The probability that the true Sharpe ratio lies above the threshold; None where the PSR has no value.
    """

    threshold: float
    probability: float | None


class Similarity(NamedTuple):
    """How alike trials are: the mean correlation over all pairs, and the number of independent ones it implies.

    `correlation` is None where fewer than two trials have returns that disperse.
    """

    trials: int
    correlation: float | None
    effective: float


def expected_maximum(trials: float) -> float:
    """The largest of so many independent standard normal draws, on average; 0 for a single one.

    (1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e)), g the Euler-Mascheroni constant: Bailey, Borwein, Lopez de Prado and Zhu
    2014, Pseudo-Mathematics and Financial Charlatanism, Notices of the AMS 61(5), proposition 1. The
    approximation is for large N: for N = 2 it gives 0.52 where 0.56 is exact. Never below 0.
    Raises InvalidValue below one trial.
    """
    if not (trials >= 1.0 and isfinite(trials)):
        raise InvalidValue("trials", trials, "1 or more")
    if trials == 1.0:
        return 0.0
    # Z(1 - p) = -Z(p), which keeps its digits however many trials there are.
    first, second = -quantile(1.0 / trials), -quantile(1.0 / (trials * e))
    return max(0.0, (1.0 - EULER_MASCHERONI) * first + EULER_MASCHERONI * second)


def sharpe_variance(sharpes: Sequence[float | None]) -> float:
    """The sample variance (n - 1) of the trials' per-bar Sharpe ratios; 0 below two.

    Trials without one (None: they never traded, say) are left out: as zeros they would shrink it, and
    flatter the best.
    """
    valued = [value for value in sharpes if value is not None]
    deviation = distribution(valued).deviation
    return deviation * deviation if deviation else 0.0


def deflated_sharpe(record: TrackRecord, trials: float, variance: float) -> Deflated:
    """DSR: PSR against the Sharpe ratio that the best of `trials` would have by chance, sqrt(V) E[max of N].

    Bailey and Lopez de Prado 2014, The Deflated Sharpe Ratio, Journal of Portfolio Management 40(5). `record` is the
    chosen trial's; `trials` counts everything that was ever tried to find it; `variance` is that of the trials'
    per-bar Sharpe ratios. With one trial this is PSR(0). Raises InvalidValue below one trial and for a
    negative variance.
    """
    if not (variance >= 0.0 and isfinite(variance)):
        raise InvalidValue("variance", variance, "0 or more")
    threshold = sqrt(variance) * expected_maximum(trials)
    return Deflated(threshold, probabilistic_sharpe(record, threshold))


def minimum_backtest_length(trials: float, sharpe: float = 1.0) -> float:
    """MinBTL, in years: below it, the best of `trials` without any skill is expected to show a yearly `sharpe`.

    (E[max of N] / SR)^2: Bailey, Borwein, Lopez de Prado and Zhu 2014, theorem 1. Raises InvalidValue
    unless `sharpe` is above 0.
    """
    if not (sharpe > 0.0 and isfinite(sharpe)):
        raise InvalidValue("sharpe", sharpe, "a yearly Sharpe ratio above 0")
    ratio = expected_maximum(trials) / sharpe
    return ratio * ratio


def similarity(returns: Iterable[Sequence[float]]) -> Similarity:
    """Mean correlation r of the trials' returns, and N' = r + (1 - r) N, the independent trials that it implies.

    Bailey and Lopez de Prado 2014, The Deflated Sharpe Ratio, appendix A.3 (average correlation). Exact for
    trials that are all alike or all independent; of trials that fall into few groups it counts too many, which
    errs on the careful side. A trial whose returns do not disperse correlates with nothing. N' is held between
    1 and N.

    `returns` holds one series a trial, all of one length and on the same bars; one pass, one series in memory at a
    time. Raises InvalidValue for series of different lengths and for a return that is not finite.
    """
    total: list[float] = []
    trials = dispersing = 0
    for series in returns:
        if trials and len(series) != len(total):
            raise InvalidValue(f"returns[{trials}]", f"{len(series)} bars", f"{len(total)} bars, as the first has")
        total = total or [0.0] * len(series)
        trials += 1
        unit = _unit(series)
        if unit:
            dispersing += 1
            total = [a + b for a, b in zip(total, unit, strict=True)]
    if dispersing < 2:  # noqa: PLR2004
        return Similarity(trials, None, float(trials))
    # |sum of unit vectors|^2 is the sum of all their correlations, each with itself included.
    pairs = fsum(map(mul, total, total)) - dispersing
    correlation = max(-1.0, min(1.0, pairs / (trials * (trials - 1))))
    return Similarity(trials, correlation, max(1.0, min(float(trials), correlation + (1.0 - correlation) * trials)))


def _unit(series: Sequence[float]) -> list[float]:
    """The series about its mean, of length 1; empty where it does not disperse."""
    shape = distribution(series)
    if shape.mean is None or not shape.deviation:
        return []
    length = shape.deviation * sqrt(len(series) - 1)
    return [(value - shape.mean) / length for value in series]

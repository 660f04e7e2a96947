"""The distribution of per-bar returns in four numbers."""

from collections.abc import Sequence
from math import fsum, sqrt
from operator import mul
from typing import NamedTuple

from tradecore.metrics.returns import NOISE, mean, require_finite

# Sums of powers do not tell a dispersion below this share of the mean from none.
INDISTINCT = 1e-5


class Shape(NamedTuple):
    """The distribution of per-bar returns: deviation with n - 1, raw kurtosis (3 for a normal law)."""

    mean: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None


def distribution(values: Sequence[float]) -> Shape:
    """Mean and central moments of returns: skewness m3 / m2^1.5 and kurtosis m4 / m2^2, moments over n.

    None below two returns; without dispersion the deviation is 0 and the other two are None. Agrees with
    `metrics.streamed.shape` up to rounding. Raises InvalidValue for a return that is not finite.
    """
    require_finite("returns", values)
    n = len(values)
    if n < 2:  # noqa: PLR2004
        return Shape()
    centre = mean(values)
    apart = [value - centre for value in values]
    squares = list(map(mul, apart, apart))
    second = fsum(squares)
    deviation = sqrt(second / (n - 1))
    if deviation <= max(NOISE, INDISTINCT * abs(centre)):
        return Shape(centre, 0.0)
    spread = second / n
    third, fourth = fsum(map(mul, squares, apart)) / n, fsum(map(mul, squares, squares)) / n
    return Shape(centre, deviation, third / (spread * sqrt(spread)), fourth / (spread * spread))

"""The distribution of per-bar returns in four numbers.

Every sum is `math.fsum`: correctly rounded, so that no number depends on the interpreter's version
(the builtin `sum` of floats changed in Python 3.12) or on the order of the terms.
"""

from collections.abc import Sequence
from math import fsum, isfinite, sqrt
from operator import mul
from typing import NamedTuple

from tradecore.errors import InvalidValue

# Returns carry the rounding of equity ratios near 1: dispersion below this is that of a constant.
NOISE = 1e-15
# Sums of powers do not tell a dispersion below this share of the mean from none.
INDISTINCT = 1e-5


class Shape(NamedTuple):
    """The distribution of per-bar returns: deviation with n - 1, raw kurtosis (3 for a normal law)."""

    mean: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None


def require_finite(key: str, values: Sequence[float]) -> None:
    """Raises InvalidValue that names the first value which is NaN or infinite, and its place."""
    if not all(map(isfinite, values)):
        i = next(i for i, value in enumerate(values) if not isfinite(value))
        raise InvalidValue(f"{key}[{i}]", values[i], "finite numbers")


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean of at least one value."""
    return fsum(values) / len(values)


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

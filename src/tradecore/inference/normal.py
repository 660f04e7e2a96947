"""The standard normal law."""

from math import erfc, sqrt

from tradecore.errors import InvalidValue

_ROOT = sqrt(2.0)


def cdf(x: float) -> float:
    """P(Z <= x). Exact to the last digits in the lower tail too, where 1 + erf(x) would be 0."""
    return 0.5 * erfc(-x / _ROOT)


def quantile(p: float) -> float:
    """The x with P(Z <= x) = p (Wichura 1988, Algorithm AS 241). Raises InvalidValue unless 0 < p < 1."""
    if not 0.0 < p < 1.0:
        raise InvalidValue("p", p, "a probability between 0 and 1, both excluded")
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)

"""How good predictions are, beside a forecast that nothing changes. None where a number is undefined, never NaN."""

from collections.abc import Mapping, Sequence
from math import fsum, isfinite, sqrt

from tradecore.errors import InvalidValue

Values = Sequence[float]
FEWEST = 3


def regression_metrics(actual: Values, predicted: Values, naive: Values) -> Mapping[str, float | int | None]:
    """Every metric of a regression, by name; errors are in the target's unit.

    `naive` is the forecast of no change: a return of 0 or the price of now. `skill` is
    1 - mae / mae_naive, `r2` 1 - squared error / the naive forecast's, `r2_mean` the same against the mean
    of `actual`. `ic` and `rank_ic` correlate the predicted with the actual change.
    `hit_rate` is how often the direction was right, `majority` how often always saying the more
    frequent direction would have been; rows without a change, or without a predicted one, do not count.
    Raises InvalidValue for numbers that are not finite.
    """
    for name, values in (("actual", actual), ("predicted", predicted), ("naive", naive)):
        if not all(isfinite(v) for v in values):
            raise InvalidValue(name, "NaN or infinity", "finite numbers")
    errors = _differences(predicted, actual)
    naive_errors = _differences(naive, actual)
    moved, expected = _differences(actual, naive), _differences(predicted, naive)
    mae, mae_naive = _mean([abs(e) for e in errors]), _mean([abs(e) for e in naive_errors])
    return {
        "n": len(actual),
        "mae": mae,
        "mae_naive": mae_naive,
        "skill": _one_less(mae, mae_naive),
        "rmse": None if not errors else sqrt(_squares(errors) / len(errors)),
        "rmse_naive": None if not errors else sqrt(_squares(naive_errors) / len(errors)),
        "r2": _one_less(_squares(errors), _squares(naive_errors)),
        "r2_mean": _one_less(_squares(errors), _squares(_centred(actual))),
        "ic": pearson(expected, moved),
        "rank_ic": pearson(ranks(expected), ranks(moved)),
        "hit_rate": hit_rate(expected, moved),
        "majority": majority(expected, moved),
        "bias": _mean(errors),
        "sigma": deviation(errors),
    }


def pearson(first: Values, second: Values) -> float | None:
    """Correlation of two columns; None below 3 rows or without dispersion."""
    if len(first) < FEWEST:
        return None
    a, b = _centred(first), _centred(second)
    spread = sqrt(_squares(a)) * sqrt(_squares(b))
    if spread == 0.0 or _flat(first) or _flat(second):
        return None
    return max(-1.0, min(1.0, fsum(x * y for x, y in zip(a, b, strict=True)) / spread))


def ranks(values: Values) -> list[float]:
    """Ranks from 1, ties sharing their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranked = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end = end + 1
        for place in order[start:end]:
            ranked[place] = (start + end + 1) / 2
        start = end
    return ranked


def hit_rate(predicted: Values, actual: Values) -> float | None:
    """Share of rows whose predicted and actual change have one sign, of those where neither is 0."""
    hits = [p * a > 0 for p, a in _directed(predicted, actual)]
    return sum(hits) / len(hits) if hits else None


def majority(predicted: Values, actual: Values) -> float | None:
    """The hit rate of always saying the more frequent direction, over the same rows."""
    ups = [a > 0 for _, a in _directed(predicted, actual)]
    return max(sum(ups), len(ups) - sum(ups)) / len(ups) if ups else None


def deviation(values: Values) -> float | None:
    """Sample standard deviation (n - 1); None below two values."""
    return sqrt(_squares(_centred(values)) / (len(values) - 1)) if len(values) > 1 else None


def _directed(predicted: Values, actual: Values) -> list[tuple[float, float]]:
    return [(p, a) for p, a in zip(predicted, actual, strict=True) if p != 0.0 and a != 0.0]


def _differences(first: Values, second: Values) -> list[float]:
    return [a - b for a, b in zip(first, second, strict=True)]


def _mean(values: Values) -> float | None:
    return fsum(values) / len(values) if values else None


def _centred(values: Values) -> list[float]:
    mean = _mean(values)
    return [] if mean is None else [v - mean for v in values]


def _squares(values: Values) -> float:
    return fsum(v * v for v in values)


def _flat(values: Values) -> bool:
    return all(v == values[0] for v in values)


def _one_less(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else 1.0 - part / whole

"""Single numbers about predictions, each by the definition of docs/metrics.md."""

from collections.abc import Sequence
from math import fsum, log, sqrt

Values = Sequence[float]
FEWEST = 3
# Probabilities this near to 0 or 1 are scored as these: a certain forecast that was wrong costs 34.5, not infinity.
SURE = 1e-15


def pearson(first: Values, second: Values) -> float | None:
    """Correlation of two columns; None below 3 rows or without dispersion."""
    if len(first) < FEWEST:
        return None
    a, b = centred(first), centred(second)
    spread = sqrt(squares(a)) * sqrt(squares(b))
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
    return sqrt(squares(centred(values)) / (len(values) - 1)) if len(values) > 1 else None


def auc(score: Values, risen: Values) -> float | None:
    """The chance that a row that rose (1) was scored above one that did not (0), ties counting half.

    Mann and Whitney 1947; None without a row of each. sklearn: `roc_auc_score`.
    """
    ups = fsum(risen)
    downs = len(risen) - ups
    if not ups or not downs:
        return None
    above = fsum(rank for rank, up in zip(ranks(score), risen, strict=True) if up)
    return (above - ups * (ups + 1) / 2) / (ups * downs)


def auc_error(ups: float, downs: float) -> float:
    """The standard error of the AUC of a forecast that knows nothing, from independent rows without ties."""
    return sqrt((ups + downs + 1) / (12 * ups * downs))


def mcc(predicted: Values, actual: Values) -> float | None:
    """Matthews correlation of predicted and actual direction, of the rows where neither change is 0.

    Matthews 1975; None where either says one direction only. sklearn: `matthews_corrcoef`.
    """
    rows = _directed(predicted, actual)
    return pearson([float(p > 0) for p, _ in rows], [float(a > 0) for _, a in rows])


def log_loss(predicted: Values, actual: Values) -> list[float]:
    """-ln of the probability that was given to what came, row by row; `predicted` is the probability of 1."""
    found: list[float] = []
    for p, a in zip(predicted, actual, strict=True):
        held = min(max(p, SURE), 1.0 - SURE)
        found.append(-log(held if a else 1.0 - held))
    return found


def _directed(predicted: Values, actual: Values) -> list[tuple[float, float]]:
    return [(p, a) for p, a in zip(predicted, actual, strict=True) if p != 0.0 and a != 0.0]


def differences(first: Values, second: Values) -> list[float]:
    """Row by row, the first less the second."""
    return [a - b for a, b in zip(first, second, strict=True)]


def mean(values: Values) -> float | None:
    """Arithmetic mean; None of nothing."""
    return fsum(values) / len(values) if values else None


def centred(values: Values) -> list[float]:
    """The values less their mean."""
    centre = mean(values)
    return [] if centre is None else [v - centre for v in values]


def squares(values: Values) -> float:
    """The sum of the squares."""
    return fsum(v * v for v in values)


def _flat(values: Values) -> bool:
    return all(v == values[0] for v in values)


def one_less(part: float | None, whole: float | None) -> float | None:
    """1 - part / whole: the skill of an error beside another one; None beside 0."""
    return None if part is None or not whole else 1.0 - part / whole

"""How much each feature matters on rows that the model has not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from tradecore.distribution import mean
from tradecore.learning.scores import squares
from tradecore.table import Column, Table

REPEATS = 5
# More rows than these are thinned evenly: what a feature is worth does not need them all.
MOST_ROWS = 4_000


@dataclass(frozen=True, slots=True)
class Importance:
    """`increase` of the mean loss when the feature's values are shuffled among the rows, as a share of the loss.

    0 or below: the model does as well without it. `spread` is the standard deviation over the shuffles.
    """

    feature: str
    increase: float
    spread: float


def importances(
    predict: Callable[[Table], Column],
    features: Table,
    losses: Callable[[Sequence[int], Column], Sequence[float]],
    seed: int,
    repeats: int = REPEATS,
    step: Callable[[int, int], None] | None = None,
) -> tuple[Importance, ...]:
    """Permutation importances (Breiman 2001; Fisher, Rudin and Dominici 2019), the largest first.

    `losses` gives each of some rows' loss from their predictions; `step` is told how many features of how many are
    done. The same seed gives the same shuffles. Empty without rows, and where the loss is 0.
    """
    rows = _thinned(len(features))
    part = features.take(rows)
    whole = mean(losses(rows, predict(part))) if rows else 0.0
    if not whole:
        return ()
    random = Random(seed)  # noqa: S311 - shuffles need no cryptography
    found: list[Importance] = []
    for done, name in enumerate(features.names):
        if step is not None:
            step(done, len(features.names))
        costs = [_shuffled(predict, part, name, random, rows, losses) / whole - 1.0 for _ in range(repeats)]
        centre = mean(costs)
        spread = sqrt(squares([cost - centre for cost in costs]) / max(len(costs) - 1, 1))
        found.append(Importance(name, centre, spread))
    return tuple(sorted(found, key=lambda each: (-each.increase, each.feature)))


def _shuffled(
    predict: Callable[[Table], Column],
    part: Table,
    name: str,
    random: Random,
    rows: Sequence[int],
    losses: Callable[[Sequence[int], Column], Sequence[float]],
) -> float:
    values = list(part[name])
    random.shuffle(values)
    return mean(losses(rows, predict(part.with_columns(**{name: values}))))


def _thinned(rows: int) -> list[int]:
    count = min(rows, MOST_ROWS)
    return [rows * k // count for k in range(count)]

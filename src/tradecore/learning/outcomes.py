"""Predictions beside what came, whatever the target."""

from collections.abc import Sequence
from typing import NamedTuple

from tradecore.distribution import require_finite
from tradecore.errors import InvalidValue
from tradecore.labels import Target
from tradecore.learning.scores import differences, log_loss


class Outcomes(NamedTuple):
    """One value a row and column, in the order of time (ns UTC, when each prediction could be known).

    `predicted`, `actual` and `naive` are in the target's unit: returns, prices, or for a direction the probability
    of a rise, 1 or 0, and the share that rises anyway. `moved` is the return that came, for every target.
    """

    target: Target
    time: Sequence[int]
    predicted: Sequence[float]
    actual: Sequence[float]
    naive: Sequence[float]
    moved: Sequence[float]

    def check(self) -> "Outcomes":
        """Itself; raises InvalidValue for a number that is not finite or a probability that is none."""
        for name in ("predicted", "actual", "naive", "moved"):
            require_finite(name, getattr(self, name))
        if self.target == "direction":
            for place, value in enumerate(self.predicted):
                if not 0.0 <= value <= 1.0:
                    raise InvalidValue(f"predicted[{place}]", value, "a probability from 0 to 1")
        return self

    def then(self, later: "Outcomes") -> "Outcomes":
        """These rows and those of a later stretch."""
        return Outcomes(
            self.target,
            [*self.time, *later.time],
            [*self.predicted, *later.predicted],
            [*self.actual, *later.actual],
            [*self.naive, *later.naive],
            [*self.moved, *later.moved],
        )

    def expected(self) -> list[float]:
        """What is predicted as a change: a return, or how far the probability of a rise is above a half."""
        if self.target == "direction":
            return [value - 0.5 for value in self.predicted]
        if self.target == "price":
            return [value / still - 1.0 for value, still in zip(self.predicted, self.naive, strict=True)]
        return list(self.predicted)

    def risen(self) -> list[float]:
        """1 where the return that came is above 0."""
        return [float(value > 0.0) for value in self.moved]

    def losses(self, predicted: Sequence[float] | None = None) -> list[float]:
        """What each row's prediction cost: its absolute error in the target's unit, or its log loss."""
        said = self.predicted if predicted is None else predicted
        if self.target == "direction":
            return log_loss(said, self.actual)
        return [abs(error) for error in differences(said, self.actual)]

    def naive_losses(self) -> list[float]:
        """What the naive forecast cost."""
        return self.losses(self.naive)

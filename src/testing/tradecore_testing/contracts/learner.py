"""What every learner does."""

import random
from abc import ABC, abstractmethod
from array import array
from collections.abc import Mapping
from math import isfinite
from typing import ClassVar

import pytest

from tradecore.errors import RequestError, TradecoreError, UntrustedModel
from tradecore.ports.learner import Learner
from tradecore.table import Table

ROWS = 120


def examples(seed: int = 7) -> tuple[Table, "array[float]"]:
    """Three random columns and a noisy linear target."""
    chance = random.Random(seed)  # noqa: S311
    columns = {name: array("d", (chance.gauss(0, 1) for _ in range(ROWS))) for name in ("a", "b", "c")}
    noise = (chance.gauss(0, 0.1) for _ in range(ROWS))
    target = array("d", (2 * a - b + e for a, b, e in zip(columns["a"], columns["b"], noise, strict=True)))
    return Table(list(range(ROWS)), columns), target


class LearnerContract(ABC):
    """Subclass and return the learner; `parameters` are any that it accepts."""

    parameters: ClassVar[Mapping[str, float | int | str | bool]] = {}

    @abstractmethod
    def learner(self) -> Learner:
        """The learner under test."""

    def test_the_same_fit_gives_the_same_bytes(self) -> None:
        """Rows, parameters and seed decide everything."""
        features, target = examples()
        first, second = (self.learner().fit(features, target, self.parameters, 3).to_bytes() for _ in range(2))
        assert first == second

    def test_it_learns_something(self) -> None:
        """On the training rows it beats their mean."""
        features, target = examples()
        predicted = self.learner().fit(features, target, self.parameters, 3).predict(features)
        mean = sum(target) / ROWS
        missed = sum((p - t) ** 2 for p, t in zip(predicted, target, strict=True))
        assert missed < sum((t - mean) ** 2 for t in target)

    def test_a_row_is_predicted_alike_in_any_batch(self) -> None:
        """Alone, in another order, among others: the same bits."""
        features, target = examples()
        model = self.learner().fit(features, target, self.parameters, 3)
        whole = [float(value) for value in model.predict(features)]
        assert all(isfinite(value) for value in whole)
        assert [float(model.predict(features.slice(i, i + 1))[0]) for i in range(0, ROWS, 17)] == whole[::17]
        backwards = features.take(range(ROWS)[::-1])
        assert [float(value) for value in model.predict(backwards)] == whole[::-1]

    def test_bytes_become_the_same_model(self) -> None:
        """To the last bit."""
        features, target = examples()
        model = self.learner().fit(features, target, self.parameters, 3)
        again = self.learner().from_bytes(model.to_bytes())
        assert list(again.predict(features)) == list(model.predict(features))

    def test_foreign_bytes_are_not_trusted(self) -> None:
        """Nor run."""
        for content in (b"", b"not a model", b"\x80\x04N."):
            with pytest.raises(UntrustedModel):
                self.learner().from_bytes(content)

    def test_unknown_parameters_are_refused(self) -> None:
        """With a request error."""
        features, target = examples()
        with pytest.raises(RequestError):
            self.learner().fit(features, target, {"no_such_parameter": 1}, 3)

    def test_missing_numbers_are_refused(self) -> None:
        """In features and in the target."""
        features, target = examples()
        holes = [float("nan"), *target[1:]]
        with pytest.raises(TradecoreError):
            self.learner().fit(features, holes, self.parameters, 3)
        with pytest.raises(TradecoreError):
            self.learner().fit(features.with_columns(a=holes), target, self.parameters, 3)

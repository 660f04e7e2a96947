"""What every learner does."""

import random
from abc import ABC, abstractmethod
from array import array
from collections.abc import Mapping
from math import isfinite
from typing import ClassVar

import pytest

from tradecore.errors import RequestError, TradecoreError, UntrustedModel
from tradecore.ports.learner import Aim, Learner, Tunable
from tradecore.table import Table

ROWS = 120


def examples(seed: int = 7, aim: Aim = "value") -> tuple[Table, "array[float]"]:
    """Three random columns and a noisy linear target, or whether that is above 0."""
    chance = random.Random(seed)  # noqa: S311
    columns = {name: array("d", (chance.gauss(0, 1) for _ in range(ROWS))) for name in ("a", "b", "c")}
    noise = (chance.gauss(0, 0.1) for _ in range(ROWS))
    target = array("d", (2 * a - b + e for a, b, e in zip(columns["a"], columns["b"], noise, strict=True)))
    if aim == "probability":
        target = array("d", (float(value > 0.0) for value in target))
    return Table(list(range(ROWS)), columns), target


class LearnerContract(ABC):
    """Subclass and return the learner; `parameters` are any that it accepts, `aim` one of its aims."""

    parameters: ClassVar[Mapping[str, float | int | str | bool]] = {}
    aim: ClassVar[Aim] = "value"

    @abstractmethod
    def learner(self) -> Learner:
        """The learner under test."""

    def test_its_aim_is_among_those_it_names(self) -> None:
        """And a probability needs both outcomes."""
        features, target = examples(aim=self.aim)
        assert self.aim in self.learner().aims
        if self.aim == "probability":
            with pytest.raises(RequestError):
                self.learner().fit(features, [1.0] * len(target), self.parameters, 3, self.aim)

    def test_what_it_tells_of_its_parameters_is_what_it_uses(self) -> None:
        """A learner that tells nothing is asked nothing."""
        learner = self.learner()
        if not isinstance(learner, Tunable):
            return
        features, target = examples(aim=self.aim)
        fitted = learner.fit(features, target, self.parameters, 3, self.aim)
        assert dict(learner.resolve(self.parameters)) == dict(fitted.parameters)
        with pytest.raises(RequestError):
            learner.resolve({"no_such_parameter": 1})

    def test_the_same_fit_gives_the_same_bytes(self) -> None:
        """Rows, parameters and seed decide everything."""
        features, target = examples(aim=self.aim)
        models = [self.learner().fit(features, target, self.parameters, 3, self.aim) for _ in range(2)]
        assert models[0].to_bytes() == models[1].to_bytes()

    def test_it_learns_something(self) -> None:
        """On the training rows it beats their mean."""
        features, target = examples(aim=self.aim)
        predicted = self.learner().fit(features, target, self.parameters, 3, self.aim).predict(features)
        mean = sum(target) / ROWS
        missed = sum((p - t) ** 2 for p, t in zip(predicted, target, strict=True))
        assert missed < sum((t - mean) ** 2 for t in target)

    def test_a_row_is_predicted_alike_in_any_batch(self) -> None:
        """Alone, in another order, among others: the same bits."""
        features, target = examples(aim=self.aim)
        model = self.learner().fit(features, target, self.parameters, 3, self.aim)
        whole = [float(value) for value in model.predict(features)]
        assert all(isfinite(value) for value in whole)
        assert [float(model.predict(features.slice(i, i + 1))[0]) for i in range(0, ROWS, 17)] == whole[::17]
        backwards = features.take(range(ROWS)[::-1])
        assert [float(value) for value in model.predict(backwards)] == whole[::-1]

    def test_bytes_become_the_same_model(self) -> None:
        """To the last bit."""
        features, target = examples(aim=self.aim)
        model = self.learner().fit(features, target, self.parameters, 3, self.aim)
        again = self.learner().from_bytes(model.to_bytes())
        assert list(again.predict(features)) == list(model.predict(features))

    def test_foreign_bytes_are_not_trusted(self) -> None:
        """Nor run."""
        for content in (b"", b"not a model", b"\x80\x04N."):
            with pytest.raises(UntrustedModel):
                self.learner().from_bytes(content)

    def test_unknown_parameters_are_refused(self) -> None:
        """With a request error."""
        features, target = examples(aim=self.aim)
        with pytest.raises(RequestError):
            self.learner().fit(features, target, {"no_such_parameter": 1}, 3, self.aim)

    def test_missing_numbers_are_refused(self) -> None:
        """In features and in the target."""
        features, target = examples(aim=self.aim)
        holes = [float("nan"), *target[1:]]
        with pytest.raises(TradecoreError):
            self.learner().fit(features, holes, self.parameters, 3, self.aim)
        with pytest.raises(TradecoreError):
            self.learner().fit(features.with_columns(a=holes), target, self.parameters, 3, self.aim)

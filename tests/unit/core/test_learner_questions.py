"""What a form asks of a learner, whoever wrote it."""

from collections.abc import Mapping
from typing import Any

from tradecore.views.forms import Question
from tradecore.views.learners import columns_offered, of_learner


class Tuned:
    """A learner that tells its parameters."""

    def resolve(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"alpha": 1.0, "max_depth": 3, "shuffled": False, "solver": "svd", **parameters}


class Silent:
    """One that tells nothing."""


class Offers:
    """A catalog with two providers."""

    def feature_set(self, name: str) -> "Offers":
        self.name = name
        return self

    def names(self) -> list[str]:
        return ["sma", "change"] if self.name == "core" else ["rsi"]


def test_each_parameter_is_asked_in_its_own_type() -> None:
    asked = of_learner(Tuned(), {"max_depth": 5, "of_another": 1})
    assert [(each.key, each.type, each.value) for each in asked] == [
        ("training.parameters.alpha", float, 1.0),
        ("training.parameters.max_depth", int, 5),
        ("training.parameters.shuffled", bool, False),
        ("training.parameters.solver", str, "svd"),
    ]
    assert asked[1] == Question("training.parameters.max_depth", "max depth", int, 5, help="Usually 3.")
    assert of_learner(Silent(), {}) == ()


def test_columns_are_named_as_one_types_them() -> None:
    offered = columns_offered(Offers(), ("core", "talib"))  # type: ignore[arg-type]
    assert offered == (("core", "change, sma"), ("talib", "talib.rsi"))

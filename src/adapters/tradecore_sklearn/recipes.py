"""The learners: parameters with their bounds, and the pipeline each becomes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from tradecore.errors import InvalidValue, UnknownKey
from tradecore.ports.learner import Aim

Given: TypeAlias = Mapping[str, float | int | str | bool]


class Parameter(NamedTuple):
    """A number with its default and bounds (both allowed), under scikit-learn's own name."""

    default: float
    low: float
    high: float
    whole: bool = True

    def accepted(self) -> str:
        """The bounds in words."""
        return f"a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"

    def check(self, key: str, value: object) -> float:
        """The value in its own type; raises InvalidValue."""
        numeric = isinstance(value, int if self.whole else (int, float)) and not isinstance(value, bool)
        if not numeric or not self.low <= value <= self.high:  # type: ignore[operator]
            raise InvalidValue(key, value, self.accepted())
        return int(value) if self.whole else float(value)  # type: ignore[call-overload]


class Variant(NamedTuple):
    """The pipeline that one aim is built as from parameters and a seed; `steps` are the exact types it consists of."""

    build: Callable[[Mapping[str, Any], int], Pipeline]
    steps: tuple[type, ...]


class Recipe(NamedTuple):
    """One kind of model: what may be set and the pipelines that are built from it.

    `block` rows are predicted at a time, padded:
    a linear model rounds a row differently in another batch, while trees look at each row by itself (0, all at once).
    """

    name: str
    parameters: Mapping[str, Parameter]
    variants: Mapping[Aim, Variant]
    block: int = 0

    def resolve(self, given: Given) -> dict[str, float]:
        """Every parameter, defaults filled in; raises UnknownKey and InvalidValue."""
        for key in given:
            if key not in self.parameters:
                raise UnknownKey(f"training.parameters.{key}", self.parameters, f"learner {self.name}")
        return {
            key: parameter.check(f"training.parameters.{key}", given.get(key, parameter.default))
            for key, parameter in self.parameters.items()
        }


def ridge(parameters: Mapping[str, Any], _: int) -> Pipeline:
    """Linear regression on scaled features, coefficients drawn towards 0."""
    return Pipeline([("scale", StandardScaler()), ("model", Ridge(solver="svd", **parameters))])


def logistic(parameters: Mapping[str, Any], _: int) -> Pipeline:
    """The chance of a rise from a weighted sum of scaled features, weights drawn towards 0."""
    # A second-order method: it ends at the same bits within a few steps, where others stop by a tolerance.
    model = LogisticRegression(solver="newton-cholesky", max_iter=500, tol=1e-8, **parameters)
    return Pipeline([("scale", StandardScaler()), ("model", model)])


def forest_of(model: type[Any]) -> Callable[[Mapping[str, Any], int], Pipeline]:
    """Mean of trees, each grown on a resampled set of rows."""

    def build(parameters: Mapping[str, Any], seed: int) -> Pipeline:
        given: dict[str, Any] = {**parameters, "max_depth": parameters["max_depth"] or None}
        return Pipeline([("model", model(random_state=seed, n_jobs=1, **given))])

    return build


def boosted(model: type[Any]) -> Callable[[Mapping[str, Any], int], Pipeline]:
    """Trees that each learn what the ones before got wrong."""

    def build(parameters: Mapping[str, Any], seed: int) -> Pipeline:
        # Early stopping would hold out random rows, whose labels overlap those it trains on.
        given: dict[str, Any] = {**parameters, "max_depth": parameters["max_depth"] or None, "early_stopping": False}
        return Pipeline([("model", model(random_state=seed, **given))])

    return build


def variant(model: type, build: Callable[[type[Any]], Callable[[Mapping[str, Any], int], Pipeline]]) -> Variant:
    """A pipeline of one step."""
    return Variant(build(model), (model,))


DEPTH = Parameter(0, 0, 64)  # 0 is no limit
LEAF = Parameter(50, 1, 1_000_000)
# Rows that a linear model predicts at a time: a call costs half a millisecond whatever its size, one row or these.
BLOCK = 256

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "ridge": Recipe(
            "ridge",
            {"alpha": Parameter(1.0, 1e-9, 1e9, whole=False)},
            {"value": Variant(ridge, (StandardScaler, Ridge))},
            block=BLOCK,
        ),
        "logistic": Recipe(
            "logistic",
            {"C": Parameter(1.0, 1e-9, 1e6, whole=False)},
            {"probability": Variant(logistic, (StandardScaler, LogisticRegression))},
            block=BLOCK,
        ),
        "random_forest": Recipe(
            "random_forest",
            {
                "n_estimators": Parameter(100, 1, 2000),
                "max_depth": DEPTH,
                "min_samples_leaf": LEAF,
                "max_features": Parameter(0.33, 0.01, 1.0, whole=False),
            },
            {
                "value": variant(RandomForestRegressor, forest_of),
                "probability": variant(RandomForestClassifier, forest_of),
            },
        ),
        "hist_gradient_boosting": Recipe(
            "hist_gradient_boosting",
            {
                "learning_rate": Parameter(0.05, 1e-4, 1.0, whole=False),
                "max_iter": Parameter(100, 1, 5000),
                "max_leaf_nodes": Parameter(15, 2, 1024),
                "max_depth": DEPTH,
                "min_samples_leaf": LEAF,
                "l2_regularization": Parameter(1.0, 0.0, 1e6, whole=False),
            },
            {
                "value": variant(HistGradientBoostingRegressor, boosted),
                "probability": variant(HistGradientBoostingClassifier, boosted),
            },
        ),
    }
)

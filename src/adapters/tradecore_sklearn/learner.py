"""Fitting and predicting with scikit-learn so that the same rows give the same bits."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from threadpoolctl import ThreadpoolController, threadpool_limits

from tradecore.errors import InvalidValue, ModelError, UntrustedModel
from tradecore.ports.learner import Aim
from tradecore.table import Column, Table
from tradecore_sklearn import persistence
from tradecore_sklearn.recipes import Given, Recipe

Numbers = NDArray[np.float64]
FEWEST = 2


class SklearnLearner:
    """One recipe as a `tradecore.ports.learner.Learner`."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe

    @property
    def aims(self) -> Collection[Aim]:
        """What its recipe has pipelines for."""
        return tuple(self._recipe.variants)

    def resolve(self, parameters: Given) -> Given:
        """Every parameter, defaults filled in."""
        return self._recipe.resolve(parameters)

    def fit(
        self, features: Table, target: Sequence[float], parameters: Given, seed: int, aim: Aim = "value"
    ) -> "SklearnModel":
        """One pipeline, fitted on one thread; see the port for what is refused."""
        resolved = self._recipe.resolve(parameters)
        if aim not in self._recipe.variants:
            raise InvalidValue(f"aim of learner {self._recipe.name}", aim, " or ".join(self._recipe.variants))
        rows, wanted = matrix(features, features.names), np.asarray(target, dtype=np.float64)
        if len(rows) < FEWEST or not np.isfinite(wanted).all():
            raise InvalidValue("training rows", f"{len(rows)} rows", f"{FEWEST} or more, every target a finite number")
        if aim == "probability" and not np.array_equal(np.unique(wanted), (0.0, 1.0)):
            found = ", ".join(f"{value:g}" for value in np.unique(wanted)[:3])
            raise InvalidValue("training target", found, "both 0 and 1, and nothing else, to learn a probability")
        with threadpool_limits(limits=1):
            pipeline = self._recipe.variants[aim].build(resolved, seed).fit(rows, wanted)
        return SklearnModel(self._recipe, features.names, resolved, pipeline)

    def from_bytes(self, content: bytes) -> "SklearnModel":
        """The model; raises UntrustedModel for anything that `to_bytes` of this learner did not write."""
        loaded: Any = persistence.loads(content)
        if not isinstance(loaded, dict) or set(loaded) != {"learner", "features", "parameters", "pipeline"}:
            raise UntrustedModel("The model file has another content than tradecore writes. It was not used.")
        pipeline, names = loaded["pipeline"], loaded["features"]
        built = tuple(type(step) for _, step in pipeline.steps) if type(pipeline) is Pipeline else ()
        known = [each.steps for each in self._recipe.variants.values()]
        if loaded["learner"] != self._recipe.name or built not in known:
            raise UntrustedModel(
                f"The model file holds a {loaded['learner']!r} and not the {self._recipe.name!r} of its record. "
                "It was not used: train the model again."
            )
        return SklearnModel(self._recipe, tuple(names), loaded["parameters"], pipeline)


class SklearnModel:
    """A fitted pipeline with the feature names it was fitted on, in order."""

    def __init__(self, recipe: Recipe, names: Sequence[str], parameters: Given, pipeline: Any) -> None:  # noqa: ANN401
        self._recipe, self._names, self._parameters, self._pipeline = recipe, tuple(names), parameters, pipeline

    @cached_property
    def _threads(self) -> ThreadpoolController:
        """The threads of the libraries that are loaded with the pipeline: to find them takes longer than to predict."""
        return ThreadpoolController()

    @property
    def parameters(self) -> Given:
        """Every parameter, defaults included."""
        return self._parameters

    def predict(self, features: Table) -> Column:
        """One float a row; a row alone equals itself in any batch, bit for bit."""
        if features.names != self._names:
            raise ModelError(
                f"The model was trained on {', '.join(self._names)} and was handed {', '.join(features.names)}."
            )
        rows = matrix(features, self._names)
        size = self._recipe.block or max(1, len(rows))
        predicted: Any = np.empty(len(rows))
        with self._threads.limit(limits=1):
            for start in range(0, len(rows), size):
                block = rows[start : start + size]
                filled = np.zeros((size, rows.shape[1]))
                filled[: len(block)] = block
                predicted[start : start + size] = self._said(filled)[: len(block)]
        return predicted

    def _said(self, rows: Numbers) -> Numbers:
        """The values of rows, or the probabilities of 1 where the pipeline tells classes apart."""
        if hasattr(self._pipeline, "predict_proba"):
            return self._pipeline.predict_proba(rows)[:, 1]
        return self._pipeline.predict(rows)

    def to_bytes(self) -> bytes:
        """A skops archive; the same fit gives the same bytes."""
        content = {
            "learner": self._recipe.name,
            "features": list(self._names),
            "parameters": dict(self._parameters),
            "pipeline": self._pipeline,
        }
        return persistence.dumps(content)


def matrix(features: Table, names: Sequence[str]) -> Numbers:
    """Rows by columns in the order of `names`; raises InvalidValue for NaN and infinity."""
    if not names:
        raise InvalidValue("features", "none", "at least one column")
    rows = np.column_stack([np.asarray(features[name], dtype=np.float64) for name in names])
    for place, name in enumerate(names):
        if not np.isfinite(rows[:, place]).all():
            raise InvalidValue(f"feature {name}", "NaN or infinity", "finite numbers; leave incomplete rows out")
    return rows

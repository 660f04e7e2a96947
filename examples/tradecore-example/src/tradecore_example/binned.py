"""Predicting the average of what came after values like this one."""

import json
from array import array
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from math import isfinite

from tradecore.errors import InvalidValue, ModelError, UnknownKey, UntrustedModel
from tradecore.ports.learner import Aim
from tradecore.table import Column, Table

Parameters = Mapping[str, float | int | str | bool]
DEFAULTS: Parameters = {"bins": 5}


class BinnedModel:
    """The averages of the bins that `edges` cut the column `name` into."""

    def __init__(self, name: str, edges: Sequence[float], averages: Sequence[float], parameters: Parameters) -> None:
        self._name, self._edges, self._averages = name, list(edges), list(averages)
        self._parameters = dict(parameters)

    @property
    def parameters(self) -> Parameters:
        """All of them, defaults included."""
        return self._parameters

    def predict(self, features: Table) -> Column:
        """The average of each row's bin."""
        if self._name not in features:
            raise ModelError(f"The model was trained on {self._name} and was handed {', '.join(features.names)}.")
        return array("d", (self._averages[bisect_right(self._edges, value)] for value in features[self._name]))

    def to_bytes(self) -> bytes:
        """JSON, with every bit of every number."""
        kept = {
            "learner": "binned_average",
            "name": self._name,
            "edges": self._edges,
            "averages": self._averages,
            "parameters": self._parameters,
        }
        return json.dumps(kept, sort_keys=True).encode()


class BinnedAverage:
    """Cuts its first feature into `bins` of as many rows each, and predicts each bin's average target."""

    @property
    def aims(self) -> Collection[Aim]:
        """An average of values is a value, one of 0 and 1 a probability."""
        return ("value", "probability")

    def fit(
        self, features: Table, target: Sequence[float], parameters: Parameters, seed: int, aim: Aim = "value"
    ) -> BinnedModel:
        """Nothing is drawn, so that the seed changes nothing."""
        del seed
        resolved = _resolved(parameters)
        if aim == "probability" and set(target) != {0.0, 1.0}:
            raise InvalidValue("training target", len(set(target)), "both 0 and 1, and nothing else")
        name = features.names[0]
        columns = [[float(value) for value in features[each]] for each in features.names]
        if not all(isfinite(value) for column in (*columns, target) for value in column):
            raise InvalidValue("training rows", "NaN or infinity", "finite numbers")
        ordered = sorted(columns[0])
        bins = min(int(resolved["bins"]), len(ordered))
        edges = [ordered[len(ordered) * k // bins] for k in range(1, bins)]
        return BinnedModel(name, edges, _averages(columns[0], target, edges), resolved)

    def from_bytes(self, content: bytes) -> BinnedModel:
        """Reads numbers and texts, and nothing that could run."""
        try:
            kept = json.loads(content)
            edges, averages = [float(v) for v in kept["edges"]], [float(v) for v in kept["averages"]]
            if kept["learner"] != "binned_average" or len(averages) != len(edges) + 1:
                raise UntrustedModel("The model file holds another kind of model. It was not used.")
            return BinnedModel(str(kept["name"]), edges, averages, kept["parameters"])
        except (ValueError, KeyError, TypeError) as error:
            raise UntrustedModel("The model file is not one of binned_average. It was not used.") from error


def _averages(column: Sequence[float], target: Sequence[float], edges: Sequence[float]) -> list[float]:
    """The mean target of each bin; that of all rows where a bin is empty."""
    sums, counts = [0.0] * (len(edges) + 1), [0] * (len(edges) + 1)
    for value, outcome in zip(column, target, strict=True):
        place = bisect_right(edges, value)
        sums[place] += outcome
        counts[place] += 1
    everywhere = sum(target) / len(target)
    return [total / count if count else everywhere for total, count in zip(sums, counts, strict=True)]


def _resolved(parameters: Parameters) -> Parameters:
    for name in parameters:
        if name not in DEFAULTS:
            raise UnknownKey(name, DEFAULTS, "parameters of learner binned_average")
    resolved = {**DEFAULTS, **parameters}
    bins = resolved["bins"]
    if type(bins) is not int or not 2 <= bins <= 100:  # noqa: PLR2004
        raise InvalidValue("bins", bins, "a whole number from 2 to 100")
    return resolved

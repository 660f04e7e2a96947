"""What the models of a walk learn from, and what they say inside and outside their stretch."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import nan

from tradecore.bars import Bars
from tradecore.contracts.settings import TrainingSettings
from tradecore.errors import DataError, InvalidValue
from tradecore.feature_table import compute_all
from tradecore.features import distinct, parse_feature
from tradecore.labels import UNIT_OF
from tradecore.ports.catalog import Catalog
from tradecore.ports.learner import Learner
from tradecore.predictions import Joined, as_inputs
from tradecore.table import Column, Table
from tradecore.usecases.bars import Loaded
from tradecore.usecases.examples import Examples, complete_rows, examples_of, learner_of
from tradecore.usecases.lesson import learn
from tradecore.usecases.search import Quiet


@dataclass(frozen=True, slots=True)
class Pupil:
    """One symbol: its bars, the features of every bar, the places of those that have them all, and the examples."""

    bars: Bars
    features: Table
    complete: Sequence[int]
    examples: Examples


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of one window: for each symbol a value for each bar of the window, NaN where nothing is said.

    Rows that were learned from are predicted out of fold, those of the test by the model, those between not at all.
    `sigmas` are of the residuals out of fold, `models` the SHA-256 of the models' files, `rows` how many were learned.
    """

    said: Sequence["array[float]"]
    sigmas: Sequence[float]
    models: Sequence[str]
    rows: int

    @property
    def model(self) -> str:
        """The model's SHA-256; of several symbols one over all."""
        return self.models[0] if len(self.models) == 1 else sha256("\n".join(self.models).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Lessons:
    """A learner with its pupils, in the order of the request."""

    learner: Learner
    training: TrainingSettings
    pupils: Sequence[Pupil]

    def learn(self, train: tuple[int, int], known: int, test: tuple[int, int]) -> Learned:
        """Fits on the bars that open in `train`, both ends instants (ns UTC), the second one excluded.

        A row whose label is not known by the instant `known` is left out. Values are given for the bars from the
        beginning of `train` to the end of `test`.
        Raises DataError with the stretch where there is too little to learn from.
        """
        found = [self._one(pupil, train, known, test) for pupil in self.pupils]
        said, sigmas, models, rows = zip(*found, strict=True)
        return Learned(said, sigmas, models, sum(rows))

    def _one(
        self, pupil: Pupil, train: tuple[int, int], known: int, test: tuple[int, int]
    ) -> tuple["array[float]", float, str, int]:
        bars, examples, training = pupil.bars, pupil.examples, self.training
        low, high = between(bars, train[0], test[1])
        rows = learnable(pupil, train, known)
        try:
            lesson = learn(self.learner, examples, rows, training, Quiet())
        except (DataError, InvalidValue) as error:
            raise too_few(bars, train, len(rows), error) from error
        predicted = (value for fold in lesson.folds for value in fold.predicted)
        said = array("d", [nan]) * (high - low)
        for k, value in zip(rows, predicted, strict=True):
            said[examples.places[k] - low] = value
        start, stop = between(bars, *test)
        asked = pupil.complete[bisect_left(pupil.complete, start) : bisect_left(pupil.complete, stop)]
        if asked:
            for place, value in zip(asked, lesson.model.predict(pupil.features.take(asked)), strict=True):
                said[place - low] = value
        return said, lesson.sigma, sha256(lesson.model.to_bytes()).hexdigest(), len(rows)

    def columns(self, place: int, said: Column, sigma: float, start: int) -> Mapping[str, Column]:
        """What a strategy may decide on of symbol `place`, whose values are said from bar `start` on."""
        bars = self.pupils[place].bars.slice(start, start + len(said))
        sigmas = array("d", [sigma]) * len(said)
        unit = UNIT_OF[self.training.target]
        nobody = array("q", [0]) * len(said)
        return as_inputs(Joined(said, sigmas, unit, self.training.horizon, nobody, len(said), 0, 0), bars)


def lessons_of(loaded: Sequence[Loaded], training: TrainingSettings, catalog: Catalog) -> Lessons:
    """Computes every feature once; raises UnknownName and InvalidValue for what does not exist or cannot be learned."""
    learner = learner_of(training, catalog)
    features = distinct(parse_feature(text) for text in training.features)
    pupils: list[Pupil] = []
    for one in loaded:
        table = one.behind(compute_all(one.history, features, catalog))
        examples = examples_of(one, features, training, catalog)
        pupils.append(Pupil(one.bars, table, complete_rows(table), examples))
    return Lessons(learner, training, pupils)


def between(bars: Bars, start: int, end: int) -> tuple[int, int]:
    """The places of the bars that open from one instant to before another."""
    return bisect_left(bars.time, start), bisect_left(bars.time, end)


def learnable(pupil: Pupil, train: tuple[int, int], known: int) -> range:
    """The examples of a stretch whose label is known by an instant."""
    first, last = between(pupil.bars, *train)
    places, label_known = pupil.examples.places, pupil.examples.label_known
    start = bisect_left(places, first)
    return range(start, max(start, min(bisect_left(places, last), bisect_left(label_known, known + 1))))


def too_few(bars: Bars, train: tuple[int, int], rows: int, why: DataError | InvalidValue) -> DataError:
    """What to say where a window has next to nothing to learn from."""
    first, last = between(bars, *train)
    return DataError(
        f"The window of {last - first:,} bars of {bars.symbol} gives {rows:,} complete rows to learn from, too "
        f"few: {why} Take longer training stretches, fewer folds (training.folds) or shorter features."
    )

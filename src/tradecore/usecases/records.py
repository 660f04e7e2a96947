"""The record that a model is kept with."""

from collections.abc import Iterable
from hashlib import sha256

from tradecore.contracts.train import ModelRecord, TrainRequest
from tradecore.instants import format_instant
from tradecore.labels import UNIT_OF
from tradecore.learning.judge import Metrics
from tradecore.steps import format_step
from tradecore.usecases.bars import Loaded
from tradecore.usecases.examples import Examples
from tradecore.usecases.lesson import Lesson
from tradecore.windows import Split


def record_of(
    request: TrainRequest,
    loaded: Loaded,
    examples: Examples,
    split: Split,
    metrics: Metrics,
    lesson: Lesson,
    content: bytes,
) -> ModelRecord:
    """The model's record; `metrics` are those of the held-out rows, `content` is the model's file."""
    training, bars, names = request.training, loaded.bars, examples.features.names
    digest = sha256(content).hexdigest()
    first, last = split.train[0], split.train[-1]
    return ModelRecord(
        name=request.model or f"{training.learner.replace('_', '-')}-{digest[:8]}",
        learner=training.learner,
        parameters=lesson.model.parameters,
        features=names,
        features_fingerprint=features_fingerprint(names),
        target=training.target,
        unit=UNIT_OF[training.target],
        horizon=training.horizon,
        step=format_step(bars.step),
        symbol=bars.symbol,
        train_start=format_instant(bars.time[examples.places[first]]),
        train_end=format_instant(examples.known[last]),
        label_end=format_instant(examples.label_known[last]),
        rows=len(split.train),
        sigma=lesson.sigma,
        seed=training.seed,
        data_sha256=loaded.fingerprint,
        sha256=digest,
        versions=request.provenance.versions,
        metrics=metrics,
        leak_check="passed" if request.check_leaks else "not run",
        held_out=len(split.validation),
        folds=training.folds,
        gap=split.purged,
        embargo=training.embargo,
        base_rate=examples.base(split.train),
    )


def features_fingerprint(names: Iterable[str]) -> str:
    """SHA-256 of the feature names in their order."""
    return sha256("\n".join(names).encode()).hexdigest()

"""Training a model: check the features, hold out the last rows, judge beside the naive forecast, keep the model."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from math import isfinite

from tradecore.bars import Bars
from tradecore.contracts.settings import TrainingSettings
from tradecore.contracts.train import ModelRecord, TrainRequest, TrainResult
from tradecore.errors import DataError, LeakFound
from tradecore.feature_table import compute_all
from tradecore.features import Feature, distinct, parse_feature
from tradecore.instants import format_instant
from tradecore.labels import labels, naive
from tradecore.leakcheck import feature_leaks, longest_warmup, sentence, start_dependence
from tradecore.learning import regression_metrics
from tradecore.ports.learner import FittedModel
from tradecore.steps import format_step
from tradecore.table import Table
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.train import train_report
from tradecore.views.training import forecast_errors, training_view
from tradecore.views.verdict import forecast
from tradecore.windows import Split, purged_split

LEAK_ROWS = 120


@dataclass(frozen=True, slots=True)
class Examples:
    """Complete rows only: features known at `known`, the outcome at `label_known` (ns UTC); `places` are their bars."""

    features: Table
    target: Sequence[float]
    naive: Sequence[float]
    known: Sequence[int]
    label_known: Sequence[int]
    places: Sequence[int]


def run(request: TrainRequest, tools: Tools) -> TrainResult:
    """Fits on the earlier part of the bars, judges on the rest and saves the model as it was fitted.

    The stored model has never seen the held-out rows: it is not fitted again on all of them, so that a
    backtest over them is out of sample. Writes validation.csv, metrics.json, record.json, training.png and
    report.html. Raises LeakFound for a feature that knows the future, DirtyData for
    bars with errors nobody accepted, DataError when too few complete rows are left, and what the names and
    values of the request raise.
    """
    training = request.training
    features = distinct(parse_feature(text) for text in training.features)
    learner = tools.catalog.learner(training.learner)
    longest_warmup(features, tools.catalog)  # a feature that does not exist is refused before anything is read
    tools.progress.step("reading bars")
    loaded = load_bars(request.bars, tools.catalog)
    warnings = check_leaks(request, loaded.bars, features, tools)
    tools.progress.step("computing features")
    examples = examples_of(loaded, features, training, tools)
    split = purged_split(examples.known, examples.label_known, training.validation, training.embargo)
    tools.progress.step(f"fitting {training.learner} on {len(split.train):,} rows")
    fitted = learner.fit(
        part(examples.features, split.train), part_of(examples.target, split.train), training.parameters, training.seed
    )
    tools.progress.step(f"judging on {len(split.validation):,} held-out rows")
    validation = validate(fitted, examples, split, loaded.bars, training)
    metrics = regression_metrics(validation["actual"], validation["prediction"], validation["naive"])
    content = fitted.to_bytes()
    record = record_of(request, loaded, examples, split, metrics, fitted.parameters, content)
    tools.models.save(record, content)
    sentences = (*told(record, validation, split, training), *warnings)
    result = TrainResult(record, metrics, sentences)
    write(request, result, validation, warnings, tools)
    return result


def check_leaks(request: TrainRequest, bars: Bars, features: Sequence[Feature], tools: Tools) -> tuple[str, ...]:
    """Warnings about features that remember where history begins; raises LeakFound for those that know the future."""
    if not request.check_leaks:
        return ("The leak check was switched off: nothing shows that the features do not know the future.",)
    tools.progress.step("looking for leaks")
    found = feature_leaks(bars, features, tools.catalog, LEAK_ROWS)
    if found:
        raise LeakFound(" ".join(map(sentence, found)) + " Nothing was trained.")
    return tuple(f"{one.column}: {one.hint}." for one in start_dependence(bars, features, tools.catalog))


def examples_of(loaded: Loaded, features: Sequence[Feature], training: TrainingSettings, tools: Tools) -> Examples:
    """Features, outcome and naive forecast of every bar that has them all; raises DataError when fewer than two do."""
    bars, table = loaded.bars, loaded.behind(compute_all(loaded.history, features, tools.catalog))
    target, still = labels(bars, training.horizon, training.target), naive(bars, training.target)
    complete = [t for t in complete_rows(table) if isfinite(target[t])]
    if len(complete) < 2:  # noqa: PLR2004
        raise DataError(
            f"{len(bars):,} bars of {bars.symbol} give {len(complete)} complete rows for {len(features)} features "
            f"and a label {training.horizon} bars ahead: take more bars, shorter windows or a shorter horizon."
        )
    available = bars["available"]
    return Examples(
        features=table.take(complete),
        target=array("d", (target[t] for t in complete)),
        naive=array("d", (still[t] for t in complete)),
        known=array("q", (available[t] for t in complete)),
        label_known=array("q", (available[t + training.horizon] for t in complete)),
        places=complete,
    )


def complete_rows(table: Table) -> list[int]:
    """Positions of the rows in which every column has a finite value."""
    columns = [array("d", table[name]) for name in table.names]
    return [t for t in range(len(table)) if all(isfinite(column[t]) for column in columns)]


def validate(fitted: FittedModel, examples: Examples, split: Split, bars: Bars, training: TrainingSettings) -> Table:
    """The held-out rows with prediction and outcome, as the schema `validation` has them."""
    held = split.validation
    rows = len(held)
    return Table(
        array("q", (bars.time[examples.places[k]] for k in held)),
        {
            "available": part_of(examples.known, held),
            "symbol": [bars.symbol] * rows,
            "prediction": array("d", fitted.predict(part(examples.features, held))),
            "actual": part_of(examples.target, held),
            "naive": part_of(examples.naive, held),
            "unit": [training.target] * rows,
            "horizon": [training.horizon] * rows,
        },
    )


def record_of(
    request: TrainRequest,
    loaded: Loaded,
    examples: Examples,
    split: Split,
    metrics: Mapping[str, float | int | None],
    parameters: Mapping[str, float | int | str | bool],
    content: bytes,
) -> ModelRecord:
    """The model's record; sigma is the standard deviation of the held-out residuals."""
    training, bars, names = request.training, loaded.bars, examples.features.names
    sigma = metrics["sigma"]
    if sigma is None:
        raise DataError("One held-out row gives no residual sigma: take more bars or a larger validation share.")
    digest = sha256(content).hexdigest()
    first, last = split.train[0], split.train[-1]
    return ModelRecord(
        name=request.model or f"{training.learner.replace('_', '-')}-{digest[:8]}",
        learner=training.learner,
        parameters=parameters,
        features=names,
        features_fingerprint=features_fingerprint(names),
        target=training.target,
        unit=training.target,
        horizon=training.horizon,
        step=format_step(bars.step),
        symbol=bars.symbol,
        train_start=format_instant(bars.time[examples.places[first]]),
        train_end=format_instant(examples.known[last]),
        label_end=format_instant(examples.label_known[last]),
        rows=len(split.train),
        sigma=sigma,
        seed=training.seed,
        data_sha256=loaded.fingerprint,
        sha256=digest,
        versions=request.provenance.versions,
        metrics=metrics,
        leak_check="passed" if request.check_leaks else "not run",
    )


def features_fingerprint(names: Iterable[str]) -> str:
    """SHA-256 of the feature names in their order."""
    return sha256("\n".join(names).encode()).hexdigest()


def told(record: ModelRecord, validation: Table, split: Split, training: TrainingSettings) -> tuple[str, ...]:
    """What to read first of a training."""
    return (
        forecast(record.name, forecast_errors(validation)),
        (
            f"Trained on {record.rows:,} rows to {record.train_end}, whose labels reach to {record.label_end}; "
            f"{split.purged} rows before the held-out part were purged "
            f"(horizon {training.horizon}, embargo {training.embargo})."
        ),
        "The stored model is the one that was judged: it was not fitted again on the held-out rows.",
    )


def write(request: TrainRequest, result: TrainResult, validation: Table, warnings: Sequence[str], tools: Tools) -> None:
    """The artifacts of a training."""
    record = result.model
    tools.progress.step("writing results")
    tools.artifacts.table("validation.csv", validation)
    tools.artifacts.record("metrics.json", {"schema": 1, "metrics": dict(result.metrics)})
    # The registry's copy names the run; here that would tell two equal runs apart.
    known = {field.name: getattr(record, field.name) for field in fields(record) if field.name != "run"}
    tools.artifacts.record("record.json", known)
    view = training_view(record.name, validation, result.sentences)
    if request.report.pictures:
        with tools.artifacts.open("training.png") as stream:
            tools.catalog.reporter("matplotlib").training(view, stream)
    if request.report.html:
        write_report(train_report(request, result, view, warnings), tools)


def part(table: Table, rows: range) -> Table:
    """The rows of a range."""
    return table.slice(rows.start, rows.stop)


def part_of(column: Sequence[float], rows: range) -> Sequence[float]:
    """The values of a range."""
    return column[rows.start : rows.stop]

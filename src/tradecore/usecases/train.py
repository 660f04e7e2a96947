"""Training a model: check the features, hold out the last rows, judge beside the naive forecast, keep the model."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import nan

from tradecore.contracts.settings import TrainingSettings
from tradecore.contracts.train import TrainRequest, TrainResult
from tradecore.features import distinct, parse_feature
from tradecore.inference.resampling import ForecastIntervals, Resampling
from tradecore.labels import UNIT_OF
from tradecore.leakcheck import longest_warmup
from tradecore.learning.bins import Bin, calibration
from tradecore.learning.importance import Importance, importances
from tradecore.learning.judge import Metrics, judge
from tradecore.learning.months import by_month
from tradecore.learning.outcomes import Outcomes
from tradecore.learning.scores import log_loss
from tradecore.table import Column, Table
from tradecore.usecases.bars import Loaded, concerns, load_bars
from tradecore.usecases.examples import Examples, examples_of, learner_of
from tradecore.usecases.learning_leaks import check_leaks
from tradecore.usecases.lesson import Lesson, learn
from tradecore.usecases.price_levels import level_warnings
from tradecore.usecases.records import record_of
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.lessons import lessons
from tradecore.views.reports.train import train_report
from tradecore.views.training import shown, training_view
from tradecore.windows import Split, purged_split

# So many draws, and fewer of rows so many that their intervals are narrow anyway.
DRAWS, FEWEST_DRAWS, DRAWN_ROWS = 1_000, 200, 50_000_000


@dataclass(frozen=True, slots=True)
class Judged:
    """The held-out rows, those out of fold and those learned from, with what each came to."""

    held: Outcomes
    metrics: Metrics
    folds: Metrics
    train: Metrics
    intervals: ForecastIntervals | None
    importances: tuple[Importance, ...]
    bins: tuple[Bin, ...]


def run(request: TrainRequest, tools: Tools) -> TrainResult:
    """Fits on the earlier part of the bars, judges on the rest and saves the model as it was fitted.

    The stored model has never seen the held-out rows: it is not fitted again on all of them, so that a
    backtest over them is out of sample. Nor does its sigma know them: it comes from training rows out of fold.
    Writes validation.csv, months.csv, metrics.json, record.json, training.png and report.html. Raises LeakFound for a
    feature that knows the future, DirtyData for bars with errors nobody accepted, DataError when too few complete rows
    are left, and what the names and values of the request raise.
    """
    training = request.training
    features = distinct(parse_feature(text) for text in training.features)
    learner = learner_of(training, tools.catalog)
    longest_warmup(features, tools.catalog)  # a feature that does not exist is refused before anything is read
    tools.progress.step("reading bars")
    loaded = load_bars(request.bars, tools.catalog)
    blind = level_warnings(training, loaded.bars, features, tools.catalog)
    warnings = (*blind, *check_leaks(request, loaded.bars, features, tools), *concerns([loaded]))
    tools.progress.step("computing features")
    examples = examples_of(loaded, features, training, tools.catalog)
    split = purged_split(examples.known, examples.label_known, training.validation, training.embargo)
    with tools.artifacts.journal("folds") as journal:
        lesson = learn(learner, examples, split.train, training, tools.progress, journal)
    judged = judge_all(lesson, examples, split, training, tools)
    content = lesson.model.to_bytes()
    record = record_of(request, loaded, examples, split, judged.metrics, lesson, content)
    found = TrainResult(
        model=record,
        metrics=judged.metrics,
        folds=judged.folds,
        train=judged.train,
        intervals=judged.intervals,
        importances=judged.importances,
        calibration=judged.bins,
    )
    result = replace(found, sentences=(*lessons(found, judged.held), *warnings))
    validation = validation_table(judged.held, loaded, examples, split, result)
    write(request, result, judged.held, validation, warnings, tools)
    # At the very end: a run that fails leaves no model whose report nobody can read.
    tools.models.save(record, content)
    return result


def judge_all(lesson: Lesson, examples: Examples, split: Split, training: TrainingSettings, tools: Tools) -> Judged:
    """Judges the model on rows it has and has not seen; the sigma of one held-out row is none."""
    tools.progress.step(f"judging on {len(split.validation):,} held-out rows")
    base, fitted = examples.base(split.train), lesson.model
    rows = examples.features.slice(split.validation.start, split.validation.stop)
    held = examples.outcomes(split.validation, fitted.predict(rows), base)
    seen = examples.features.slice(split.train.start, split.train.stop)
    learned = examples.outcomes(split.train, fitted.predict(seen), base)
    return Judged(
        held=held,
        metrics=judge(held),
        folds=lesson.metrics(),
        train=judge(learned),
        intervals=intervals_of(held, training, tools),
        importances=importances(
            fitted.predict,
            rows,
            lambda places, said: _losses(held, places, said),
            training.seed,
            step=lambda done, of: tools.progress.step("shuffling features", done, of),
        ),
        bins=calibration(*shown(held), training.horizon),
    )


def intervals_of(held: Outcomes, training: TrainingSettings, tools: Tools) -> ForecastIntervals | None:
    """Bootstrap intervals in blocks of twice the horizon and more, since labels overlap; None below two blocks."""
    rows = len(held.moved)
    block = max(2.0 * training.horizon, rows ** (1.0 / 3.0))
    if rows < 2.0 * block:
        return None
    tools.progress.step("drawing held-out rows again")
    draws = max(FEWEST_DRAWS, min(DRAWS, DRAWN_ROWS // rows))
    how = Resampling(draws, block=block, seed=training.seed)
    resampler = tools.catalog.resampler("arch")
    return resampler.forecast(held.expected(), held.moved, held.losses(), held.naive_losses(), how)


def _losses(held: Outcomes, places: Sequence[int], said: Column) -> Sequence[float]:
    actual = [held.actual[k] for k in places]
    if held.target == "direction":
        return log_loss(said, actual)
    return [abs(p - a) for p, a in zip(said, actual, strict=True)]


def write(
    request: TrainRequest,
    result: TrainResult,
    held: Outcomes,
    validation: Table,
    warnings: Sequence[str],
    tools: Tools,
) -> None:
    """The artifacts of a training."""
    record = result.model
    tools.progress.step("writing results")
    tools.artifacts.table("validation.csv", validation)
    tools.artifacts.table("months.csv", months_table(held))
    judged = {name: value for name, value in _fields(result).items() if name not in ("model", "sentences", "schema")}
    tools.artifacts.record("metrics.json", {"schema": 1, **judged})
    # The registry's copy names the run; here that would tell two equal runs apart.
    known = {name: value for name, value in _fields(record).items() if name != "run"}
    tools.artifacts.record("record.json", known)
    view = training_view(record.name, validation, result.sentences, importances=result.importances)
    if request.report.pictures:
        with tools.artifacts.open("training.png") as stream:
            tools.catalog.reporter("matplotlib").training(view, stream)
    if request.report.html:
        write_report(train_report(request, result, view, warnings), tools)


def validation_table(held: Outcomes, loaded: Loaded, examples: Examples, split: Split, result: TrainResult) -> Table:
    """The held-out rows with prediction and outcome, as the schema `validation` has them."""
    bars, rows = loaded.bars, len(split.validation)
    return Table(
        array("q", (bars.time[examples.places[k]] for k in split.validation)),
        {
            "available": array("q", held.time),
            "symbol": [bars.symbol] * rows,
            "prediction": held.predicted,
            "actual": held.actual,
            "naive": held.naive,
            "moved": held.moved,
            "unit": [UNIT_OF[held.target]] * rows,
            "horizon": [result.model.horizon] * rows,
        },
    )


def months_table(held: Outcomes) -> Table:
    """The months of the held-out rows, as the schema `months` has them."""
    months = by_month(held)
    return Table(
        array("q", (each.start for each in months)),
        {
            "rows": [each.rows for each in months],
            **{
                name: array("d", (nan if getattr(each, name) is None else getattr(each, name) for each in months))
                for name in ("ic", "rank_ic", "hit_rate")
            },
        },
    )


def _fields(contract: object) -> Mapping[str, object]:
    return {field.name: getattr(contract, field.name) for field in fields(contract)}  # type: ignore[arg-type]

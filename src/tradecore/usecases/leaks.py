"""Looking for columns, labels, models and decisions that know the future."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.leaks import Leak, LeaksRequest, LeaksResult
from tradecore.errors import InvalidValue
from tradecore.features import Feature, distinct, parse_feature
from tradecore.leakcheck import feature_leaks, longest_warmup, start_dependence
from tradecore.parameters import build
from tradecore.predictions import Joined, as_inputs
from tradecore.table import Column
from tradecore.usecases.bars import Loaded, concerns, load_bars
from tradecore.usecases.decision_leaks import Fed, computed, decision_leaks, laid
from tradecore.usecases.learning_leaks import (
    label_leaks,
    label_name,
    pipeline_leaks,
    prediction_leaks,
    predictions,
)
from tradecore.usecases.predicting import Opened, check_step, open_model, standing_of
from tradecore.usecases.prediction_leaks import file_leaks, joined_files
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.leaks import leaks_report


@dataclass(slots=True)
class Findings:
    """What has been checked so far, and what came of it."""

    checked: list[str] = field(default_factory=list[str])
    leaks: list[Leak] = field(default_factory=list[Leak])
    remarks: list[str] = field(default_factory=list[str])

    def add(self, checked: Sequence[str], found: Sequence[Leak], remarks: Sequence[str] = ()) -> None:
        """Notes what one part of the check came to."""
        self.checked += checked
        self.leaks += found
        self.remarks += remarks


def run(request: LeaksRequest, tools: Tools) -> LeaksResult:
    """Checks what the request names; a leak is a result, not an error.

    Decisions that need a file which the request does not name are passed over; then a sentence says so.
    Writes leaks.json and report.html. Raises UnknownName for what does not exist, before anything is read, and
    what loading bars, files and models raises.
    """
    catalog = tools.catalog
    strategy = build(catalog.strategy(request.strategy), request.parameters) if request.strategy else None
    stored = open_model(request.model, request.model_sha256, tools) if request.model else None
    learning = not (request.features or strategy or stored or request.predictions)
    features = features_in(request, strategy, stored, learning=learning)
    longest_warmup(features, catalog)
    tools.progress.step("reading bars")
    loaded = load_bars(request.bars, catalog)
    bars, rows, found = loaded.bars, request.rows, Findings()
    tools.progress.step("cutting and altering the future")
    found.add([*map(str, features)], feature_leaks(bars, features, catalog, rows))
    if learning:
        check_learning(request, bars, features, found, tools)
    if stored is not None:
        check_step(stored.record, bars)
        tools.progress.step(f"predicting again with {request.model}")
        leaks = prediction_leaks(bars, stored.features, stored.model, catalog, rows, f"{request.model} predictions")
        found.add([f"{request.model} predictions"], leaks, standing_of(request.model, tools))
    given = check_files(request, loaded, found, tools)
    if strategy is not None:
        check_strategy(request, strategy, bars, fed_by(given, stored, bars, tools), found, tools)
    tools.progress.step("shortening the history")
    remembering = start_dependence(bars, features, catalog)
    words = (*sentences(found, remembering, min(rows, len(bars))), *concerns([loaded]))
    result = LeaksResult(tuple(found.checked), tuple(found.leaks), remembering, words)
    tools.artifacts.record("leaks.json", result)
    if request.report.html:
        write_report(leaks_report(request, result, bars.symbol), tools)
    return result


def features_in(
    request: LeaksRequest,
    strategy: Any,  # noqa: ANN401
    stored: Opened | None,
    *,
    learning: bool,
) -> tuple[Feature, ...]:
    """Every column that is computed from bars, once."""
    named = map(parse_feature, (*request.features, *(request.training.features if learning else ())))
    decided = computed(strategy.features()) if strategy is not None else ()
    return distinct([*named, *decided, *(stored.features if stored else ())])


def check_learning(
    request: LeaksRequest, bars: Bars, features: Sequence[Feature], found: Findings, tools: Tools
) -> None:
    """What a training would use beside the features."""
    training = request.training
    tools.progress.step("looking beyond the label's horizon")
    found.add([label_name(training)], label_leaks(bars, training, request.rows))
    tools.progress.step(f"fitting {training.learner} again")
    pipeline = pipeline_leaks(bars, features, training, tools.catalog, request.rows)
    checked = [] if pipeline.remarks else [f"{training.learner} fit", f"{training.learner} predictions"]
    found.add(checked, pipeline.leaks, pipeline.remarks)


def check_files(request: LeaksRequest, loaded: Loaded, found: Findings, tools: Tools) -> Mapping[str, Column]:
    """What can be told of the request's files; returns the columns that a strategy may decide on."""
    if request.predictions is None and request.signals is None:
        return {}
    tools.progress.step("reading predictions and signals")
    predicted, signalled = joined_files(request, loaded.bars, tools)
    if predicted is not None:
        name = predicted.path
        found.add([name], file_leaks(predicted, loaded, tools), [f"{name}: {each}" for each in predicted.warnings])
    columns = dict(as_inputs(predicted, loaded.bars)) if predicted is not None and request.strategy else {}
    return {**columns, **({"signal": signalled.values} if signalled is not None else {})}


def fed_by(given: Mapping[str, Column], stored: Opened | None, bars: Bars, tools: Tools) -> Fed | None:
    """The columns that decisions are fed with: from the files, else from the model; None without either."""
    if given:
        return laid(bars, given)
    if stored is None:
        return None
    record = stored.record

    def predicted(part: Bars) -> Mapping[str, Column]:
        values = predictions(part, stored.features, stored.model, tools.catalog)
        nothing, sigma = [0] * len(part), [record.sigma] * len(part)
        joined = Joined(values, sigma, record.unit, record.horizon, nothing, len(part), 0, 0, record.name)
        return as_inputs(joined, part)

    return predicted


def check_strategy(
    request: LeaksRequest,
    strategy: Any,  # noqa: ANN401
    bars: Bars,
    fed: Fed | None,
    found: Findings,
    tools: Tools,
) -> None:
    """The decisions, as far as they can be made."""
    name = request.strategy
    if fed is None and len(computed(strategy.features())) < len(strategy.features()):
        found.remarks.append(
            f"The decisions of {name} come from a file of predictions or signals: name it, or the model, to try them."
        )
        return
    tools.progress.step(f"deciding again as {name}")
    try:
        decided = decision_leaks(bars, name, strategy, tools.catalog, request.rows, fed or (lambda _: {}))
    except InvalidValue as error:
        found.remarks.append(f"The decisions of {name} were not tried: {error}")
        return
    found.add([name], decided.leaks, decided.remarks)


def sentences(found: Findings, remembering: Sequence[Leak], rows: int) -> tuple[str, ...]:
    """What to read first of a check; the leaks themselves stand beside it."""
    count = len({leak.column for leak in found.leaks})
    of = f"of {len(found.checked)} checked"
    none = f"{found.checked[0]} does not know" if len(found.checked) == 1 else f"None {of} knows"
    clean = f"{none} the future: cut off at each of {rows:,} bars, or replaced, it changed nothing before."
    verdict = f"{count} {of} know{'s' if count == 1 else ''} the future." if found.leaks else clean
    return (verdict, *found.remarks, *(f"{one.column}: {one.hint}." for one in remembering))

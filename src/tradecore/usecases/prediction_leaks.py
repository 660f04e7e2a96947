"""What can be told of a file of predictions: whether it says what its model says, on bars the model has not seen."""

from tradecore.bars import Bars
from tradecore.contracts.leaks import Leak, LeaksRequest
from tradecore.instants import format_instant
from tradecore.ports.catalog import Catalog
from tradecore.predictions import Joined, join
from tradecore.usecases.bars import Loaded
from tradecore.usecases.learning_leaks import predictions
from tradecore.usecases.predicting import open_model
from tradecore.usecases.tools import Tools

SEEN, OTHER = "seen in training", "not what its model says"


def joined_files(request: LeaksRequest, bars: Bars, tools: Tools) -> tuple[Joined | None, Joined | None]:
    """The request's predictions and signals laid over the bars; raises what reading and joining them raises."""
    return (
        _joined(request, bars, tools.catalog, "prediction"),
        _joined(request, bars, tools.catalog, "signal"),
    )


def _joined(request: LeaksRequest, bars: Bars, catalog: Catalog, value: str) -> Joined | None:
    spec = request.predictions if value == "prediction" else request.signals
    if spec is None:
        return None
    raw = catalog.prediction_source("csv").read(spec)
    return join(bars, raw.table, spec, raw.manifest, value=value)


def file_leaks(joined: Joined, loaded: Loaded, tools: Tools) -> tuple[Leak, ...]:
    """Rows on bars that the model was trained on, and rows that the stored model does not give.

    A file of another tool is only judged by what its columns say; whether it stands at the right bars is estimated
    where it is joined.
    """
    found: list[Leak] = []
    bars = loaded.bars
    seen = [place for place, flag in enumerate(joined.in_sample) if flag]
    if seen:
        hint = f"{len(seen):,} of its bars lie inside the interval that its model was trained on: leave them out"
        found.append(Leak(joined.path, format_instant(bars.time[seen[0]]), SEEN, hint))
    if joined.own and joined.model in tools.models.names():
        opened = open_model(joined.model, "", tools)
        said = predictions(loaded.history, opened.features, opened.model, tools.catalog)[-len(bars) :]
        wrong = [t for t, (a, b) in enumerate(zip(joined.values, said, strict=True)) if a == a and a != b]
        if wrong:
            hint = f"{joined.model} predicts something else for {len(wrong):,} of its bars: predict again"
            found.append(Leak(joined.path, format_instant(bars.time[wrong[0]]), OTHER, hint))
    return tuple(found)

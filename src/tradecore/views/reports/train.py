"""The report of a training."""

from collections.abc import Sequence

from tradecore.contracts.train import ModelRecord, TrainRequest, TrainResult
from tradecore.labels import Target
from tradecore.views.charts import Cell, Chart, Grid, Layer, Line, Points, Strokes, Tone, thinned
from tradecore.views.meanings import written
from tradecore.views.report import Report, Tile, beside, report_of
from tradecore.views.settings import shown
from tradecore.views.text import NOTHING, day, percent, signed_percent
from tradecore.views.training import Bin, TrainingView

# More points than this are a cloud of one colour.
MOST_POINTS = 1500


def train_report(request: TrainRequest, result: TrainResult, view: TrainingView, warnings: Sequence[str]) -> Report:
    """Whether the model beats what knows nothing, how well it is calibrated, and what it was made of."""
    record, direction = result.model, view.target == "direction"
    charts = [errors_chart(view), calibration_chart(view.bins, view.horizon, view.target)]
    if not direction:
        charts.append(rows_chart(view))
    columns = {"held-out rows": result.metrics, "training rows, out of fold": result.folds, "as learned": result.train}
    valued = {name for numbers in columns.values() for name, value in numbers.items() if value is not None}
    shorter = {head: {k: v for k, v in numbers.items() if k in valued} for head, numbers in columns.items() if numbers}
    if len(view.months) > 1:
        charts.append(months_chart(view))
    return report_of(
        "train",
        view.title,
        request,
        result.sentences,
        warnings,
        tiles(result),
        (*charts, features_grid(result), months_grid(view), model_grid(record)),
        beside(shorter, record.unit),
    )


def tiles(result: TrainResult) -> tuple[Tile, ...]:
    """The numbers to see first."""
    record, metrics, spans = result.model, result.metrics, result.intervals
    direction = record.target == "direction"
    name = "log_loss_skill" if direction else "skill"
    skill, majority, area = metrics[name], metrics["majority"], spans.auc if spans else None
    between = f"95%: {area.low:.3f} to {area.high:.3f}; a coin has 0.5" if area else "a coin has 0.5"
    return (
        Tile(
            "skill", signed_percent(skill), "0 is useless", Tone.GOOD if skill is not None and skill > 0 else Tone.BAD
        ),
        Tile("AUC", written("auc", metrics["auc"]), between),
        Tile("rank IC", written("rank_ic", metrics["rank_ic"]), "0 is useless"),
        Tile("hit rate", percent(metrics["hit_rate"]), f"{percent(majority)} to beat" if majority is not None else ""),
        Tile(
            "residual sigma", written("sigma", record.sigma, record.unit), f"{record.horizon} bars ahead, out of fold"
        ),
        Tile("leak check", record.leak_check, "", None if record.leak_check == "passed" else Tone.BAD),
    )


def errors_chart(view: TrainingView) -> Chart:
    """The mean errors so far, of the model and of what knows nothing."""
    direction = view.target == "direction"
    other = "share of rises in training" if direction else "no change"
    layers = (
        (
            Line(other, *thinned(view.time, view.naive_error), Tone.SECOND),
            Line("model", *thinned(view.time, view.model_error), Tone.FIRST),
        )
        if view.model_error
        else ()
    )
    what = "" if direction else "As returns, over"
    caption = f"{what or 'Over'} the held-out rows up to each day. The model is of use where its line is the lower one."
    title, unit = ("Log loss so far", "number") if direction else ("Mean absolute error so far", "percent")
    return Chart(title, layers, y=unit, caption=caption, zone=view.zone, floor=0.0)


def calibration_chart(bins: Sequence[Bin], horizon: int, target: Target = "return") -> Chart:
    """What came, by what was predicted, with the line that a perfect forecast would be on."""
    x, y = [each.predicted for each in bins], [each.actual for each in bins]
    reach = [2 * (each.error or 0.0) for each in bins]
    layers = (
        (_perfect(x), Points(f"{len(bins)} groups of equal size, two standard errors", x, y, reach=reach))
        if bins
        else ()
    )
    if target == "direction":
        caption = f"Share that rose over {horizon} bars, by mean predicted probability. Bars that cross one height everywhere say that nothing is known."  # noqa: E501
        return Chart("Calibration", layers, "percent", "percent", "said", "rose", caption)
    caption = f"Mean return that came over {horizon} bars, by mean predicted return. Bars that cross 0 everywhere say that nothing is known."  # noqa: E501
    return Chart("Calibration", layers, "percent", "percent", "predicted", "actual", caption)


def rows_chart(view: TrainingView) -> Chart:
    """Each held-out row, or one in some."""
    step = -(-len(view.predicted) // MOST_POINTS) or 1
    x, y = view.predicted[::step], view.actual[::step]
    name = f"rows, one in {step}" if step > 1 else "rows"
    layers = (_perfect(x), Points(name, x, y)) if x else ()
    return Chart("Each held-out row", layers, "percent", "percent", "predicted", "actual")


def features_grid(result: TrainResult) -> Grid:
    """What each feature is worth on the held-out rows; coloured where that is beyond the spread of the shuffles."""
    rows = tuple(
        (
            each.feature,
            Cell(signed_percent(each.increase, 2), Tone.GOOD if each.increase > 2.0 * each.spread else None, 0.5),
            percent(each.spread, 2),
        )
        for each in result.importances
    )
    return Grid("Growth of the error when a feature is shuffled", ("feature", "growth", "spread"), rows)


def months_chart(view: TrainingView) -> Chart:
    """The rank IC of each month that has one, up or down from 0."""
    layers: list[Layer] = []
    for name, tone, wanted in (("above 0", Tone.FIRST, True), ("0 or below", Tone.SECOND, False)):
        rows = [(each.start, each.rank_ic) for each in view.months if each.rank_ic is not None]
        chosen = [(start, value) for start, value in rows if (value > 0.0) is wanted]
        if chosen:
            x, y = [start for start, _ in chosen], [value for _, value in chosen]
            layers += [Strokes(name, x, [0.0] * len(x), x, y, tone), Points("", x, y, tone)]
    caption = "A model that knows something puts rows in order in most months, not in one."
    return Chart("Rank IC by month", tuple(layers), caption=caption, low=True, floor=0.0)


def months_grid(view: TrainingView) -> Grid:
    """How the held-out rows did month by month."""
    rows = tuple(
        (
            day(each.start)[:7],
            f"{each.rows:,}",
            written("ic", each.ic),
            written("rank_ic", each.rank_ic),
            percent(each.hit_rate),
        )
        for each in view.months
    )
    return Grid("Held-out rows by month", ("month", "rows", "IC", "rank IC", "hit rate"), rows)


def _perfect(x: Sequence[float]) -> Line:
    ends = (min(x), max(x))
    return Line("a perfect forecast", ends, ends, Tone.QUIET, dashed=True)


def model_grid(record: ModelRecord) -> Grid:
    """What the registry knows of the model."""
    parameters = ", ".join(f"{name} {shown(value)}" for name, value in sorted(record.parameters.items()))
    rows = (
        ("learner", record.learner),
        ("parameters", parameters or NOTHING),
        ("features", ", ".join(record.features)),
        ("target", f"{record.target}, {record.horizon} bars of {record.step} ahead"),
        ("trained on", f"{record.rows:,} rows of {record.symbol}, {record.train_start} to {record.train_end}"),
        ("labels reach to", record.label_end),
        ("held out", f"{record.held_out:,} rows"),
        ("gap", f"{record.gap} rows purged before them, for horizon {record.horizon} and embargo {record.embargo}"),
        ("sigma", f"{record.sigma:.4g} {record.unit}, from {record.folds} purged folds of the training rows"),
        ("leak check", record.leak_check),
        ("data", f"SHA-256 {record.data_sha256}"),
        ("versions", ", ".join(f"{name} {version}" for name, version in sorted(record.versions.items())) or NOTHING),
        ("seed", str(record.seed)),
        ("SHA-256 of its file", record.sha256),
    )
    return Grid(f"Model {record.name}", ("", ""), rows, left=2)

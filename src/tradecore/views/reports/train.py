"""The report of a training."""

from collections.abc import Sequence

from tradecore.contracts.train import ModelRecord, TrainRequest, TrainResult
from tradecore.views.charts import Chart, Grid, Line, Points, Tone, thinned
from tradecore.views.meanings import written
from tradecore.views.report import Numbers, Report, Tile, beside, report_of
from tradecore.views.settings import shown
from tradecore.views.text import NOTHING, percent, signed_percent
from tradecore.views.training import Bin, TrainingView

# More points than this are a cloud of one colour.
MOST_POINTS = 1500


def train_report(request: TrainRequest, result: TrainResult, view: TrainingView, warnings: Sequence[str]) -> Report:
    """Whether the model beats forecasting no change, how well it is calibrated, and what it was made of."""
    record = result.model
    return report_of(
        "train",
        view.title,
        request,
        result.sentences,
        warnings,
        tiles(result.metrics, record),
        (errors_chart(view), calibration_chart(view.bins, view.horizon), rows_chart(view), model_grid(record)),
        beside({"held-out rows": result.metrics}, record.unit),
    )


def tiles(metrics: Numbers, record: ModelRecord) -> tuple[Tile, ...]:
    """The numbers to see first."""
    skill = metrics["skill"]
    good = skill is not None and skill > 0
    majority = metrics["majority"]
    return (
        Tile("skill", signed_percent(skill), "0 is useless", Tone.GOOD if good else Tone.BAD),
        Tile("information coefficient", written("ic", metrics["ic"]), "0 is useless"),
        Tile("hit rate", percent(metrics["hit_rate"]), f"{percent(majority)} to beat" if majority is not None else ""),
        Tile("residual sigma", written("sigma", record.sigma, record.unit), f"{record.horizon} bars ahead"),
        Tile("leak check", record.leak_check, "", None if record.leak_check == "passed" else Tone.BAD),
    )


def errors_chart(view: TrainingView) -> Chart:
    """The mean absolute errors so far, of the model and of forecasting no change."""
    layers = (
        (
            Line("no change", *thinned(view.time, view.naive_error), Tone.SECOND),
            Line("model", *thinned(view.time, view.model_error), Tone.FIRST),
        )
        if view.model_error
        else ()
    )
    caption = "As returns, over the held-out rows up to each day. The model is of use where its line is the lower one."
    return Chart("Mean absolute error so far", layers, y="percent", caption=caption, zone=view.zone, floor=0.0)


def calibration_chart(bins: Sequence[Bin], horizon: int) -> Chart:
    """What came, by what was predicted, with the line that a perfect forecast would be on."""
    x, y = [each.predicted for each in bins], [each.actual for each in bins]
    reach = [2 * (each.error or 0.0) for each in bins]
    layers = (
        (_perfect(x), Points(f"{len(bins)} groups of equal size, two standard errors", x, y, reach=reach))
        if bins
        else ()
    )
    caption = f"Mean return that came over {horizon} bars, by mean predicted return. Bars that cross 0 everywhere say that nothing is known."  # noqa: E501
    return Chart("Calibration", layers, "percent", "percent", "predicted", "actual", caption)


def rows_chart(view: TrainingView) -> Chart:
    """Each held-out row, or one in some."""
    step = -(-len(view.predicted) // MOST_POINTS) or 1
    x, y = view.predicted[::step], view.actual[::step]
    name = f"rows, one in {step}" if step > 1 else "rows"
    layers = (_perfect(x), Points(name, x, y)) if x else ()
    return Chart("Each held-out row", layers, "percent", "percent", "predicted", "actual")


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
        ("seed", str(record.seed)),
        ("SHA-256 of its file", record.sha256),
    )
    return Grid(f"Model {record.name}", ("", ""), rows, left=2)

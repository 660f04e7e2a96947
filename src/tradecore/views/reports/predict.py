"""The report of predictions."""

from tradecore.contracts.predict import PredictRequest, PredictResult
from tradecore.contracts.train import ModelRecord
from tradecore.learning.outcomes import Outcomes
from tradecore.table import Table
from tradecore.views.charts import Chart, Line, Points, Tone, thinned
from tradecore.views.meanings import written
from tradecore.views.report import Report, Tile, beside, report_of
from tradecore.views.reports.train import calibration_chart
from tradecore.views.text import day, percent, signed_percent
from tradecore.views.training import calibration
from tradecore.views.training import shown as displayed


def predict_report(
    request: PredictRequest, result: PredictResult, record: ModelRecord, predictions: Table, known: Outcomes
) -> Report:
    """What was predicted and, where the outcome is known, how well.

    `predictions` has the columns of its schema; `known` holds the rows whose outcome has come.
    """
    metrics = result.metrics
    skill = metrics["log_loss_skill" if known.target == "direction" else "skill"]
    symbol = predictions["symbol"][0]
    tiles = (
        Tile("rows", f"{result.rows:,}", f"{len(known.moved):,} with a known outcome"),
        Tile("skill", signed_percent(skill), "0 is useless", _tone(skill)),
        Tile("information coefficient", written("ic", metrics["ic"]), "0 is useless"),
        Tile("hit rate", percent(metrics["hit_rate"]), f"{percent(metrics['majority'])} to beat"),
    )
    title = f"{result.model} on {symbol}, {day(predictions.time[0])} to {day(predictions['available'][-1])}"
    inside = [each for each in result.sentences if each.startswith("IN SAMPLE")]
    charts = (
        predictions_chart(predictions, record),
        calibration_chart(calibration(*displayed(known), record.horizon), record.horizon, known.target),
    )
    numbers = beside({"unseen rows": metrics}, record.unit)
    return report_of("predict", title, request, result.sentences, inside, tiles, charts, numbers)


def _tone(skill: float | None) -> Tone | None:
    return None if skill is None else Tone.GOOD if skill > 0 else Tone.BAD


def predictions_chart(predictions: Table, record: ModelRecord) -> Chart:
    """The predictions over time; rows that the model was trained on are marked."""
    marked = [place for place, flag in enumerate(predictions["in_sample"]) if flag]
    line = Line("prediction", *thinned(predictions["available"], predictions["prediction"]))
    inside = Points(
        "in sample",
        *thinned([predictions["available"][k] for k in marked], [predictions["prediction"][k] for k in marked]),
        Tone.BAD,
    )
    unit = "money" if record.unit == "price" else "percent"
    what = {"probability": "probability of a rise"}.get(record.unit, record.unit)
    caption = f"Predicted {what} {record.horizon} bars ahead. One sigma of the model's errors is {written('sigma', record.sigma, record.unit)}: what is well within it is noise."  # noqa: E501
    return Chart("Predictions", (line, inside) if marked else (line,), y=unit, caption=caption)

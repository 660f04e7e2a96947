"""The report of a promotion."""

from tradecore.contracts.promote import PromoteRequest, PromoteResult
from tradecore.contracts.train import ModelRecord
from tradecore.views.charts import Cell, Grid, Tone
from tradecore.views.report import Report, Tile, beside, report_of
from tradecore.views.reports.train import model_grid


def promote_report(request: PromoteRequest, result: PromoteResult, record: ModelRecord) -> Report:
    """Each demand of the gate with what was found, and the model that was held to it."""
    passed = sum(check.passed for check in result.checks)
    verdict = "by override" if result.overridden else "yes" if result.promoted else "no"
    tone = Tone.GOOD if result.promoted and not result.overridden else Tone.BAD
    tiles = (
        Tile("promoted", verdict, "", tone),
        Tile("checks passed", str(passed), f"of {len(result.checks)}"),
    )
    passes, fails = Cell("passes", Tone.GOOD, 0.0), Cell("fails", Tone.BAD, 0.0)
    rows = tuple((one.name, passes if one.passed else fails, one.found, one.hint) for one in result.checks)
    head = ("check", "verdict", "found", "what to do")
    caption = "A model is traded only when it passes every check, or when somebody says why it may all the same."
    return report_of(
        "promote",
        f"Promotion of {result.model}",
        request,
        result.sentences,
        tiles=tiles,
        blocks=(Grid("The gate", head, rows, caption, left=4), model_grid(record)),
        metrics=beside({"held-out rows": {k: v for k, v in record.metrics.items() if v is not None}}, record.unit),
    )

"""Predictions as text."""

from tradecore.contracts.predict import PredictResult
from tradecore.views.text import moment
from tradecore_cli.text import prose


def lines(result: PredictResult) -> list[str]:
    """How many rows were predicted and how well."""
    head = f"{result.model}: {result.rows:,} bars predicted, {moment(result.start)} to {moment(result.end)} UTC."
    return [prose(head), *map(prose, result.sentences)]

"""A check or a resampling as text."""

from tradecore.contracts.data import DataResult
from tradecore_cli.render.counts import counted
from tradecore_cli.text import moment


def lines(result: DataResult) -> list[str]:
    """What the file holds and what is wrong with it."""
    head = f"{result.symbol}: {result.rows:,} bars of {result.step}, {moment(result.start)} to {moment(result.end)} UTC."
    return [head, *result.sentences, counted("Findings", result.findings) or "No findings."]

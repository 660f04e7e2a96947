"""A check or a resampling as text."""

from tradecore.contracts.data import DataResult
from tradecore_cli.text import prose


def lines(result: DataResult) -> list[str]:
    """What the file holds and what is wrong with it."""
    return [prose(line) for line in result.sentences]

"""A check or a resampling as text."""

from tradecore.contracts.data import DataResult


def lines(result: DataResult) -> list[str]:
    """What the file holds and what is wrong with it."""
    return list(result.sentences)

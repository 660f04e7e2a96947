"""An import or an update as text."""

from tradecore.contracts.sets import SetResult
from tradecore_cli.text import prose


def lines(result: SetResult) -> list[str]:
    """What the set holds, what came in, what is to be said of it, and how to use it."""
    use = f"Use it by its name: tradecore backtest {result.name} --strategy sma_cross"
    return [*(prose(line) for line in result.sentences), use]

"""A backtest as text."""

from tradecore.contracts.backtest import BacktestResult
from tradecore_cli.render.counts import counted
from tradecore_cli.render.metrics import beside


def lines(result: BacktestResult) -> list[str]:
    """Sentences, metrics beside buy and hold, and what stopped decisions and orders."""
    columns = {result.strategy: result.metrics}
    if result.benchmark:
        columns["buy and hold"] = result.benchmark
    marked = ["IN SAMPLE: the model was trained on these bars; the numbers prove nothing."] if result.in_sample else []
    return [
        *marked,
        *result.sentences,
        "",
        beside(columns),
        "",
        counted("Decisions", result.why),
        counted("Orders not filled", result.rejected),
    ]

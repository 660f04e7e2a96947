"""A backtest as text."""

from tradecore.contracts.backtest import BacktestResult
from tradecore.views.text import moment
from tradecore_cli.render.counts import counted
from tradecore_cli.render.metrics import beside
from tradecore_cli.text import prose


def lines(result: BacktestResult) -> list[str]:
    """Sentences, metrics beside buy and hold, and what the decisions were."""
    columns = {result.strategy: result.metrics}
    if result.benchmark:
        columns["buy and hold"] = result.benchmark
    span = f"{result.bars:,} bars, {moment(result.start)} to {moment(result.end)} UTC."
    decisions = prose(counted("Decisions", result.why)) if result.metrics.get("trades") else ""
    return [*map(prose, result.sentences), "", span, beside(columns), decisions]

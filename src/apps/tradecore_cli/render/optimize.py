"""An optimisation as text."""

from collections.abc import Sequence

from tradecore.contracts.optimize import Leader, OptimizeResult
from tradecore.views.heat import written
from tradecore.views.text import label, moment
from tradecore_cli.render.metrics import beside, cell
from tradecore_cli.text import aligned, prose

SHOWN = 5
COLUMNS = ("total_return", "max_drawdown", "trades", "profit_factor")


def lines(result: OptimizeResult) -> list[str]:
    """Sentences, the best sets, and the best one beside holding."""
    span = f"{result.bars:,} bars, {moment(result.start)} to {moment(result.end)} UTC."
    told = [*map(prose, result.sentences), "", span]
    if not result.leaders:
        return told
    columns = {"best set": result.metrics}
    if result.benchmark:
        columns["buy and hold"] = result.benchmark
    return [*told, table(result.leaders[:SHOWN], result.axes, result.by), "", beside(columns), "", again(result)]


def table(leaders: Sequence[Leader], names: Sequence[str], by: str) -> str:
    """The best sets, a line each: what was varied, the objective, and what else a trader asks for."""
    metrics = [by, *(name for name in COLUMNS if name != by)]
    head = ("", *names, *map(label, metrics))
    body = [
        (
            f"{place}.",
            *(written(each.parameters[name]) for name in names),
            *(cell(name, each.metrics.get(name)) for name in metrics),
        )
        for place, each in enumerate(leaders, 1)
    ]
    return aligned([head, *body])


def again(result: OptimizeResult) -> str:
    """How to look at the best set by itself."""
    ordered = {name: result.best[name] for name in (*result.axes, *result.best)}
    options = " ".join(f"--set {name}={written(value)}" for name, value in ordered.items())
    return f"By itself: tradecore backtest FILE --strategy {result.strategy} {options}"

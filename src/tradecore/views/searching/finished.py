"""A search whose run is over, from its result and its table of trials, without running anything again."""

from collections.abc import Sequence

from tradecore.contracts.optimize import OptimizeRequest, OptimizeResult
from tradecore.space import Sets
from tradecore.table import Table
from tradecore.tried import Tried
from tradecore.views.optimize import OptimizeView
from tradecore.views.search import Searched, optimize_view


def finished(result: OptimizeResult, tried: Tried) -> Searched:
    """The search as it stood when it was judged."""
    return Searched(
        strategy=result.strategy,
        sets=Sets(tried.strategies, result.combinations, result.refused),
        landscape=tried.landscape(),
        trials=tried.trials,
        facts=result.inference,
        own=result.metrics or None,
        held=result.benchmark or None,
        in_sample=result.in_sample,
    )


def finished_view(
    request: OptimizeRequest, result: OptimizeResult, found: Searched, equity: Table | None, symbols: Sequence[str]
) -> OptimizeView:
    """Its view, with the axes that the request named as far as sets differ in them."""
    axes = {axis.name for axis in found.landscape.space.axes}
    title = f"{result.strategy} on {', '.join(symbols)}, {result.start[:10]} to {result.end[:10]}"
    heatmap = [name for name in request.heatmap if name in axes]
    return optimize_view(found, heatmap, equity, title, result.sentences)

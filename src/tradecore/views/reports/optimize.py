"""The report of a search over parameter sets."""

from collections.abc import Sequence

from tradecore.contracts.optimize import Leader, OptimizeRequest, OptimizeResult
from tradecore.landscape import Landscape
from tradecore.trials import Trials
from tradecore.views.charts import Block, Cell, Chart, Grid, Line, Tone, thinned
from tradecore.views.meanings import meaning, written
from tradecore.views.optimize import OptimizeView
from tradecore.views.report import Report, Tile, beside, report_of
from tradecore.views.searching.slices import slice_charts
from tradecore.views.searching.spread import spread_chart
from tradecore.views.text import percent

# The odds at which a finding is usually called one.
SURE = 0.95
# Metrics that stand beside each set, after the objective.
BESIDE = ("total_return", "max_drawdown", "trades")


def optimize_report(
    request: OptimizeRequest,
    result: OptimizeResult,
    view: OptimizeView,
    trials: Trials,
    landscape: Landscape,
    warnings: Sequence[str] = (),
) -> Report:
    """What was tried, what is left of the best after so many tries, the ten best sets, and the landscape around them.

    `trials` and `landscape` may come from the table of a finished run (`tradecore.tried`).
    """
    numbers = beside({"best set": result.metrics, "holding": result.benchmark}) if result.metrics else ((), ())
    blocks: list[Block] = [leaders_grid(result)] if result.leaders else []
    if view.values:
        blocks.append(spread_chart(view.by, view.values, view.chosen, view.held, view.chance))
    blocks += slice_charts(trials, landscape)
    if len(view.time):
        blocks.append(equity_chart(view))
    return report_of("optimize", view.title, request, result.sentences, warnings, tiles(result), blocks, numbers)


def equity_chart(view: OptimizeView) -> Chart:
    """The best set's equity beside holding."""
    lines = [Line("best set", *thinned(view.time, view.equity))]
    if len(view.benchmark):
        lines.insert(0, Line("buy and hold", *thinned(view.time, view.benchmark), Tone.SECOND))
    marked = " (IN SAMPLE)" if view.in_sample else ""
    return Chart(
        f"Equity of the best set, chosen with hindsight{marked}",
        tuple(lines),
        y="money",
        y_name=view.currency,
        caption=f"{view.best}: the one curve of {len(view.values):,} that looks best. It is no forecast.",
        zone=view.zone,
    )


def tiles(result: OptimizeResult) -> tuple[Tile, ...]:
    """How many sets, the best by the objective, and whether that can be luck."""
    best = result.leaders[0].metrics.get(result.by) if result.leaders else None
    luck, worse = result.inference.get("deflated_sharpe"), result.inference.get("overfitting")
    earlier = f"{result.before:,} more were tried earlier" if result.before else "none were tried earlier"
    return (
        Tile("sets tried", f"{result.trials:,}", earlier),
        Tile(
            f"best {meaning(result.by).label}", written(result.by, best), f"of {result.eligible:,} with trades enough"
        ),
        Tile("chance it is no luck", percent(luck), "deflated Sharpe ratio; 95% is the usual bar", _sure(luck)),
        Tile(
            "chance of overfitting", percent(worse), "best of one half is in the worse half of the other", _low(worse)
        ),
    )


def _sure(chance: float | None) -> Tone | None:
    return None if chance is None else Tone.GOOD if chance >= SURE else Tone.BAD


def _low(chance: float | None) -> Tone | None:
    return None if chance is None else Tone.BAD if chance > 1.0 - SURE else Tone.GOOD


def leaders_grid(result: OptimizeResult) -> Grid:
    """The best sets with their axes, the objective and what else one asks first."""
    names = tuple(dict.fromkeys((result.by, *BESIDE)))
    head = (*result.axes, *(meaning(name).label for name in names))
    rows = tuple(_leader(each, result.axes, names) for each in result.leaders)
    caption = "Neighbours that do as well are worth more than a lonely peak; trials.csv has every set."
    return Grid("The best sets", head, rows, caption, left=len(result.axes))


def _leader(leader: Leader, axes: Sequence[str], names: Sequence[str]) -> tuple[Cell | str, ...]:
    chosen = (str(leader.parameters[axis]) for axis in axes)
    return (*chosen, *(written(name, leader.metrics.get(name)) for name in names))

"""A walk forward as text."""

from collections.abc import Sequence

from tradecore.contracts.walkforward import WalkForwardResult, WindowOutcome
from tradecore.views.heat import written
from tradecore.views.text import NOTHING, moment, percent, ratio, signed_percent
from tradecore_cli.render.metrics import beside
from tradecore_cli.text import aligned, prose

# More windows than this are shown by the first and the last ones.
MOST, ENDS = 24, 10


def lines(result: WalkForwardResult) -> list[str]:
    """Sentences, the windows, and all of them behind each other beside holding."""
    columns = {"out of sample": result.metrics}
    if result.benchmark:
        columns["buy and hold"] = result.benchmark
    span = f"{result.bars:,} bars traded, {moment(result.start)} to {moment(result.end)} UTC."
    return [*map(prose, result.sentences), "", span, table(result.windows, result.axes), "", beside(columns)]


def table(windows: Sequence[WindowOutcome], axes: Sequence[str]) -> str:
    """A line a window: when it was traded, what was chosen, and how it did inside and outside."""
    head = ("", "test from", "to", *axes, "Sharpe in", "out", "return in", "out", "max drawdown", "trades", "share")
    rows = [_row(each, axes) for each in windows]
    if len(rows) > MOST:
        rows = [*rows[:ENDS], ("...", *[""] * (len(head) - 1)), *rows[-ENDS:]]
    return aligned([head, *rows], left=3)


def _row(window: WindowOutcome, axes: Sequence[str]) -> tuple[str, ...]:
    return (
        f"{window.window}.",
        window.test_start[:10],
        window.test_end[:10],
        *(written(window.parameters[axis]) if window.traded else NOTHING for axis in axes),
        ratio(window.inside.get("sharpe")),
        ratio(window.sharpe),
        signed_percent(window.inside.get("total_return")),
        signed_percent(window.total_return),
        percent(window.max_drawdown),
        f"{window.trades:,}",
        percent(window.share, 0),
    )

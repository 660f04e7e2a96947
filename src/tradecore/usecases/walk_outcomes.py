"""What each window of a walk came to, and what all of them say together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import fsum, log
from statistics import fmean, median

from tradecore.contracts.walkforward import Drift, Numbers, WindowOutcome
from tradecore.inference.resampling import Resampled
from tradecore.instants import format_instant
from tradecore.metrics.drawdowns import max_drawdown
from tradecore.metrics.returns import returns, sharpe
from tradecore.space import Axis
from tradecore.table import Table
from tradecore.usecases.stitching import Stitched, Traded
from tradecore.usecases.walk_ground import WalkGround
from tradecore.windows import Window

POINT = 10_000.0  # basis points in one


def outcomes_of(
    ground: WalkGround, traded: Sequence[Traded], stitched: Stitched, periods: float
) -> tuple[WindowOutcome, ...]:
    """One outcome a window; what it gained is told by the stitched equity."""
    found: list[WindowOutcome] = []
    before, row = ground.course.cash, 0
    for one in traded:
        window = ground.walk.windows[one.choice.window]
        rows = range(row, row + len(window.test))
        found.append(_outcome(ground, one, window, stitched, rows, before, periods))
        row, before = rows.stop, found[-1].final
    profit = fsum(each.profit for each in found)
    return tuple(
        replace(each, share=each.profit / profit if profit > 0.0 else None, efficiency=efficiency((each,)))
        for each in found
    )


def _outcome(
    ground: WalkGround,
    traded: Traded,
    window: Window,
    stitched: Stitched,
    rows: range,
    before: float,
    periods: float,
) -> WindowOutcome:
    choice, times, step = traded.choice, ground.times, ground.loaded[0].bars.step
    curve: list[float] = list(stitched.equity["equity"][rows.start : rows.stop])
    span = times[window.test.start], times[window.test.stop - 1] + step
    fills, trades = stitched.fills, stitched.trades
    paid = _rows(fills, *span)
    return WindowOutcome(
        window=choice.window + 1,
        train_start=format_instant(times[window.train.start]),
        train_end=format_instant(times[window.train.stop - 1]),
        test_start=format_instant(times[window.test.start]),
        test_end=format_instant(times[window.test.stop - 1]),
        train_bars=len(window.train),
        test_bars=len(window.test),
        between=window.between,
        parameters=traded.parameters,
        eligible=choice.eligible,
        edges=choice.edges,
        plateau=choice.plateau,
        model=choice.model,
        learned=choice.learned,
        sigma=choice.sigmas[0] if len(choice.sigmas) == 1 else None,
        inside=choice.inside,
        initial=before,
        final=curve[-1],
        sharpe=sharpe(returns(curve, before), periods),
        max_drawdown=max_drawdown(curve, before).depth,
        trades=len(_rows(trades, *span)),
        costs=fsum(fills["commission"][k] + fills["slippage"][k] for k in paid),
    )


def _rows(table: Table, start: int, end: int) -> Sequence[int]:
    """The rows of a table that lie between two instants; what closes a halted symbol is not in the order of time."""
    return [k for k, time in enumerate(table.time) if start <= time < end]


def efficiency(windows: Sequence[WindowOutcome]) -> float | None:
    """Logarithmic growth a bar in the tests over that in the training stretches; of windows that have both.

    Pardo 2008, The Evaluation and Optimization of Trading Strategies, calls the ratio of the yearly gains walk-forward
    efficiency. None where nothing was gained inside, or everything was lost outside.
    """
    both = [each for each in windows if each.traded and each.inside]
    inside = fsum(_growth(each.inside["initial"], each.inside["final"]) for each in both)
    if inside <= 0.0 or any(each.final <= 0.0 for each in both):
        return None
    outside = fsum(_growth(each.initial, each.final) for each in both)
    return outside / sum(each.test_bars for each in both) / (inside / sum(each.train_bars for each in both))


def _growth(initial: float | None, final: float | None) -> float:
    return log(final / initial) if initial and final and initial > 0.0 and final > 0.0 else 0.0


def drift_of(axes: Sequence[Axis], windows: Sequence[WindowOutcome]) -> tuple[Drift, ...]:
    """How each axis moved over the windows that were traded; axes of one value are left out."""
    return tuple(_drift(axis, windows) for axis in axes if len(axis.values) > 1)


def _drift(axis: Axis, windows: Sequence[WindowOutcome]) -> Drift:
    values = [each.parameters[axis.name] for each in windows if each.traded]
    moves = [abs(axis.values.index(a) - axis.values.index(b)) for a, b in pairwise(values)]
    return Drift(
        name=axis.name,
        borders=len(moves),
        changes=sum(move > 0 for move in moves),
        lowest=float(min(values, default=axis.values[0])),
        highest=float(max(values, default=axis.values[-1])),
        step=fmean(moves) / (len(axis.values) - 1) if moves else 0.0,
    )


def facts_of(
    windows: Sequence[WindowOutcome], metrics: Numbers, fills: Table, bootstrap: Resampled | None, *, varied: bool
) -> Mapping[str, float | int | None]:
    """The fields of schemas.WALK; `varied` says whether there was more than one set to choose from."""
    traded = [each for each in windows if each.traded]
    tuned = [each for each in traded if each.eligible and varied]
    shares = [each.share for each in windows if each.share is not None]
    plateaus = [each.plateau for each in tuned if each.plateau is not None]
    notional, costs = fsum(fills["notional"]), (metrics["commission"] or 0.0) + (metrics["slippage"] or 0.0)
    profit = metrics["net_profit"] or 0.0
    spread = bootstrap.sharpe if bootstrap else None
    return {
        "windows": len(windows),
        "windows_traded": len(traded),
        "windows_profitable": sum(each.profit > 0.0 for each in traded),
        "best_share": max(shares, default=None),
        "efficiency": efficiency(windows),
        "at_edge": sum(bool(each.edges) for each in tuned) / len(tuned) if tuned else None,
        "plateau": median(plateaus) if plateaus else None,
        "cost_paid": costs / notional * POINT if notional else None,
        "cost_bearable": (profit + costs) / notional * POINT if notional else None,
        "sharpe_low": spread.low if spread else None,
        "sharpe_high": spread.high if spread else None,
    }

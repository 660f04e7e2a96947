"""The metrics of a finished simulation with its tapes, in as few passes over its curve as there can be."""

from array import array
from collections.abc import Sequence
from math import isfinite

from tradecore.distribution import NOISE
from tradecore.loops import Loops, as_written
from tradecore.metrics import drawdowns, trading
from tradecore.metrics.passes import tail, walk
from tradecore.metrics.streamed import running
from tradecore.metrics.summary import (
    Activity,
    Metrics,
    fall_of,
    gains,
    of_trades,
    refuse_senseless,
    without_infinities,
)
from tradecore.simulation.rows import Curve
from tradecore.table import Column, Table

SHARE = 0.05
# What the simulation's own sums tell, as in a sweep.
RUNNING = ("annual_return", "volatility", "sharpe", "probabilistic_sharpe", "min_track_record", "sortino", "calmar")


def simulated(
    equity: Sequence[float],
    curve: Curve,
    initial: float,
    periods_per_year: float,
    trades: Table,
    traded: Activity,
    time: Column = (),
    loops: Loops = as_written,
) -> Metrics:
    """Every field of `schemas.METRICS`, in its order; arguments are those of `metrics.summary.performance`.

    Those that a sweep has too are equal to the sweep's, which `metrics.streamed` makes; the others agree with
    `performance` up to rounding. Raises InvalidValue as that does, and ValueError for a curve without moments.
    """
    bars, earned = len(equity), array("d", [0.0]) * len(equity)
    walked = loops(walk)(equity, initial, earned)
    refuse_senseless(() if isfinite(walked.total) else equity, initial, periods_per_year, trades)
    streaming = running(curve, initial, periods_per_year)
    found: Metrics = {
        **gains(equity, initial, periods_per_year, trades),
        **{name: streaming[name] for name in RUNNING},
        "omega": walked.gains / walked.losses if bars > 1 and walked.losses > NOISE else None,
        **tails(earned, loops),
        **fall_of(drawdowns.deepest(walked, bars), time),
        "exposure": streaming["exposure"],
        "turnover": trading.turnover(traded.traded_notional, walked.total, bars, periods_per_year),
        "commission": traded.commission,
        "slippage": traded.slippage,
        "rejected": traded.rejected,
        **of_trades(trades),
    }
    return without_infinities(found)


def tails(earned: "array[float]", loops: Loops) -> Metrics:
    """What the worst bars were like."""
    at, beyond = tail(earned, SHARE, loops) if len(earned) > 1 else (None, None)
    return {"value_at_risk": at, "expected_shortfall": beyond}

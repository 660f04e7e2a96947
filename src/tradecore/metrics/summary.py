"""Every metric of a run, by name."""

from collections.abc import Sequence
from math import fsum, isfinite, sqrt
from typing import NamedTuple

from tradecore.distribution import Shape, distribution, mean, require_finite
from tradecore.errors import InvalidValue
from tradecore.inference.sharpe import TrackRecord, minimum_track_record, probabilistic_sharpe
from tradecore.metrics import drawdowns, returns, trading
from tradecore.table import Column, Table

SECOND = 1_000_000_000
YEAR = 365.25 * 86_400 * SECOND

Metrics = dict[str, float | int | None]
_NO_TRADES = Table((), {"side": (), "net": (), "bars": ()})


class Activity(NamedTuple):
    """What was traded, in money: sums over all fills, and the number of orders that were rejected."""

    traded_notional: float = 0.0
    commission: float = 0.0
    slippage: float = 0.0
    rejected: int = 0


def activity(fills: Table, rejected: int = 0) -> Activity:
    """The sums over a table with the columns of `schemas.FILLS`."""
    return Activity(fsum(fills["notional"]), fsum(fills["commission"]), fsum(fills["slippage"]), rejected)


def periods_in_year(time: Column) -> float:
    """Bars a year (365.25 days) in sorted instants, ns UTC: what scales metrics when nothing else is given.

    Raises InvalidValue below two distinct instants.
    """
    if len(time) < 2 or time[-1] <= time[0]:  # noqa: PLR2004
        raise InvalidValue("periods_per_year", 0, "a number above 0 where there are fewer than two bars to count")
    return (len(time) - 1) * YEAR / float(time[-1] - time[0])


def performance(
    equity: Sequence[float],
    initial: float,
    periods_per_year: float,
    trades: Table | None = None,
    in_position: Sequence[int] = (),
    traded: Activity = Activity(),  # noqa: B008
    time: Column = (),
    risk_free: float = 0.0,
    target: float = 0.0,
) -> Metrics:
    """Every field of `schemas.METRICS`, in its order.

    Args:
        equity: money at each close, the first one after `initial` cash.
        initial: cash at the start, above 0.
        periods_per_year: bars a year, above 0.
        trades: columns `side`, `net` and `bars` of `schemas.TRADES`, in the order of the exits.
        in_position: for each mark, 0 where no position was held; empty counts as never.
        traded: what the fills add up to, see `activity`.
        time: instants of the marks, ns UTC; without them the drawdown has no dates.
        risk_free: rate per bar that Sharpe subtracts.
        target: return per bar that Sortino and Omega measure from.

    Raises:
        InvalidValue: for a number that is not finite, and for `initial` or `periods_per_year` not above 0.
    """
    booked = _NO_TRADES if trades is None else trades
    curve, start = [float(value) for value in equity], float(initial)
    refuse_senseless(curve, start, periods_per_year, booked)
    fall = drawdowns.max_drawdown(curve, start)
    found: Metrics = {
        **gains(curve, start, periods_per_year, booked),
        **_ratios(curve, start, periods_per_year, fall.depth, risk_free, target),
        **fall_of(fall, time),
        "exposure": trading.exposure(in_position),
        "turnover": trading.turnover(traded.traded_notional, fsum(curve), len(curve), periods_per_year),
        "commission": traded.commission,
        "slippage": traded.slippage,
        "rejected": traded.rejected,
        **of_trades(booked),
    }
    return without_infinities(found)


def without_infinities(found: Metrics) -> Metrics:
    """A ratio over next to nothing leaves the range of floats: it has no value either."""
    return {name: None if value is None or not isfinite(value) else value for name, value in found.items()}


def refuse_senseless(equity: Sequence[float], initial: float, periods_per_year: float, trades: Table) -> None:
    """Raises InvalidValue for numbers that are not finite, and for what must be above 0 and is not."""
    require_finite("equity", equity)
    require_finite("net", trades["net"])
    for key, value in (("initial", initial), ("periods_per_year", periods_per_year)):
        require_finite(key, (value,))
        if value <= 0.0:
            raise InvalidValue(key, value, "a number above 0")


def gains(equity: Sequence[float], initial: float, periods_per_year: float, trades: Table) -> Metrics:
    """What came of the initial cash."""
    final = equity[-1] if equity else initial
    return {
        "bars": len(equity),
        "periods_per_year": float(periods_per_year),
        "initial": initial,
        "final": final,
        "net_profit": final - initial,
        "unrealised": fsum((final, -initial, *(-value for value in trades["net"]))),
        "total_return": final / initial - 1.0,
    }


def _ratios(
    equity: Sequence[float], initial: float, periods_per_year: float, depth: float, risk_free: float, target: float
) -> Metrics:
    changes = returns.returns(equity, initial)
    yearly = returns.annual_return(equity, initial, periods_per_year)
    shape, scale = distribution(changes), sqrt(periods_per_year)
    excess = None if shape.mean is None else shape.mean - risk_free
    return {
        "annual_return": yearly,
        "volatility": None if shape.deviation is None else shape.deviation * scale,
        "sharpe": excess / shape.deviation * scale if excess is not None and shape.deviation else None,
        **significance(shape._replace(mean=excess), len(changes)),
        "sortino": returns.sortino(changes, periods_per_year, target),
        "calmar": drawdowns.calmar(yearly, depth),
        "omega": returns.omega(changes, target),
        "value_at_risk": returns.value_at_risk(changes),
        "expected_shortfall": returns.expected_shortfall(changes),
    }


def significance(shape: Shape, bars: int) -> Metrics:
    """What the Sharpe ratio of these returns proves: the probability that it is above 0, the bars that 95% takes."""
    record = TrackRecord.of(shape, bars)
    return {
        "probabilistic_sharpe": None if record is None else probabilistic_sharpe(record),
        "min_track_record": None if record is None else minimum_track_record(record),
    }


def fall_of(fall: drawdowns.Drawdown, time: Column) -> Metrics:
    """The deepest drawdown with its dates."""
    return {
        "max_drawdown": fall.depth,
        "max_drawdown_bars": fall.bars,
        "max_drawdown_peak": _seconds(time, fall.peak),
        "max_drawdown_trough": _seconds(time, fall.trough),
        "max_drawdown_recovery": _seconds(time, fall.recovery),
    }


def _seconds(time: Column, place: int | None) -> int | None:
    return int(time[place]) // SECOND if place is not None and 0 <= place < len(time) else None


def of_trades(trades: Table) -> Metrics:
    """What closed trades came to."""
    net = [float(value) for value in trades["net"]]
    sides = list(trades["side"])
    return {
        "trades": len(net),
        "trades_long": sides.count("long"),
        "trades_short": sides.count("short"),
        "win_rate": trading.win_rate(net),
        "profit_factor": trading.profit_factor(net),
        "expectancy": trading.expectancy(net),
        "payoff": trading.payoff(net),
        "kelly": trading.kelly(net),
        "sqn": trading.sqn(net),
        "average_bars": mean(trades["bars"]) if net else None,
        "largest_win": max(trading.wins(net), default=None),
        "largest_loss": min(trading.losses(net), default=None),
        "losing_run": trading.losing_run(net),
    }

"""The account: what everything is worth at the close of one time group."""

from tradecore.simulation.booking import total
from tradecore.simulation.rows import Columns, Curve, Floor, Moments, SessionRow, put

DAYS_A_YEAR = 365.0


def mark(
    market: Columns,
    low: int,
    high: int,
    floor: Floor,
    cash: float,
    curve: Curve,
) -> tuple[float, Curve]:
    """Marks rows `low` to `high` at their closes; returns the cash (less borrowing) and the curve."""
    positions = floor.book.positions
    for k in range(low, high):
        i = market.instrument[k]
        positions.mark[i] = market.close[k]
        positions.inside[i] = 0
        if positions.quantity[i] != 0.0:
            positions.age[i] += 1
            cash = pay_borrow(market, k, floor, cash, floor.rules.borrow)
    equity, exposure = cash, 0.0
    for i in range(len(positions.quantity)):
        if positions.quantity[i] != 0.0:
            value = positions.quantity[i] * positions.mark[i] * floor.terms.multiplier[i]
            equity += value
            exposure += abs(value)
    peak = max(curve.peak, equity)
    fall = equity / peak - 1.0
    drawdown = min(curve.drawdown, fall)
    moments = gathered(curve.moments, market, low, high, floor, curve.equity, equity, exposure)
    return cash, Curve(curve.groups + 1, equity, exposure, peak, drawdown, moments)


def gathered(
    moments: Moments | None,
    market: Columns,
    low: int,
    high: int,
    floor: Floor,
    before: float,
    equity: float,
    exposure: float,
) -> Moments | None:
    """The sums with the return from `before` to `equity`, where they are kept.

    A bar counts as held when a position stands at its close or was traded inside it. A new session begins
    with the first row of a later one, whichever instrument brings it.
    """
    if moments is None:
        # Not a literal None: where moments are kept a compiler must find one type to return.
        return moments
    newest = moments.session
    for k in range(low, high):
        newest = max(newest, market.session[k])
    sessions, opening = moments.sessions, moments.opening
    if newest > moments.session:
        keep_session(floor.tapes.sessions, moments, before)
        sessions, opening = sessions + 1, before
    earned = equity / before - 1.0
    square = earned * earned
    fills = total(floor.book.tally.fills)
    return Moments(
        moments.first + earned,
        moments.second + square,
        moments.third + square * earned,
        moments.fourth + square * square,
        moments.downside + square if earned < 0.0 else moments.downside,
        moments.held + 1 if exposure != 0.0 or fills != moments.fills else moments.held,
        fills,
        newest,
        sessions,
        opening,
    )


def keep_session(tape: Columns | None, moments: Moments, equity: float) -> None:
    """Writes what the session that has just ended earned, where that is kept."""
    if tape is not None and moments.sessions > 0:
        put(tape, moments.sessions - 1, SessionRow(moments.session, equity / moments.opening - 1.0))


def pay_borrow(market: Columns, k: int, floor: Floor, cash: float, rate: float | None) -> float:
    """Charges a short position the annual `rate` for each calendar day it is held after this bar."""
    if rate is None:
        return cash
    i = market.instrument[k]
    held, nights = floor.book.positions.quantity[i], market.nights[k]
    if held >= 0.0 or nights <= 0:
        return cash
    charge = -held * market.close[k] * floor.terms.multiplier[i] * rate * nights / DAYS_A_YEAR
    floor.book.positions.carry[i] -= charge
    floor.book.tally.carry[i] -= charge
    return cash - charge


def opening_curve(cash: float, moments: Moments | None = None) -> Curve:
    """The curve before the first bar: equity is the initial cash."""
    return Curve(0, cash, 0.0, cash, 0.0, moments)

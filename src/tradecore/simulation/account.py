"""The account: what everything is worth at the close of one time group."""

from tradecore.simulation.rows import Columns, Curve, Floor, Moments, SessionRow, count_of, place_of, put

DAYS_A_YEAR = 365.0


def mark(
    market: Columns,
    low: int,
    high: int,
    floor: Floor,
    cash: float,
    curve: Curve,
) -> tuple[float, Curve, float]:
    """Marks rows `low` to `high` at their closes; returns the cash (less borrowing), the curve and the buying power."""
    positions = floor.book.positions
    for k in range(low, high):
        i = place_of(floor.alone, market, k)
        positions.mark[i] = market.close[k]
        if positions.quantity[i] != 0.0:
            positions.age[i] += 1
            cash = pay_borrow(market, k, floor, cash, floor.rules.borrow)
    equity, exposure, power = cash, 0.0, cash
    for i in range(count_of(floor.alone, floor.terms)):
        if positions.quantity[i] != 0.0:
            value = positions.quantity[i] * positions.mark[i] * floor.terms.multiplier[i]
            size = abs(value)
            equity += value
            exposure += size
            power += value - size * floor.terms.margin[i]
    peak, drawdown = curve.peak, curve.drawdown
    if equity != curve.equity:
        peak = max(peak, equity)
        fall = equity / peak - 1.0
        drawdown = min(drawdown, fall)
    moments = gathered(curve.moments, market, low, high, floor, curve.equity, equity, exposure)
    return cash, Curve(curve.groups + 1, equity, exposure, peak, drawdown, moments), power


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
    newest = newest_session(floor.tapes.sessions, market, low, high, moments.session)
    sessions, opening = moments.sessions, moments.opening
    if newest > moments.session:
        keep_session(floor.tapes.sessions, moments, before)
        sessions, opening = sessions + 1, before
    fills, held = floor.book.days.fills[0], moments.held
    if exposure != 0.0 or fills != moments.fills:
        held += 1
    if equity == before:
        first, second, third, fourth, downside = moments[0], moments[1], moments[2], moments[3], moments[4]
        return Moments(first, second, third, fourth, downside, held, fills, newest, sessions, opening)
    earned = equity / before - 1.0
    square = earned * earned
    return Moments(
        moments.first + earned,
        moments.second + square,
        moments.third + square * earned,
        moments.fourth + square * square,
        moments.downside + square if earned < 0.0 else moments.downside,
        held,
        fills,
        newest,
        sessions,
        opening,
    )


def newest_session(tape: Columns | None, market: Columns, low: int, high: int, newest: int) -> int:
    """The latest session so far, where sessions are kept."""
    if tape is None:
        return newest
    for k in range(low, high):
        newest = max(newest, market.session[k])
    return newest


def keep_session(tape: Columns | None, moments: Moments, equity: float) -> None:
    """Writes what the session that has just ended earned, where that is kept."""
    if tape is not None and moments.sessions > 0:
        put(tape, moments.sessions - 1, SessionRow(moments.session, equity / moments.opening - 1.0))


def pay_borrow(market: Columns, k: int, floor: Floor, cash: float, rate: float | None) -> float:
    """Charges a short position the annual `rate` for each calendar day it is held after this bar."""
    if rate is None:
        return cash
    i = place_of(floor.alone, market, k)
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

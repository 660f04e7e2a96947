"""Closing what a stretch leaves open, where the next one begins flat."""

from tradecore.simulation.booking import close
from tradecore.simulation.prices import worsened
from tradecore.simulation.rows import ENDED, Columns, MarkRow, grown, put
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import kept


def close_out(simulation: Simulation) -> None:
    """Closes every position at the last close that is known of it, with slippage and commission, and marks again.

    Nobody waits for the next open, since what follows begins with cash alone; nor does a volume cap hold it back. The
    last mark is then that of the account after it. Orders that wait are dropped. Raises ValueError without tapes.
    """
    make_room(simulation)
    market, first = simulation.assembled.market, simulation.assembled.first
    floor = simulation.floor._replace(rules=simulation.floor.rules._replace(cap=None))
    positions = floor.book.positions
    for i in range(len(simulation.instruments)):
        held = positions.quantity[i]
        if held != 0.0:
            k = last_row(simulation, i, first[simulation.group])
            price = worsened(floor, i, market.close[k], -1.0 if held > 0.0 else 1.0)
            simulation.cash = close(market, k, floor, abs(held), price, ENDED, simulation.cash)
        floor.book.orders.working[i] = 0
    cash, peak = simulation.cash, simulation.curve.peak
    put(kept(simulation.tapes.marks), simulation.group - 1, MarkRow(cash, cash, 0.0))
    drawdown = min(simulation.curve.drawdown, cash / peak - 1.0)
    simulation.curve = simulation.curve._replace(equity=cash, exposure=0.0, drawdown=drawdown)


def last_row(simulation: Simulation, i: int, end: int) -> int:
    """The last market row of instrument `i` before row `end`."""
    rows = simulation.assembled.places[i]
    return int(max(row for row in rows if row < end))


def make_room(simulation: Simulation) -> None:
    """One more fill and trade for each instrument fit on the tapes."""
    tapes, days, more = simulation.tapes, simulation.book.days, len(simulation.instruments)
    fills: Columns | None = kept(tapes.fills)
    trades: Columns | None = kept(tapes.trades)
    if days.fills[0] + more > len(kept(fills)[0]):
        fills = grown(fills)
    if days.trades[0] + more > len(kept(trades)[0]):
        trades = grown(trades)
    simulation.floor = simulation.floor._replace(tapes=tapes._replace(fills=fills, trades=trades))

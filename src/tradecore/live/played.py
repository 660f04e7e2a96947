"""A session's log as the finished simulation that it amounts to: its fills, trades, marks and totals in tables."""

from collections.abc import Sequence
from dataclasses import replace

from tradecore.live.deciding import inputs_from, market_rows
from tradecore.live.engine import advance
from tradecore.live.events import BarsClosed, Fill, Line
from tradecore.live.state import Setup, State
from tradecore.simulation.account import opening_curve
from tradecore.simulation.market import Assembled
from tradecore.simulation.rows import FillRow, MarkRow, Moments, Tapes, TradeRow, blank, put
from tradecore.simulation.run import Simulation


def start_on(setup: Setup, closed: Sequence[BarsClosed], strategy: object = None) -> Simulation:
    """The backtest of logged bars before its first one; `strategy` instead of the setup's where it is given."""
    rows = tuple(bar for group in closed for bar in group.rows)
    first, places = [0], {one.symbol: i for i, one in enumerate(setup.instruments)}
    for group in closed:
        first.append(first[-1] + len(group.rows))
    assembled, inputs = Assembled(market_rows(rows, places), first, ()), inputs_from(State.begin(setup), rows)
    chosen = strategy or setup.strategy
    return Simulation.start(assembled, setup.instruments, chosen, inputs, setup.rules, setup.cash, moments=True)


def played(setup: Setup, lines: Sequence[Line]) -> Simulation:
    """What a session did, by its own executions; raises LogMismatch where this setup would decide otherwise.

    A bar that was passed by has its mark, as each other.
    """
    closed = [line.event.body for line in lines if isinstance(line.event.body, BarsClosed)]
    # An execution that reverses a position is two fills, and closes at most one trade.
    room = sum(isinstance(line.event.body, Fill) for line in lines)
    tapes = Tapes(blank(FillRow, 2 * room), blank(TradeRow, room), blank(MarkRow, len(closed)))
    state = State.begin(setup)
    state.floor, state.curve = state.floor._replace(tapes=tapes), opening_curve(setup.cash, Moments())
    counted: list[BarsClosed] = []
    for line in lines:
        groups = state.curve.groups
        state, _ = advance(state, line.event)
        if state.curve.groups > groups and isinstance(line.event.body, BarsClosed):
            put(tapes.marks, groups, MarkRow(state.equity, state.cash, state.curve.exposure))
            counted.append(line.event.body)
    simulation = start_on(setup, counted)
    book, curve = state.book, state.curve
    floor = simulation.floor._replace(book=book, tapes=tapes)
    return replace(simulation, floor=floor, cash=state.cash, curve=curve, reasons=state.reasons, group=curve.groups)

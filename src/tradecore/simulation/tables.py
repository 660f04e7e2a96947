"""What a finished simulation wrote, as the tables of its run."""

from array import array
from itertools import accumulate

from tradecore.columns import head
from tradecore.loops import Loops, as_written
from tradecore.metrics.drawdowns import drawdowns
from tradecore.metrics.passes import difference
from tradecore.simulation.market import Assembled
from tradecore.simulation.rows import ENDED, EXIT, KINDS, LIMIT, PROFIT, STOP, Columns
from tradecore.simulation.run import Simulation
from tradecore.table import Table

EXITS = {STOP: "protective stop", PROFIT: "profit target", ENDED: "window ended"}
# Orders that rest at a price of their own pay no slippage.
UNSLIPPED = (LIMIT, PROFIT)


def kept(tape: Columns | None) -> Columns:
    """The tape; raises ValueError for a simulation that kept none."""
    if tape is None:
        raise ValueError("The simulation was started without tapes: it kept its totals only.")
    return tape


def fills_table(simulation: Simulation) -> Table:
    """Columns of `schemas.FILLS`."""
    fills, count = kept(simulation.tapes.fills), simulation.book.days.fills[0]
    symbols = [one.symbol for one in simulation.instruments]
    multipliers = [one.multiplier for one in simulation.instruments]
    values: list[float] = [fills.quantity[k] * fills.price[k] * multipliers[fills.instrument[k]] for k in range(count)]
    return Table(
        fills.time[:count],
        {
            "symbol": [symbols[i] for i in fills.instrument[:count]],
            "quantity": fills.quantity[:count],
            "price": fills.price[:count],
            "notional": array("d", map(abs, values)),
            "commission": fills.commission[:count],
            "slippage": slippages(simulation, values),
            "kind": [KINDS[kind] for kind in fills.kind[:count]],
        },
    )


def slippages(simulation: Simulation, values: list[float]) -> "array[float]":
    """What slippage cost in each fill, whose signed notionals are `values`, in money."""
    rules = simulation.floor.rules
    if not rules.slippage and not rules.ticks:
        return array("d", [0.0]) * len(values)
    return array("d", (slippage_of(simulation, k, value) for k, value in enumerate(values)))


def slippage_of(simulation: Simulation, k: int, value: float) -> float:
    """What slippage cost in fill `k` of signed `value`, in money."""
    fills, rules = kept(simulation.tapes.fills), simulation.floor.rules
    if fills.kind[k] in UNSLIPPED:
        return 0.0
    place: int = fills.instrument[k]
    side = 1.0 if value > 0.0 else -1.0
    units: float = value / fills.price[k]
    by_ticks = units * side * (rules.ticks or 0.0) * simulation.instruments[place].tick
    before = (value - by_ticks) / (1.0 + side * (rules.slippage or 0.0))
    return value - before


def trades_table(simulation: Simulation) -> Table:
    """Columns of `schemas.TRADES`."""
    trades, count = kept(simulation.tapes.trades), simulation.book.days.trades[0]
    symbols = [one.symbol for one in simulation.instruments]
    reasons = simulation.strategy.REASONS
    return Table(
        trades.exit_time[:count],
        {
            "symbol": [symbols[i] for i in trades.instrument[:count]],
            "side": ["long" if side > 0 else "short" for side in trades.side[:count]],
            "quantity": trades.quantity[:count],
            "entry_time": trades.entry_time[:count],
            "entry_price": trades.entry_price[:count],
            "exit_time": trades.exit_time[:count],
            "exit_price": trades.exit_price[:count],
            "gross": trades.gross[:count],
            "costs": trades.costs[:count],
            "carry": trades.carry[:count],
            "net": trades.net[:count],
            "bars": trades.bars[:count],
            "entry_reason": [reasons[code] for code in trades.entry_reason[:count]],
            "exit_reason": [_exit(simulation, k) for k in range(count)],
        },
    )


def _exit(simulation: Simulation, k: int) -> str:
    """The strategy's own reason where it decided to leave, else what closed the position."""
    trades = kept(simulation.tapes.trades)
    if trades.exit_kind[k] == EXIT:
        return simulation.strategy.REASONS[trades.exit_reason[k]]
    return EXITS.get(trades.exit_kind[k], f"held {trades.bars[k]} bars")


def equity_table(simulation: Simulation, benchmark: Simulation | None = None, loops: Loops = as_written) -> Table:
    """Columns of `schemas.EQUITY`, one row for each group that was simulated."""
    groups, marks = simulation.group, kept(simulation.tapes.marks)
    equity, cash = head(marks.equity, groups), head(marks.cash, groups)
    invested = array("d", [0.0]) * groups
    loops(difference)(equity, cash, invested)
    columns = {
        "available": known(simulation.assembled, groups),
        "equity": equity,
        "cash": cash,
        "position_value": invested,
        "exposure": head(marks.exposure, groups),
        "drawdown": drawdowns(equity, simulation.initial, loops),
    }
    if benchmark is not None:
        columns["benchmark"] = head(kept(benchmark.tapes.marks).equity, groups)
    return Table(times_of(simulation.assembled, groups), columns)


def known(assembled: Assembled, groups: int) -> "array[int]":
    """When each of the first groups is known: of one time every instrument's bar is at the latest of their closes."""
    market, first = assembled.market, assembled.first
    if len(market.time) == len(first) - 1:
        return head(market.available, groups)
    return array("q", (max(market.available[first[t] : first[t + 1]]) for t in range(groups)))


def sessions_of(assembled: Assembled) -> list[int]:
    """The market's sessions in their order; one begins with the first row of it, whichever instrument brings it."""
    newest = list(accumulate(assembled.market.session, max))
    return list(dict.fromkeys(newest[end - 1] for end in assembled.first[1:]))


def times_of(assembled: Assembled, groups: int | None = None) -> "array[int]":
    """The opening instants of the market's bars, or of the first so many, each once."""
    time, first = assembled.market.time, assembled.first
    count = len(first) - 1 if groups is None else groups
    if len(time) == len(first) - 1:
        return head(time, count)
    return array("q", (time[first[t]] for t in range(count)))


def bar_returns(simulation: Simulation) -> "array[float]":
    """The simple return over each bar of the market, the first against the initial cash; 0 after ruin.

    Raises ValueError for a simulation that did not keep its marks.
    """
    equity, before = kept(simulation.tapes.marks).equity, simulation.initial
    earned = array("d", [0.0]) * simulation.groups
    for t in range(simulation.group):
        earned[t] = equity[t] / before - 1.0
        before = equity[t]
    return earned


def session_returns(simulation: Simulation) -> "array[float]":
    """The return over each session of the market, against the account at the end of the one before.

    After ruin nothing is earned any more. Raises ValueError for a simulation that did not keep them.
    """
    tape, moments = kept(simulation.tapes.sessions), simulation.curve.moments
    earned: array[float] = tape.earned[:]
    if moments is not None and moments.sessions:
        earned[moments.sessions - 1] = simulation.curve.equity / moments.opening - 1.0
    return earned

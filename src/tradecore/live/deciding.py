"""Deciding: bars have closed, so the account is marked and the strategy asked, by the kernel's own functions."""

from array import array
from typing import Any

from tradecore.instants import format_instant
from tradecore.live.actions import Action
from tradecore.live.events import BarRow, BarsClosed, Decided, ErrorRaised
from tradecore.live.guards import why_not
from tradecore.live.halting import halt
from tradecore.live.ordering import before, follow_wish, release, withdraw
from tradecore.live.orders import decision_id, number
from tradecore.live.state import State, copied
from tradecore.live.trace import Answer, Listener, as_mapping
from tradecore.simulation.account import mark
from tradecore.simulation.limits import begin_bar
from tradecore.simulation.market import market_of
from tradecore.simulation.rows import Columns, typecode
from tradecore.simulation.session import choose

# The tally's columns that say which limit stopped an entry, and how a trace calls them.
STOPPED = {
    "stopped_position": "largest position",
    "stopped_order": "order value",
    "stopped_orders": "orders a session",
    "stopped_loss": "daily loss",
    "stopped_collar": "price collar",
}


def on_bars(state: State, bars: BarsClosed, actions: list[Action]) -> None:
    """Marks the account and decides, once for each bar and never on one that is not later than the last.

    While something forbids new orders the account is marked and nobody is asked.
    """
    if bars.time <= state.closed or not bars.rows:
        return
    state.closed = bars.time
    market, rows = market_from(state, bars.rows), len(bars.rows)
    state.cash, state.curve, power = mark(market, 0, rows, state.floor, state.cash, state.curve)
    why = why_not(state)
    if not why and not state.curve.equity > 0.0:
        why = "equity fell to zero or below"
        halt(state, why, actions)
    if why:
        _pass_by(state, market, bars, why)
        return
    inputs = inputs_from(state, bars.rows)
    _choose(state, bars, market, inputs, power, actions)
    release(state)


def _choose(
    state: State, bars: BarsClosed, market: Columns, inputs: Columns, power: float, actions: list[Action]
) -> None:
    then, kept, reasons = {i: before(state, i) for i in market.instrument}, copied(state.book), state.reasons[:]
    listener = Listener(state.setup.strategy)
    account = state.cash, state.curve.equity, power
    try:
        refused = choose(market, 0, len(bars.rows), state.floor, listener, inputs, *account, state.reasons)
        problem = "" if refused < 0 else f"it asked for {listener.answers[market.instrument[refused]].decision}"
    # A strategy is somebody else's code and may raise anything.
    except Exception as error:  # noqa: BLE001
        problem = f"it raised {type(error).__name__}: {error}"
    if problem:
        state.floor, state.reasons = state.floor._replace(book=kept), reasons
        where = f"{state.setup.name} on the bars of {format_instant(bars.time)}"
        state.outbox += (ErrorRaised(problem, where),)
        return
    for k, bar in enumerate(bars.rows):
        i: int = market.instrument[k]
        decision = decision_id(state.setup.account, state.setup.name, bar.symbol, bar.time)
        order = follow_wish(state, i, then[i], decision, held=bar.nights > 0, actions=actions)
        standing = "" if order else state.wishes[i]
        limit = stopped_by(kept.tally, state.book.tally, i)
        state.outbox += (_trace(state, bar, decision, listener.answers.get(i), limit, order, standing),)


def _pass_by(state: State, market: Columns, bars: BarsClosed, why: str) -> None:
    """Keeps the session's counters going, and says for each bar why nobody was asked."""
    begin_bar(state.floor.rules.limits, state.book.days, market.session[0], state.curve.equity)
    withdraw(state, state.unsent, why)
    for bar in bars.rows:
        decision = decision_id(state.setup.account, state.setup.name, bar.symbol, bar.time)
        state.outbox += (Decided(decision, bar.symbol, bar.time, blocked=why, fingerprint=state.setup.fingerprint),)


def stopped_by(then: Columns, now: Columns, i: int) -> str:
    """The risk limit that an entry of this bar failed, or empty."""
    return next((name for column, name in STOPPED.items() if getattr(now, column)[i] > getattr(then, column)[i]), "")


def _trace(
    state: State, bar: BarRow, decision: str, answer: Answer | None, limit: str, order: str, standing: str
) -> Decided:
    setup = state.setup
    said: dict[str, Any] = {"order": order, "standing": standing}
    said |= {"stopped": limit, "fingerprint": setup.fingerprint, "model": setup.model}
    if answer is None:
        return Decided(decision, bar.symbol, bar.time, blocked="an input is missing", **said)
    return Decided(
        decision,
        bar.symbol,
        bar.time,
        as_mapping(answer.inputs),
        as_mapping(answer.account),
        as_mapping(answer.state),
        as_mapping(answer.decision),
        setup.strategy.REASONS[answer.decision.reason],
        **said,
    )


def market_from(state: State, rows: tuple[BarRow, ...]) -> Columns:
    """Closed bars as the rows of the kernel's market."""
    return market_rows(rows, {one.symbol: i for i, one in enumerate(state.setup.instruments)})


def market_rows(rows: tuple[BarRow, ...], places: dict[str, int]) -> Columns:
    """Bars as market rows; `places` says which instrument a symbol is."""
    columns: dict[str, list[Any]] = {
        name: [getattr(row, name) for row in rows]
        for name in ("available", "session", "open", "high", "low", "close", "volume", "nights", "split", "dividend")
    }
    return market_of([row.time for row in rows], [places[row.symbol] for row in rows], columns)


def inputs_from(state: State, rows: tuple[BarRow, ...]) -> Columns:
    """The strategy's inputs of the bars as columns; a strategy without any gets its defaults."""
    kind: Any = state.setup.strategy.Inputs
    columns: list[Any] = []
    for place, name in enumerate(kind._fields):
        values = [number(row.inputs[place]) if row.inputs else kind._field_defaults[name] for row in rows]
        columns.append(array(typecode(kind, name), values))
    return kind(*columns)

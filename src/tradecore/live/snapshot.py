"""Snapshots: a session's state as a value that can be written down, so that a restart need not read the whole log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from tradecore.errors import LogMismatch
from tradecore.live.events import SCHEMA, Commission
from tradecore.live.journal import Journal
from tradecore.live.orders import Standing, number, told
from tradecore.live.state import Agreement, Setup, State
from tradecore.simulation.rows import Columns, Curve

Numbers = tuple[float | int | None, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A state after event `seq`, with nothing in its outbox. None stands for NaN.

    `book` has the columns of positions, orders, states, tally and days by name; the rest of the curve follows `groups`.
    """

    seq: int
    fingerprint: str
    cash: float
    groups: int
    equity: float
    exposure: float
    peak: float
    drawdown: float
    reasons: tuple[int, ...]
    book: Mapping[str, Mapping[str, Numbers]]
    wishes: tuple[str, ...]
    guards: tuple[str, ...]
    former: tuple[tuple[str, ...], ...]
    journals: tuple[Journal, ...]
    orders: tuple[Standing, ...]
    lost: tuple[Standing, ...]
    ended: tuple[Standing, ...]
    early: tuple[Commission, ...]
    uncharged: Mapping[str, int]
    executed: tuple[str, ...]
    strangers: tuple[str, ...]
    closed: int
    now: int
    starts: int
    linked: bool
    stale: bool
    skewed: bool
    reconciled: Agreement
    killed: str
    halted: str
    stopping: bool
    shut: tuple[str, ...] = ()
    refusals: Mapping[str, int] = field(default_factory=dict[str, int])
    events: int = SCHEMA


def keep(state: State, seq: int) -> Kept:
    """The state as it is to be written; raises ValueError while its outbox holds anything."""
    if state.outbox:
        raise ValueError("A state is kept when everything that it says is in the log.")
    book = {
        part: {name: tuple(told(value) for value in column) for name, column in _columns(columns).items()}
        for part, columns in _columns(state.book).items()
    }
    curve = state.curve
    return Kept(
        seq,
        state.setup.fingerprint,
        state.cash,
        curve.groups,
        curve.equity,
        curve.exposure,
        curve.peak,
        curve.drawdown,
        tuple(state.reasons),
        book,
        tuple(state.wishes),
        tuple(state.guards),
        tuple(state.former),
        tuple(state.journals),
        tuple(state.orders.values()),
        tuple(state.lost.values()),
        tuple(state.ended.values()),
        tuple(state.early.values()),
        dict(state.uncharged),
        tuple(sorted(state.executed)),
        state.strangers,
        state.closed,
        state.now,
        state.starts,
        state.linked,
        state.stale,
        state.skewed,
        state.reconciled,
        state.killed,
        state.halted,
        state.stopping,
        tuple(sorted(state.shut)),
        dict(state.refusals),
    )


def restored(setup: Setup, kept: Kept) -> State:
    """The state that was kept; raises LogMismatch for one of another setup.

    What the broker held when it was last asked is not in it: a start asks again.
    """
    if kept.fingerprint != setup.fingerprint:
        raise LogMismatch(f"a state of {kept.fingerprint[:12]}", setup.fingerprint[:12])
    state = State.begin(setup)
    for part, columns in _columns(state.book).items():
        for name, column in _columns(columns).items():
            for place, value in enumerate(kept.book[part][name]):
                column[place] = number(value) if column.typecode == "d" else value
    state.cash = kept.cash
    state.curve = Curve(kept.groups, kept.equity, kept.exposure, kept.peak, kept.drawdown)
    for place, counted in enumerate(kept.reasons):
        state.reasons[place] = counted
    state.wishes, state.guards = list(kept.wishes), list(kept.guards)
    state.former, state.journals = list(kept.former), list(kept.journals)
    state.orders = {one.ref: one for one in kept.orders}
    state.ended, state.early = {one.ref: one for one in kept.ended}, {one.id: one for one in kept.early}
    state.lost, state.uncharged = {one.ref: one for one in kept.lost}, dict(kept.uncharged)
    state.refusals = dict(kept.refusals)
    state.executed, state.strangers = frozenset(kept.executed), kept.strangers
    state.closed, state.now, state.starts = kept.closed, kept.now, kept.starts
    state.linked, state.stale, state.skewed = kept.linked, kept.stale, kept.skewed
    state.reconciled, state.killed, state.halted = kept.reconciled, kept.killed, kept.halted
    state.stopping, state.shut = kept.stopping, frozenset(kept.shut)
    return state


def _columns(named: Columns) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", named._asdict())

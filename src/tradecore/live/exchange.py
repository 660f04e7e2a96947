"""A market of our own: it fills orders on bars by the kernel's `trade`, and reports what happened as a broker does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tradecore.instruments import Instrument
from tradecore.live.deciding import market_rows
from tradecore.live.events import AccountChanged, BarRow, Fill, OrderStatus, Reconcile, Report
from tradecore.live.ledger import NAME_OF, PROTECTIVE
from tradecore.live.orders import Order, Protection, decision_of, number, told
from tradecore.live.state import alone
from tradecore.simulation.account import mark, opening_curve
from tradecore.simulation.booking import guards
from tradecore.simulation.broker import trade
from tradecore.simulation.market import terms_of
from tradecore.simulation.prices import NEARLY
from tradecore.simulation.rows import (
    FILLS_A_BAR,
    HOLD,
    PROFIT,
    STOP,
    Book,
    Columns,
    Curve,
    DayRow,
    FillRow,
    Floor,
    OrderRow,
    PositionRow,
    Rules,
    TallyRow,
    Tapes,
    blank,
    put,
    row,
)
from tradecore.strategy import NoState

LEGS: Mapping[int, Literal["", "stop", "target", "hold"]] = {0: "", STOP: "stop", PROFIT: "target", HOLD: "hold"}


@dataclass(slots=True)
class Exchange:
    """One account at a market of our own.

    It knows the session's orders by their refs, never takes one twice, and holds positions and money of its own, so
    that whoever has lost track can ask. Risk limits are the session's affair and not known here. Everything it does
    follows from the calls in their order.
    """

    instruments: Sequence[Instrument]
    floor: Floor
    cash: float
    curve: Curve
    time: int = -1
    executions: int = 0
    refs: list[str] = field(default_factory=list[str])
    guarding: list[str] = field(default_factory=list[str])
    seen: set[str] = field(default_factory=set[str])

    @classmethod
    def opened(cls, instruments: Sequence[Instrument], rules: Rules, cash: float) -> "Exchange":
        """An account with this much cash and nothing else."""
        count = len(instruments)
        book = Book(
            blank(PositionRow, count),
            blank(OrderRow, count),
            blank(NoState, count),
            blank(TallyRow, count),
            blank(DayRow, 1),
        )
        rules = rules._replace(limits=None)
        tape = Tapes(blank(FillRow, FILLS_A_BAR * count))
        floor = Floor(terms_of(instruments, rules.leverage), rules, book, tape, alone(count))
        curve = opening_curve(cash)
        return cls(instruments, floor, cash, curve, refs=[""] * count, guarding=[""] * count)

    def submit(self, order: Order) -> tuple[Report, ...]:
        """Takes an order, or rejects it with a reason; it lives from the next open."""
        i = self._place(order.symbol)
        problem = self._problem(order, i)
        self.seen.add(order.ref)
        if problem:
            return (OrderStatus(order.ref, order.symbol, "rejected", problem),)
        put(self.floor.book.orders, i, order.row)
        self.refs[i] = order.ref
        return (OrderStatus(order.ref, order.symbol, "working"),)

    def cancel(self, ref: str) -> tuple[Report, ...]:
        """Ends an order that works; says nothing of one that does not."""
        i = self._working(ref)
        if i < 0:
            return ()
        self.floor.book.orders.working[i] = 0
        return (OrderStatus(ref, self.instruments[i].symbol, "cancelled", "asked to"),)

    def amend(self, ref: str, target: float) -> tuple[Report, ...]:
        """Lets an order that works lead elsewhere."""
        i = self._working(ref)
        if i < 0:
            return ()
        self.floor.book.orders.target[i] = target
        return (OrderStatus(ref, self.instruments[i].symbol, "amended"),)

    def protect(self, protection: Protection) -> None:
        """Replaces the protection of a position; of one that is gone by now there is nothing to protect."""
        i, positions = self._place(protection.symbol), self.floor.book.positions
        if i < 0 or positions.quantity[i] == 0.0:
            return
        stop, profit = number(protection.stop), number(protection.profit)
        positions.stop[i], positions.profit[i], positions.hold[i] = stop, profit, protection.hold
        positions.guarded[i] = max(guards(stop, profit, protection.hold), min(positions.leaving[i], 1))
        self.guarding[i] = protection.ref
        if self.floor.book.orders.working[i] == 0:
            self.floor.book.orders.target[i] = positions.quantity[i]

    def trade(self, rows: Sequence[BarRow]) -> tuple[Report, ...]:
        """Trades on the bars of one opening instant, once, and returns what happened, in the order of happening."""
        if not rows or rows[0].time <= self.time:
            return ()
        self.time = rows[0].time
        market = market_rows(tuple(rows), {one.symbol: i for i, one in enumerate(self.instruments)})
        count, book = len(rows), self.floor.book
        reports: list[Report] = [change for k in range(count) for change in self._changes(market, k)]
        then = [row(book.orders, i) for i in range(len(self.instruments))]
        tallies = [row(book.tally, i) for i in range(len(self.instruments))]
        leaving = list(book.positions.leaving)
        book.days.fills[0] = 0
        self.cash = trade(market, 0, count, self.floor, self.cash)
        reports.extend(self._fill(k) for k in range(book.days.fills[0]))
        for i, before in enumerate(then):
            filled = any(isinstance(one, Fill) and self._place(one.symbol) == i for one in reports)
            reports.extend(self._outcome(i, before, tallies[i], leaving[i], filled=filled))
        self.cash, self.curve, _ = mark(market, 0, count, self.floor, self.cash, self.curve)
        return tuple(reports)

    def holdings(self) -> Reconcile:
        """What the account holds, which orders work, and what protects its positions."""
        positions, orders = self.floor.book.positions, self.floor.book.orders
        held = [i for i in range(len(self.instruments)) if positions.quantity[i] != 0.0]
        return Reconcile(
            complete=True,
            positions={self.instruments[i].symbol: positions.quantity[i] for i in held},
            averages={self.instruments[i].symbol: positions.average[i] for i in held},
            working=tuple(self.refs[i] for i in range(len(self.instruments)) if orders.working[i] == 1),
            protection=tuple(self._protection(i) for i in held),
            cash=self.cash,
        )

    def _protection(self, i: int) -> Protection:
        positions = self.floor.book.positions
        prices = told(positions.stop[i]), told(positions.profit[i])
        symbol, quantity = self.instruments[i].symbol, positions.quantity[i]
        leaving = LEGS[positions.leaving[i]]
        # Bars count for a position that is to stay only.
        hold = positions.hold[i] if self.floor.book.orders.target[i] * quantity > 0.0 else 0
        return Protection(self.guarding[i], symbol, quantity, *prices, hold, leaving)

    def _place(self, symbol: str) -> int:
        return next((i for i, one in enumerate(self.instruments) if one.symbol == symbol), -1)

    def _working(self, ref: str) -> int:
        """The instrument whose working order this is, or -1."""
        working = self.floor.book.orders.working
        return next((i for i, known in enumerate(self.refs) if known == ref and working[i] == 1), -1)

    def _problem(self, order: Order, i: int) -> str:
        if order.ref in self.seen:
            return "an order of this orderRef was given before"
        if i < 0:
            return "an instrument that is not traded here"
        if self.floor.book.orders.working[i] == 1:
            return "another order works for this instrument"
        held = self.floor.book.positions.quantity[i]
        if abs(held + order.quantity - order.target) > self.floor.terms.lot[i] * NEARLY:
            return f"it does not lead to its target from the {held:g} that are held"
        return ""

    def _changes(self, market: Columns, k: int) -> tuple[AccountChanged, ...]:
        """The corporate actions of a row that concern the account."""
        book = self.floor.book
        i: int = market.instrument[k]
        if book.positions.quantity[i] == 0.0 and book.orders.working[i] == 0:
            return ()
        symbol, found = self.instruments[i].symbol, list[AccountChanged]()
        if market.split[k] != 1.0:
            found.append(AccountChanged(f"{symbol} {market.time[k]} split", "split", symbol, market.split[k]))
        if market.dividend[k] != 0.0:
            found.append(AccountChanged(f"{symbol} {market.time[k]} dividend", "dividend", symbol, market.dividend[k]))
        return tuple(found)

    def _fill(self, k: int) -> Fill:
        fill: FillRow = row(self.floor.tapes.fills, k)
        i = fill.instrument
        if fill.kind in PROTECTIVE:
            ref = f"{self.guarding[i]}-{LEGS[fill.kind]}"
        else:
            ref = self.refs[i]
            if NAME_OF[fill.kind] != "exit":
                self.guarding[i] = decision_of(ref)
        self.executions += 1
        identity = f"{self.executions:08d}"
        symbol, kind = self.instruments[i].symbol, NAME_OF[fill.kind]
        return Fill(identity, ref, symbol, fill.time, fill.quantity, fill.price, fill.commission, kind)

    def _outcome(self, i: int, then: OrderRow, tally: TallyRow, leaving: int, *, filled: bool) -> list[OrderStatus]:
        """What became of the order of an instrument, and whether its protection waits for volume."""
        book, symbol = self.floor.book, self.instruments[i].symbol
        said: list[OrderStatus] = []
        kind = book.positions.leaving[i]
        if LEGS[kind] and (kind != leaving or filled):
            said.append(OrderStatus(f"{self.guarding[i]}-{LEGS[kind]}", symbol, "triggered", "it waits for volume"))
        if then.working == 1 and book.orders.working[i] == 0:
            said.append(replace(self._end(i, tally), ref=self.refs[i], symbol=symbol))
        return said

    def _end(self, i: int, then: TallyRow) -> OrderStatus:
        now, target = self.floor.book.tally, self.floor.book.orders.target[i]
        if now.beyond_protection[i] > then.beyond_protection:
            return OrderStatus("", "", "rejected", "beyond its own stop or target")
        if now.beyond_buying_power[i] > then.beyond_buying_power:
            return OrderStatus("", "", "rejected", "beyond buying power")
        if now.trimmed[i] > then.trimmed:
            return OrderStatus("", "", "cancelled", "trimmed to buying power")
        if abs(target - self.floor.book.positions.quantity[i]) < self.floor.terms.lot[i] * NEARLY:
            return OrderStatus("", "", "filled")
        return OrderStatus("", "", "cancelled", "the position was closed")

"""The state of a session: what is carried from event to event, and what never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self, TypeAlias

from tradecore.bars import SECOND
from tradecore.instruments import Instrument
from tradecore.live.events import Body, Commission, Reconcile
from tradecore.live.journal import Journal
from tradecore.live.orders import UNSENT, Standing
from tradecore.simulation.account import opening_curve
from tradecore.simulation.market import terms_of
from tradecore.simulation.rows import (
    Book,
    Columns,
    Curve,
    DayRow,
    Floor,
    OrderRow,
    PositionRow,
    Rules,
    TallyRow,
    Tapes,
    blank,
    row,
)

# What a halt does: entries are cancelled, all orders and protection are, or positions are closed as well.
Policy: TypeAlias = Literal["hold", "cancel", "flatten"]
Agreement: TypeAlias = Literal["confirmed", "mismatch", "unknown"]


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a session is told before it begins; `fingerprint` stands for everything in it that decides.

    `name` is the strategy's. `cash` is what the account begins with. A broker that has not answered for an order
    after `patience` (ns) is asked; a clock further than `skew` (ns) from the broker's stops new orders.
    """

    session: str
    account: str
    name: str
    strategy: Any
    instruments: tuple[Instrument, ...]
    rules: Rules
    cash: float
    mode: Literal["simulated", "paper", "real"] = "simulated"
    policy: Policy = "hold"
    fingerprint: str = ""
    model: str = ""
    patience: int = 10 * SECOND
    skew: int = 30 * SECOND

    def place(self, symbol: str) -> int:
        """Which instrument a symbol is, -1 for a stranger."""
        return next((i for i, one in enumerate(self.instruments) if one.symbol == symbol), -1)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols in their order."""
        return tuple(one.symbol for one in self.instruments)


@dataclass(slots=True)
class State:
    """A session between two events. `session.step` makes the next one; whoever holds a state never changes it.

    The floor's book is the session's own: what it holds by its executions, and what it wishes. `orders` are those
    that are not over, by orderRef. Per instrument, `wishes` has the ref of the order that carries the standing wish,
    `guards` the decision whose protection is in force; empty where there is none. Those before it are `former`, back
    to the one before the position was opened: the broker may not have heard of a later one. `lost` are the orders that
    were given up, and `ended` those that were over lately, by orderRef, in case one fills after all. `journals` have
    the executions that each position came of; `uncharged` has the instrument of each whose commission is not known
    yet, `early` the commissions that came before their execution. `refusals` counts how often the broker has refused
    protection of a symbol since it last rested. `executed` is what was told of executions and changes, `strangers` are
    the ids of executions that nobody here has ordered. Orders of `shut` symbols wait for their market to open.
    `holdings` is the broker's last answer, of `answered` (ns UTC). `outbox` is what the session has said and the log
    does not hold yet.
    """

    setup: Setup
    floor: Floor
    cash: float
    curve: Curve
    reasons: Columns
    wishes: list[str]
    guards: list[str]
    former: list[tuple[str, ...]]
    journals: list[Journal]
    orders: dict[str, Standing] = field(default_factory=dict[str, Standing])
    lost: dict[str, Standing] = field(default_factory=dict[str, Standing])
    ended: dict[str, Standing] = field(default_factory=dict[str, Standing])
    early: dict[str, Commission] = field(default_factory=dict[str, Commission])
    uncharged: dict[str, int] = field(default_factory=dict[str, int])
    refusals: dict[str, int] = field(default_factory=dict[str, int])
    executed: frozenset[str] = frozenset()
    strangers: tuple[str, ...] = ()
    outbox: tuple[Body, ...] = ()
    closed: int = -1
    now: int = 0
    starts: int = 0
    linked: bool = False
    stale: bool = False
    skewed: bool = False
    shut: frozenset[str] = frozenset()
    reconciled: Agreement = "unknown"
    killed: str = ""
    halted: str = ""
    stopping: bool = False
    holdings: Reconcile | None = None
    answered: int = 0

    @classmethod
    def begin(cls, setup: Setup) -> Self:
        """A session before its first event."""
        count = len(setup.instruments)
        book = Book(
            blank(PositionRow, count),
            blank(OrderRow, count),
            blank(setup.strategy.State, count),
            blank(TallyRow, count),
            blank(DayRow, 1),
        )
        book.days.last[0] = setup.cash
        floor = Floor(terms_of(setup.instruments, setup.rules.leverage), setup.rules, book, Tapes(), alone(count))
        reasons = book.days.orders[:0] + book.days.orders[:1] * len(setup.strategy.REASONS)
        journals = [Journal.begun(row(book.positions, i), row(book.tally, i)) for i in range(count)]
        none = [""] * count
        return cls(setup, floor, setup.cash, opening_curve(setup.cash), reasons, none, none[:], [()] * count, journals)

    def own(self) -> Self:
        """A copy whose columns, lists and orders are its own."""
        return replace(
            self,
            floor=self.floor._replace(book=copied(self.floor.book)),
            reasons=self.reasons[:],
            wishes=list(self.wishes),
            guards=list(self.guards),
            former=list(self.former),
            orders=dict(self.orders),
            journals=list(self.journals),
            lost=dict(self.lost),
            ended=dict(self.ended),
            early=dict(self.early),
            uncharged=dict(self.uncharged),
            refusals=dict(self.refusals),
        )

    @property
    def book(self) -> Book:
        """Positions, wishes, memory and totals by instrument."""
        return self.floor.book

    @property
    def positions(self) -> Mapping[str, float]:
        """The signed position of each symbol, by the session's own executions."""
        return dict(zip(self.setup.symbols, self.book.positions.quantity, strict=True))

    @property
    def equity(self) -> float:
        """The account at the last marks, in money."""
        return self.curve.equity

    def of(self, place: int) -> tuple[Standing, ...]:
        """The orders of one instrument that are not over."""
        return tuple(one for one in self.orders.values() if one.place == place)

    def rebase(self, place: int) -> None:
        """From here on the journal of an instrument begins with what is held: what was booked is not corrected."""
        self.journals[place] = Journal.begun(row(self.book.positions, place), row(self.book.tally, place))

    def guarded_by(self, place: int, decision: str, *, opened: bool = False) -> None:
        """From here on the protection of `decision` is in force; `opened` says that the position begins with it."""
        before = self.guards[place]
        if opened:
            self.former[place] = (before,) if before else ()
        elif before not in ("", decision, *self.former[place]):
            self.former[place] += (before,)
        self.guards[place] = decision

    @property
    def unsent(self) -> tuple[Standing, ...]:
        """The orders that have not left."""
        return tuple(one for one in self.orders.values() if one.stage in UNSENT)


def copied(book: Book) -> Book:
    """A book in buffers of its own."""
    return Book(*(part._make([column[:] for column in part]) for part in book))


def alone(count: int) -> bool | None:
    """What the kernel is told of the number of instruments."""
    return True if count == 1 else None

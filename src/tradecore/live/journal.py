"""The journal of one instrument: the executions that its position and totals came of, so that one can be corrected.

All that follows from executions is booked again from the journal's beginning: size, average, costs, trades. What
follows from decisions and bars stays: protection, age, and the carry that the position has earned or paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from tradecore.bars import DAY
from tradecore.live.executions import Execution
from tradecore.live.ledger import book_execution
from tradecore.live.orders import number, told
from tradecore.simulation.rows import Book, Floor, OrderRow, PositionRow, TallyRow, blank, put, row
from tradecore.strategy import NoState

Numbers = tuple[float | int | None, ...]
# Executions that are older cannot be corrected any more: they are folded into the journal's beginning.
CORRECTABLE = 7 * DAY


@dataclass(frozen=True, slots=True)
class Entry:
    """An execution as it was booked: with its order's protection and reason, and the carry since the one before."""

    execution: Execution
    accrued: float = 0.0
    stop: float | None = None
    profit: float | None = None
    hold: int = 0
    reason: int = 0

    @classmethod
    def of(cls, execution: Execution, order: OrderRow, accrued: float) -> Self:
        """What `order` brought about."""
        return cls(execution, accrued, told(order.stop), told(order.profit), order.hold, order.reason)

    @property
    def order(self) -> OrderRow:
        """As much of the order as booking reads."""
        return OrderRow(stop=number(self.stop), profit=number(self.profit), hold=self.hold, reason=self.reason)


class Booked(NamedTuple):
    """An instrument's rows after a journal."""

    position: PositionRow
    tally: TallyRow


@dataclass(frozen=True, slots=True)
class Journal:
    """`position` and `tally` are the rows before the first entry, None for NaN; `carry` is that after the last one."""

    position: Numbers
    tally: Numbers
    carry: float = 0.0
    entries: tuple[Entry, ...] = ()

    @classmethod
    def begun(cls, position: PositionRow, tally: TallyRow) -> Self:
        """A journal that begins with what there is."""
        return cls(tuple(map(told, position)), tuple(map(told, tally)), position.carry)

    def place(self, identity: str) -> int:
        """Which entry is of this execution, or -1."""
        return next((n for n, one in enumerate(self.entries) if one.execution.fill.id == identity), -1)

    def corrected(self, place: int, execution: Execution) -> "Journal":
        """With another form of the execution of one entry."""
        entry = replace(self.entries[place], execution=execution)
        return replace(self, entries=(*self.entries[:place], entry, *self.entries[place + 1 :]))


def booked(floor: Floor, i: int, journal: Journal, entries: Sequence[Entry]) -> Booked:
    """The rows of instrument `i` after these entries of a journal."""
    alone = _apart(floor, i, journal)
    positions = alone.book.positions
    for entry in entries:
        positions.carry[0] += entry.accrued
        book_execution(alone, 0, entry.execution.fill, entry.order, 0.0)
    return Booked(row(positions, 0), row(alone.book.tally, 0))


def entered(floor: Floor, i: int, journal: Journal, entry: Entry, now: int) -> Journal:
    """The journal of instrument `i` with an entry that was just booked; what is too old by `now` is folded."""
    entries, old = (*journal.entries, entry), 0
    while old < len(entries) - 1 and entries[old].execution.fill.time < now - CORRECTABLE:
        old += 1
    if old:
        journal = Journal.begun(*booked(floor, i, journal, entries[:old]))
    return replace(journal, carry=floor.book.positions.carry[i], entries=entries[old:])


def _apart(floor: Floor, i: int, journal: Journal) -> Floor:
    """A floor with this instrument only, as the journal begins."""
    book = Book(blank(PositionRow, 1), blank(OrderRow, 1), blank(NoState, 1), blank(TallyRow, 1), floor.book.days)
    days: Any = book.days._make(column[:] for column in book.days)
    put(book.positions, 0, [_as(column, value) for column, value in zip(book.positions, journal.position, strict=True)])
    put(book.tally, 0, [_as(column, value) for column, value in zip(book.tally, journal.tally, strict=True)])
    terms = floor.terms._make(column[i : i + 1] for column in floor.terms)
    return floor._replace(terms=terms, book=book._replace(days=days), alone=True)


def _as(column: Any, value: float | None) -> float | int:  # noqa: ANN401
    return number(value) if column.typecode == "d" else int(value or 0)

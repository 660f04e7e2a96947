"""A simulation that can be advanced, stopped and continued at any bar."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, Self

from tradecore.errors import StrategyError
from tradecore.instants import format_instant
from tradecore.instruments import Instrument
from tradecore.simulation.account import opening_curve
from tradecore.simulation.booking import buying_power
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import Assembled, terms_of
from tradecore.simulation.rows import (
    FILLS_A_BAR,
    FULL,
    REFUSED,
    RUINED,
    TRADES_A_BAR,
    Book,
    Columns,
    Curve,
    DayRow,
    FillRow,
    Finer,
    Floor,
    MarkRow,
    Moments,
    OrderRow,
    PositionRow,
    Rules,
    SessionRow,
    TallyRow,
    Tapes,
    TradeRow,
    blank,
    grown,
    row,
)
from tradecore.simulation.session import account_of, bar_of, choose

Kernel = Callable[..., tuple[int, int, int, float, Curve]]
NO_GROUPS = array("q", [0])


@dataclass(slots=True)
class Simulation:
    """One strategy on one market and account.

    Everything that is carried from bar to bar is a field, so a copy of them continues the run. With
    `taped` every fill, trade and mark is kept, else only the running totals. With `moments` the sums over
    returns run along, and with room for so many `sessions` the return over each that has ended is kept too.
    """

    assembled: Assembled
    instruments: Sequence[Instrument]
    strategy: Any
    inputs: Columns
    floor: Floor
    initial: float
    cash: float
    curve: Curve
    reasons: Columns
    group: int = 0
    ruined: bool = False
    kernel: Kernel = field(default=simulate)
    finer: Finer | None = None

    @classmethod
    def start(
        cls,
        assembled: Assembled,
        instruments: Sequence[Instrument],
        strategy: Any,  # noqa: ANN401
        inputs: Columns,
        rules: Rules,
        cash: float,
        *,
        taped: bool = True,
        moments: bool = False,
        sessions: int = 0,
        marks: bool = False,
        kernel: Kernel = simulate,
        finer: Finer | None = None,
    ) -> Self:
        """A simulation before its first bar; `inputs` holds a column a field, over the market's rows.

        `marks` keeps the account at each close though the run is not `taped`. With `finer` bars
        (`tradecore.simulation.finer`) orders fill on these.
        """
        count, groups = len(instruments), len(assembled.first) - 1
        book = Book(
            blank(PositionRow, count),
            blank(OrderRow, count),
            blank(strategy.State, count),
            blank(TallyRow, count),
            blank(DayRow, 1),
        )
        book.days.last[0] = cash
        tapes = Tapes()
        if taped:
            fills, trades = blank(FillRow, FILLS_A_BAR * (count + 64)), blank(TradeRow, TRADES_A_BAR * (count + 64))
            tapes = Tapes(fills, trades, blank(MarkRow, groups))
        elif marks:
            tapes = Tapes(marks=blank(MarkRow, groups))
        if sessions:
            tapes = tapes._replace(sessions=blank(SessionRow, sessions))
        alone = True if count == 1 else None
        # Of several instruments one may split any day: two kinds of kernel for them would compile twice for little.
        uneventful = True if alone and assembled.uneventful else None
        floor = Floor(terms_of(instruments, rules.leverage), rules, book, tapes, alone, uneventful)
        reasons = array("q", [0]) * len(strategy.REASONS)
        curve = opening_curve(cash, Moments() if moments or sessions else None)
        return cls(
            assembled, instruments, strategy, inputs, floor, cash, cash, curve, reasons, kernel=kernel, finer=finer
        )

    @property
    def book(self) -> Book:
        """What is carried for each instrument."""
        return self.floor.book

    @property
    def tapes(self) -> Tapes:
        """Fills, trades and marks so far; rows beyond the counts of the tally are room."""
        return self.floor.tapes

    @property
    def groups(self) -> int:
        """How many time groups the market has."""
        return len(self.assembled.first) - 1

    def advance(self, end: int | None = None) -> None:
        """Runs on to time group `end` (exclusive; the last by default), or to the group that ruined the account.

        Raises StrategyError when the strategy raises or asks for what cannot be traded.
        """
        stop = self.groups if end is None else end
        while self.group < stop and not self.ruined:
            status, self.group, refused, self.cash, self.curve = self._run(self.group, stop)
            if status == FULL:
                fills, trades = grown(self.tapes.fills), grown(self.tapes.trades)
                self.floor = self.floor._replace(tapes=self.tapes._replace(fills=fills, trades=trades))
            self.ruined = status == RUINED
            if status == REFUSED:
                raise self._refusal(refused)

    def call(self, begin: int, end: int) -> tuple[Any, ...]:
        """What the kernel is handed for time groups `begin` to `end`."""
        market = self.assembled.market
        # Of one instrument each group is a row, and nobody looks.
        first = NO_GROUPS if self.floor.alone else self.assembled.first
        carried = (self.floor, self.reasons, self.cash, self.curve)
        return market, first, begin, end, self.strategy, self.inputs, *carried, self.finer

    def warm(self) -> None:
        """Lets a kernel that compiles when it is first called do so now; trades nothing."""
        self.kernel(*self.call(self.group, self.group))

    def _run(self, begin: int, end: int) -> tuple[int, int, int, float, Curve]:
        try:
            return self.kernel(*self.call(begin, end))
        # A strategy is somebody else's code and may raise anything; what our own code raises passes.
        except Exception as error:
            k = _row_of(error.__traceback__)
            if k < 0 and self.kernel is simulate:
                raise
            where = self._place(k) if k >= 0 else ()
            raise self._raised(error, *where) from error

    def _raised(self, error: Exception, *where: str) -> StrategyError:
        """The strategy's own exception as ours."""
        # Compiled code knows neither the row nor the line.
        line = _line_of(error.__traceback__) if where else ""
        problem = f"it raised {type(error).__name__}: {error}{line}"
        return StrategyError(type(self.strategy).__name__, problem, *where)

    def _refusal(self, k: int) -> StrategyError:
        """What the strategy asked for on row `k` that cannot be traded."""
        # Compiled code says only that it raised; deciding again says what.
        try:
            wish = _wish(self, k)
        except Exception as error:  # noqa: BLE001 - a strategy is somebody else's code
            refusal = self._raised(error, *self._place(k))
            refusal.__cause__ = error
            return refusal
        accepted = (
            f"a finite target, a limit or a trigger but not both, hold of 0 or more, "
            f"and a reason between 0 and {len(self.strategy.REASONS) - 1}"
        )
        return StrategyError(
            type(self.strategy).__name__,
            f"it asked for {wish}, which cannot be traded. Accepted: {accepted}",
            *self._place(k),
        )

    def _place(self, k: int) -> tuple[str, str]:
        market = self.assembled.market
        place: int = market.instrument[k]
        return self.instruments[place].symbol, format_instant(market.time[k])


def _line_of(traceback: TracebackType | None) -> str:
    """Where in the strategy's own code, such as ` (breakout.py, line 34)`; empty where it is none of it."""
    frames = extract_tb(traceback)
    file = Path(frames[-1].filename) if frames else Path(__file__)
    return "" if file.parent == Path(__file__).parent else f" ({file.name}, line {frames[-1].lineno})"


def fork(simulation: Simulation) -> Simulation:
    """An independent copy that continues from the same bar."""
    floor = simulation.floor
    book = Book(*(copied(part) for part in floor.book))
    tapes = Tapes(*(copied(tape) for tape in floor.tapes))
    return replace(simulation, floor=floor._replace(book=book, tapes=tapes), reasons=simulation.reasons[:])


def copied(columns: Columns | None) -> Columns | None:
    """The columns in buffers of their own; None stays None."""
    return None if columns is None else columns._make(column[:] for column in columns)


def _row_of(traceback: TracebackType | None) -> int:
    """The market row that `choose` was deciding when an exception passed through it, or -1."""
    while traceback is not None:
        if traceback.tb_frame.f_code is choose.__code__:
            return int(traceback.tb_frame.f_locals.get("k", -1))
        traceback = traceback.tb_next
    return -1


def _wish(simulation: Simulation, k: int) -> str:
    """The refused decision, decided once more."""
    market, floor = simulation.assembled.market, simulation.floor
    i = market.instrument[k]
    power = buying_power(floor, simulation.cash)
    account = account_of(floor, i, simulation.cash, simulation.curve.equity, power)
    state, inputs = row(floor.book.states, i), row(simulation.inputs, k)
    decision, _ = simulation.strategy.decide(state, bar_of(floor.alone, market, k), inputs, account)
    return str(decision)
